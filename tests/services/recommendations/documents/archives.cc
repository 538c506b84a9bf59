#include "tests/services/recommendations/documents/archives.h"

#include <zip.h>

namespace peerchallenge::documents {

std::vector<UnpackedFile> Unpacked(const std::string& archive) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(archive.data(), archive.size(), 0, &error);
  zip_t* zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (zip == nullptr) {
    zip_source_free(source);
    return {};
  }
  std::vector<UnpackedFile> files;
  for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t stat;
    zip_stat_index(zip, index, 0, &stat);
    UnpackedFile file{stat.name, std::string(stat.size, '\0'), stat.comp_method == ZIP_CM_DEFLATE};
    zip_file_t* opened = zip_fopen_index(zip, index, 0);
    zip_fread(opened, file.bytes.data(), file.bytes.size());
    zip_fclose(opened);
    files.push_back(std::move(file));
  }
  zip_discard(zip);
  return files;
}

pugi::xml_document PartOf(const std::string& archive, const std::string& name) {
  pugi::xml_document part;
  for (const UnpackedFile& file : Unpacked(archive)) {
    if (file.name == name) part.load_buffer(file.bytes.data(), file.bytes.size());
  }
  return part;
}

}  // namespace peerchallenge::documents
