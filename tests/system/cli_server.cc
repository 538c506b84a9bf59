#include "tests/system/cli_server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace peerchallenge::cli {
namespace {

constexpr pid_t kNone = -1;

}  // namespace

CliServer::CliServer(const std::string& folder)
    : address_("unix:" + folder + "/cli.sock"), process_(::fork()) {
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also when the test crashes
  const std::string log = folder + "/server.log";
  ::execl(PEERCHALLENGE_BINARY, PEERCHALLENGE_BINARY, "serve", "--listen", address_.c_str(),
          "--data-dir", folder.c_str(), "--log-file", log.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

CliServer::~CliServer() { Stop(); }

int CliServer::Stop() {
  if (process_ == kNone) return 0;
  ::kill(process_, SIGTERM);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = kNone;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace peerchallenge::cli
