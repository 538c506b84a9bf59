#include "common/config/pem_file.h"

#include <fstream>
#include <iterator>

#include "common/errors/errors.h"

namespace peerchallenge::config {

absl::StatusOr<std::string> ReadPem(const std::string& flag, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || text.find("-----BEGIN ") == std::string::npos) {
    return errors::InvalidField(flag, path, "a readable file in PEM form");
  }
  return text;
}

}  // namespace peerchallenge::config
