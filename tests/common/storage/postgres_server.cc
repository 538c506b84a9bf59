#include "tests/common/storage/postgres_server.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <future>
#include <vector>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/str_cat.h"

namespace peerchallenge::storage {
namespace {

constexpr char kPrograms[] = "/usr/lib/postgresql/15/bin/";

// The user that the server runs as, when this process is root: PostgreSQL refuses to be root.
const passwd* ServerUser() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  ABSL_RAW_CHECK(user != nullptr, "there is no user postgres: install postgresql-15");
  return user;
}

// Starts a program of PostgreSQL with its output in `output`; returns its process id.
pid_t Spawn(std::vector<std::string> arguments, int output) {
  arguments[0] = kPrograms + arguments[0];
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const passwd* user = ServerUser();
  const pid_t pid = fork();
  ABSL_RAW_CHECK(pid >= 0, "fork failed");
  if (pid > 0) return pid;
  if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 ||
                          setuid(user->pw_uid) != 0 || chdir("/") != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/task/", pid, "/children"));
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

// Kills a process that is not our child and waits until it is gone.
void KillAndAwait(pid_t pid) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return;  // gone already
  kill(pid, SIGKILL);
  pollfd gone = {handle, POLLIN, 0};
  poll(&gone, 1, -1);
  close(handle);
}

}  // namespace

PostgresServer::PostgresServer() {
  std::string folder = (std::filesystem::temp_directory_path() / "pc-postgres-XXXXXX").string();
  ABSL_RAW_CHECK(mkdtemp(folder.data()) != nullptr, "no temporary folder");
  folder_ = folder;
  const passwd* user = ServerUser();
  if (user != nullptr) {
    ABSL_RAW_CHECK(chown(folder_.c_str(), user->pw_uid, user->pw_gid) == 0, "chown failed");
  }
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const pid_t init = Spawn({"initdb", "--pgdata=" + folder_ + "/data", "--username=postgres",
                            "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                            "--locale-provider=icu", "--icu-locale=en", "--no-sync"},
                           null);
  int status = 0;
  waitpid(init, &status, 0);
  close(null);
  ABSL_RAW_CHECK(status == 0, "initdb failed");
  Start();
}

PostgresServer::~PostgresServer() {
  kill(pid_, SIGINT);  // fast shutdown
  Wait();
  std::filesystem::remove_all(folder_);
}

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server;
  return server;
}

void PostgresServer::Start() {
  std::array<int, 2> log;
  ABSL_RAW_CHECK(pipe2(log.data(), O_CLOEXEC) == 0, "no pipe");
  pid_ = Spawn({"postgres", "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c",
                "fsync=on", "-c", "max_connections=100", "-c", "log_destination=stderr", "-c",
                "logging_collector=off"},
               log[1]);
  close(log[1]);
  std::promise<void> ready;
  std::future<void> is_ready = ready.get_future();
  // Reads the log to its end, so that the server never waits for us.
  log_reader_ = std::thread([input = log[0], promise = std::move(ready)]() mutable {
    std::string text;
    bool told = false;
    std::array<char, 4096> buffer;
    for (ssize_t size = 0; (size = read(input, buffer.data(), buffer.size())) > 0;) {
      if (told) continue;
      text.append(buffer.data(), static_cast<size_t>(size));
      told = text.find("ready to accept connections") != std::string::npos;
      if (told) promise.set_value();
    }
    close(input);
    ABSL_RAW_CHECK(told, text.c_str());
  });
  is_ready.wait();
}

void PostgresServer::Wait() {
  waitpid(pid_, nullptr, 0);
  log_reader_.join();
}

std::string PostgresServer::NewUrl() {
  const std::string schema = absl::StrCat("test_", ++schemas_);
  const std::string server = absl::StrCat("postgresql:///postgres?user=postgres&host=", folder_);
  PGconn* connection = PQconnectdb(server.c_str());
  PGresult* result = PQexec(connection, absl::StrCat("CREATE SCHEMA ", schema).c_str());
  ABSL_RAW_CHECK(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(connection));
  PQclear(result);
  PQfinish(connection);
  return absl::StrCat(server, "&options=-csearch_path%3D", schema);
}

void PostgresServer::Kill() {
  kill(pid_, SIGSTOP);  // so that it starts no more processes
  for (const pid_t child : ChildrenOf(pid_)) KillAndAwait(child);
  kill(pid_, SIGKILL);
  Wait();
}

void PostgresServer::Restart() {
  std::filesystem::remove(folder_ + "/data/postmaster.pid");
  Start();
}

}  // namespace peerchallenge::storage
