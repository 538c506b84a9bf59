#pragma once

#include <filesystem>
#include <string>

namespace peerchallenge::backup {

// A temporary folder that goes with its object.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Writes a file, with the folders above it.
void WriteFile(const std::filesystem::path& path, const std::string& text);
// Its text; "(missing)" where there is none.
std::string ReadFile(const std::filesystem::path& path);

}  // namespace peerchallenge::backup
