#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace peerchallenge::evidence {

// What the daemon's only signature finds, and calls "Peerchallenge.Test.UNOFFICIAL".
inline constexpr char kInfected[] = "PEERCHALLENGE-ANTIVIRUS-TEST-FILE";
inline constexpr char kSignature[] = "Peerchallenge.Test.UNOFFICIAL";

// ClamAV's daemon on a Unix socket in a folder of its own, with one signature of our own and at
// most 4 MiB a stream. Aborts when it does not start.
class ClamdProcess {
 public:
  ClamdProcess();
  ~ClamdProcess();
  ClamdProcess(const ClamdProcess&) = delete;
  ClamdProcess& operator=(const ClamdProcess&) = delete;

  // "unix:/…"
  std::string address() const;
  // Ends it, as a crash would. Nobody answers at the address then.
  void Kill();
  // Starts it (again).
  void Start();

 private:
  std::filesystem::path folder_;
  pid_t process_ = -1;
};

}  // namespace peerchallenge::evidence
