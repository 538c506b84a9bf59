#include "tests/common/backup/scratch.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace peerchallenge::backup {

Scratch::Scratch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "pc-backup-XXXXXX").string();
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
}

Scratch::~Scratch() { std::filesystem::remove_all(path_); }

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return "(missing)";
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace peerchallenge::backup
