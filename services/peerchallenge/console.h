#pragma once

#include <istream>
#include <ostream>

#include "services/peerchallenge/exit_code.h"

namespace peerchallenge::cli {

// Where a command reads and writes. Results go to `out`, which stays pure JSON where that was asked
// for; progress, summaries and errors in words go to `err`.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;        // a progress bar instead of lines
  ExitCode exit_code = ExitCode::kOk;  // set by the command that ran
};

}  // namespace peerchallenge::cli
