#pragma once

#include <string>

#include "absl/status/status.h"

namespace peerchallenge::cli {

// How a command ended, for scripts. The numbers are part of the interface and never change.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,       // an error was answered, no server started, or a result was not written
  kUsage = 2,        // an unknown flag, a wrong value, an input that cannot be read
  kInfeasible = 3,   // proven: the problem has no plan
  kNotFound = 4,     // no plan was found in the time given; there may be one
  kUnreachable = 5,  // no server answers, or it is stopping
  kNotAllowed = 6,   // no valid token came, or its roles lack the permission
  kDamaged = 7,      // a backup is not what was written
};

// The exit code for a call that ended with `status`.
ExitCode ExitCodeOf(const absl::Status& status);

// All of them in words, for --help.
std::string ExitCodeHelp();

}  // namespace peerchallenge::cli
