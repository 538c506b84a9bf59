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

  // `verb` as in "saved 12.3 MB".
  ByteProgress(Console& console, std::string verb, Mode mode)
      : console_(console), verb_(std::move(verb)), mode_(mode) {}

  void Add(int64_t bytes);
  // Clears the line that changes, so that other text can follow. Called once.
  void Done();

 private:
  Console& console_;
  const std::string verb_;
  const Mode mode_;
  int64_t bytes_ = 0;
  int64_t shown_ = 0;
};

}  // namespace peerchallenge::cli
