#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/services/evidence/attachments/in_memory.h"

// Small files of the kinds that attachments may be, and may not.
namespace peerchallenge::evidence {

inline std::string LittleEndian(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}

// A zip archive whose entries (name, content) are stored as they are; checksums are left zero.
inline std::string Zip(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string archive;
  std::string directory;
  for (const auto& [name, content] : entries) {
    const std::string sizes = LittleEndian(0, 4) + LittleEndian(content.size(), 4) +
                              LittleEndian(content.size(), 4) + LittleEndian(name.size(), 2);
    const std::string common = LittleEndian(0, 2) + LittleEndian(0, 2) + LittleEndian(0, 4) + sizes;
    directory += std::string("PK\1\2") + LittleEndian(20, 2) + LittleEndian(20, 2) + common +
                 LittleEndian(0, 2) + LittleEndian(0, 2) + LittleEndian(0, 2) + LittleEndian(0, 2) +
                 LittleEndian(0, 4) + LittleEndian(archive.size(), 4) + name;
    archive +=
        std::string("PK\3\4") + LittleEndian(20, 2) + common + LittleEndian(0, 2) + name + content;
  }
  return archive + directory + std::string("PK\5\6") + LittleEndian(0, 4) +
         LittleEndian(entries.size(), 2) + LittleEndian(entries.size(), 2) +
         LittleEndian(directory.size(), 4) + LittleEndian(archive.size(), 4) + LittleEndian(0, 2);
}

inline std::string OfficeDocument(const std::string& part, bool macros = false) {
  std::vector<std::pair<std::string, std::string>> entries = {
      {"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", "<Relationships/>"}, {part, "<w/>"}};
  if (macros) entries.emplace_back(part.substr(0, part.find('/')) + "/vbaProject.bin", "x");
  return Zip(entries);
}

inline std::string OpenDocument(const std::string& type) {
  return Zip(
      {{"mimetype", "application/vnd.oasis.opendocument." + type}, {"content.xml", "<office/>"}});
}

inline std::string Pdf(size_t bytes = 200) {
  std::string pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n";
  pdf.resize(std::max(bytes, pdf.size()), ' ');
  return pdf;
}

inline std::string Png() {
  return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0\x1f\x15\xc4\x89",
                     33);
}

}  // namespace peerchallenge::evidence
