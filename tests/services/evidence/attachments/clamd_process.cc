#include "tests/services/evidence/attachments/clamd_process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "absl/strings/escaping.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kProgram[] = "/usr/sbin/clamd";
// The last thing that it says before it waits for work.
constexpr char kReady[] = "Self checking";

[[noreturn]] void DieOfClamd(const std::string& why) {
  std::cerr << "clamd: " << why << std::endl;
  abort();
}

}  // namespace

ClamdProcess::ClamdProcess() {
  std::string pattern = (std::filesystem::temp_directory_path() / "pc-clamd-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) DieOfClamd("no temporary folder");
  folder_ = pattern;
  std::filesystem::create_directory(folder_ / "signatures");
  std::ofstream(folder_ / "signatures" / "test.ndb")
      << "Peerchallenge.Test:0:*:" << absl::BytesToHexString(kInfected) << "\n";
  std::ofstream(folder_ / "clamd.conf")
      << "DatabaseDirectory " << (folder_ / "signatures").string() << "\nLocalSocket "
      << (folder_ / "socket").string()
      << "\nFixStaleSocket yes\nForeground yes\nStreamMaxLength 4M\n";
  Start();
}

ClamdProcess::~ClamdProcess() {
  Kill();
  std::filesystem::remove_all(folder_);
}

std::string ClamdProcess::address() const { return "unix:" + (folder_ / "socket").string(); }

void ClamdProcess::Kill() {
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void ClamdProcess::Start() {
  std::array<int, 2> said;
  if (pipe2(said.data(), O_CLOEXEC) != 0) DieOfClamd("no pipe");
  const std::string settings = "--config-file=" + (folder_ / "clamd.conf").string();
  process_ = fork();
  if (process_ == 0) {
    dup2(said[1], STDOUT_FILENO);
    dup2(said[1], STDERR_FILENO);
    execl(kProgram, kProgram, settings.c_str(), nullptr);
    _exit(127);
  }
  close(said[1]);
  std::string text;
  char buffer[1024];
  ssize_t got = 1;
  while (text.find(kReady) == std::string::npos && got > 0) {
    got = read(said[0], buffer, sizeof(buffer));
    if (got > 0) text.append(buffer, static_cast<size_t>(got));
  }
  if (got <= 0) DieOfClamd("does not start (Debian package clamav-daemon): " + text);
  // What it says from now on is lost; it ignores that.
  close(said[0]);
}

}  // namespace peerchallenge::evidence
