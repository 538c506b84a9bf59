#include "services/peerchallenge/byte_progress.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace peerchallenge::cli {
namespace {

constexpr int64_t kBetweenChanges = 1'000'000;
constexpr int64_t kBetweenLines = 250'000'000;
constexpr char kClearLine[] = "\r\033[K";

}  // namespace

std::string BytesText(int64_t bytes) {
  if (bytes < 1000) return absl::StrCat(bytes, " B");
  double amount = static_cast<double>(bytes);
  const char* unit = "B";
  for (const char* larger : {"kB", "MB", "GB", "TB"}) {
    if (amount < 999.95) break;  // which would be shown as 1000.0
    amount /= 1000;
    unit = larger;
  }
  return absl::StrFormat("%.1f %s", amount, unit);
}

void ByteProgress::Add(int64_t bytes) {
  bytes_ += bytes;
  if (mode_ == Mode::kQuiet) return;
  if (bytes_ - shown_ < (console_.err_is_terminal ? kBetweenChanges : kBetweenLines)) return;
  shown_ = bytes_;
  std::string text = absl::StrCat(verb_, " ", BytesText(bytes_));
  if (whole_ > 0) absl::StrAppend(&text, " of ", BytesText(whole_));
  if (console_.err_is_terminal) {
    console_.err << kClearLine << text << std::flush;
  } else {
    console_.err << text << std::endl;
  }
}

void ByteProgress::Done() {
  if (mode_ == Mode::kShow && console_.err_is_terminal) console_.err << kClearLine << std::flush;
}

}  // namespace peerchallenge::cli
