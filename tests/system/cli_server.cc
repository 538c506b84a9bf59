#include "tests/system/cli_server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace peerchallenge::cli {
namespace {

constexpr pid_t kNone = -1;

// Runs the binary; its words are made before the fork, after which nothing may allocate.
pid_t Run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t process = ::fork();
  if (process != 0) return process;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also when the test crashes
  ::execv(PEERCHALLENGE_BINARY, arguments.data());
  ::_exit(127);
}

std::vector<std::string> ServeWords(const std::string& folder, const std::string& address,
                                    const std::vector<std::string>& flags) {
  std::vector<std::string> words = {
      PEERCHALLENGE_BINARY, "serve", "--listen",   address,
      "--data-dir",         folder,  "--log-file", folder + "/server.log"};
  words.insert(words.end(), flags.begin(), flags.end());
  return words;
}

}  // namespace

CliServer::CliServer(const std::string& folder, const std::vector<std::string>& flags)
    : address_("unix:" + folder + "/cli.sock"),
      process_(Run(ServeWords(folder, address_, flags))) {}

CliServer::~CliServer() { Stop(); }

int CliServer::Stop() {
  if (process_ == kNone) return 0;
  const int status = End(SIGTERM);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void CliServer::Kill() { End(SIGKILL); }

int CliServer::End(int signal) {
  ::kill(process_, signal);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = kNone;
  return status;
}

}  // namespace peerchallenge::cli
