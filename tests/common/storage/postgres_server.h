#pragma once

#include <sys/types.h>

#include <string>
#include <thread>

namespace peerchallenge::storage {

// A throw-away PostgreSQL server in a temporary folder: Unix socket only, everyone trusted, fsync
// on, and a default collation that is not byte order. Ends, and its folder with it, when the object
// goes or the test process dies. The programs come from Debian's postgresql-15; a root user's
// server runs as the user `postgres`.
class PostgresServer {
 public:
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The test binary's own server; started on first use.
  static PostgresServer& Shared();

  // A database URL of a new, empty schema.
  std::string NewUrl();

  // Ends all processes of the server at once, as a power cut would; Restart() starts it again.
  void Kill();
  void Restart();

 private:
  void Start();
  void Wait();

  std::string folder_;
  pid_t pid_ = 0;
  std::thread log_reader_;
  int schemas_ = 0;
};

}  // namespace peerchallenge::storage
