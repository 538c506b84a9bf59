#include "tests/system/cli_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace peerchallenge::cli {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    read = ends[0];
    write = ends[1];
  }
  int read;
  int write;
};

[[noreturn]] void Become(const std::vector<std::string>& arguments, const Pipe& in, const Pipe& out,
                         const Pipe& err) {
  ::dup2(in.read, STDIN_FILENO);
  ::dup2(out.write, STDOUT_FILENO);
  ::dup2(err.write, STDERR_FILENO);
  std::vector<char*> argv{const_cast<char*>(PEERCHALLENGE_BINARY)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(PEERCHALLENGE_BINARY, argv.data());
  ::_exit(127);
}

// Writes what the process takes of the input; closes the pipe behind the last byte.
void Feed(const std::string& input, size_t& fed, pollfd& event) {
  if (event.fd < 0) return;
  if (event.revents != 0 && fed < input.size()) {
    const ssize_t count = ::write(event.fd, input.data() + fed, input.size() - fed);
    fed = count < 0 ? input.size() : fed + static_cast<size_t>(count);
  }
  if (fed < input.size()) return;
  ::close(event.fd);
  event.fd = -1;
}

// Reads what has come; forgets the pipe at its end.
void Collect(std::string& text, pollfd& event) {
  if (event.fd < 0 || event.revents == 0) return;
  std::array<char, 4096> chunk{};
  const ssize_t count = ::read(event.fd, chunk.data(), chunk.size());
  if (count > 0) {
    text.append(chunk.data(), static_cast<size_t>(count));
  } else {
    event.fd = -1;
  }
}

// Feeds the input and reads both outputs until the process closes them.
void Talk(pid_t process, const ProcessOptions& options, const Pipe& in, const Pipe& out,
          const Pipe& err, ProcessResult& result) {
  size_t fed = 0;
  bool waiting = options.then != nullptr;
  std::array<pollfd, 3> events{pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0},
                               pollfd{in.write, POLLOUT, 0}};
  const auto has_come = [&](const std::string& text) {
    return text.find(options.await) != std::string::npos;
  };
  while (events[0].fd >= 0 || events[1].fd >= 0) {
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    Collect(result.out, events[0]);
    Collect(result.err, events[1]);
    Feed(options.input, fed, events[2]);
    if (waiting && (has_come(result.out) || has_come(result.err))) {
      waiting = false;
      options.then(process);
    }
  }
  if (events[2].fd >= 0) ::close(events[2].fd);
}

}  // namespace

void SendInterrupt(pid_t process) { ::kill(process, SIGINT); }

ProcessResult RunBinary(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);  // the process may end before it has read its input
  Pipe in, out, err;
  const pid_t process = ::fork();
  if (process == 0) Become(arguments, in, out, err);
  ::close(in.read);
  ::close(out.write);
  ::close(err.write);
  ProcessResult result;
  Talk(process, options, in, out, err, result);
  ::close(out.read);
  ::close(err.read);
  int status = 0;
  ::waitpid(process, &status, 0);
  if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
  return result;
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "peerchallenge-cli-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::Write(const std::string& name, const std::string& text) const {
  std::ofstream(Path(name), std::ios::binary) << text;
  return Path(name);
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace peerchallenge::cli
