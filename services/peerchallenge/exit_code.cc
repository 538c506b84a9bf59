#include "services/peerchallenge/exit_code.h"

namespace peerchallenge::cli {

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return ExitCode::kOk;
  if (absl::IsUnavailable(status)) return ExitCode::kUnreachable;
  if (absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status)) {
    return ExitCode::kNotAllowed;
  }
  return ExitCode::kFailed;
}

std::string ExitCodeHelp() {
  return "Exit codes:\n"
         "  0  done\n"
         "  1  the call failed, the server did not start, or a result could not be written\n"
         "  2  wrong usage: an unknown flag, a wrong value, an input that cannot be read\n"
         "  3  infeasible: proven that no plan exists\n"
         "  4  no plan was found in the time given; there may be one\n"
         "  5  no server answers\n"
         "  6  not allowed: no valid token, or its roles lack the permission\n"
         "  7  a backup is damaged\n";
}

}  // namespace peerchallenge::cli
