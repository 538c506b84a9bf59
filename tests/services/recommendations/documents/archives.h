#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

namespace peerchallenge::documents {

struct UnpackedFile {
  std::string name;
  std::string bytes;
  bool deflated = false;
};

// What is in a zip archive, in its order; nothing when it is none.
std::vector<UnpackedFile> Unpacked(const std::string& archive);

// A part that is XML, read; without any element when it is missing or broken.
pugi::xml_document PartOf(const std::string& archive, const std::string& name);

}  // namespace peerchallenge::documents
