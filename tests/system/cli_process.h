#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

// Runs the real binary.
namespace peerchallenge::cli {

struct ProcessResult {
  int code = -1;  // exit code; -1 = ended by a signal
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::string input = {};
  // When this has come on either output, `then` is called once.
  std::string await = {};
  std::function<void(pid_t)> then = {};
};

// For `then`: sends Ctrl-C.
void SendInterrupt(pid_t process);

// Runs `peerchallenge` with these arguments until it ends.
ProcessResult RunBinary(const std::vector<std::string>& arguments,
                        const ProcessOptions& options = {});

// A folder that goes with its object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file and gives its path.
  std::string Write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

std::string ReadWholeFile(const std::string& path);

}  // namespace peerchallenge::cli
