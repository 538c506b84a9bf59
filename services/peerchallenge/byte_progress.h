#pragma once

#include <cstdint>
#include <string>

#include "services/peerchallenge/console.h"

namespace peerchallenge::cli {

// "0 B", "1.0 kB", "12.3 MB", "4.5 GB": in thousands.
std::string BytesText(int64_t bytes);

// Shows on `err` how many bytes have been gone through: one line that changes on a terminal, else a
// line now and then.
class ByteProgress {
 public:
  enum class Mode { kQuiet, kShow };

  // `verb` as in "saved 12.3 MB", or where the `whole` is known "sent 12.3 MB of 45.6 MB".
  ByteProgress(Console& console, std::string verb, Mode mode, int64_t whole = 0)
      : console_(console), verb_(std::move(verb)), mode_(mode), whole_(whole) {}

  void Add(int64_t bytes);
  // Clears the line that changes, so that other text can follow. Called once.
  void Done();

 private:
  Console& console_;
  const std::string verb_;
  const Mode mode_;
  const int64_t whole_;  // 0: not known
  int64_t bytes_ = 0;
  int64_t shown_ = 0;
};

}  // namespace peerchallenge::cli
