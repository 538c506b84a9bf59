#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "services/evidence/attachments/s3_bucket.h"

namespace peerchallenge::evidence {

// A real S3-speaking server, OpenStack Swift (s3_server.py), on a free port of this machine with a
// folder of its own. Has the buckets "test" and "versioned"; the latter keeps what is erased.
// Aborts when it does not start.
class S3Server {
 public:
  enum class Door { kPlain, kTls };

  explicit S3Server(Door door = Door::kPlain);
  ~S3Server();
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;

  // One for all tests of this process, which do not kill it.
  static S3Server& Shared();

  // With which it lets one in; `place`: "test/prefix". The CA, too, where it speaks TLS.
  S3Options Options(const std::string& place) const;
  // Ends it, as a crash would. Nobody answers at its port then.
  void Kill();
  // Starts it (again), at the same port.
  void Start();

 private:
  std::filesystem::path File(const char* name) const { return folder_ / name; }

  std::filesystem::path folder_;
  const Door door_;
  std::string port_ = "0";
  pid_t process_ = -1;
};

}  // namespace peerchallenge::evidence
