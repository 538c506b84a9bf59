// The JSON that commands read: captures, and the problems of `solve`. The first byte says which,
// and whether the rest is the text or a message that is written as text first, for mutations that
// stay well formed.

#include <cstdlib>
#include <memory>
#include <string>

#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "services/peerchallenge/json.h"
#include "services/recommendations/matching/validate.h"
#include "services/scheduling/planning/timetable_validate.h"
#include "services/scheduling/planning/validate.h"
#include "tests/fuzz/bytes.h"

namespace {

namespace cli = peerchallenge::cli;
namespace scheduling = peerchallenge::scheduling;
namespace recommendations = peerchallenge::recommendations;

// Reads a message, and shows it to `check`.
template <typename Message, typename Check>
void Read(bool as_text, const std::string& input, Check check) {
  Message message;
  if (as_text) {
    if (!cli::ParseJson(input, "file", message).ok()) return;
  } else if (!message.ParseFromString(input)) {
    return;
  }
  message.DiscardUnknownFields();
  const std::string text = cli::FormatJson(message, cli::JsonStyle::kLine);
  Message again;
  // Times and spans outside the range of JSON cannot be written.
  if (cli::ParseJson(text, "own", again).ok() &&
      cli::FormatJson(again, cli::JsonStyle::kLine) != text) {
    abort();
  }
  check(message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string input(peerchallenge::fuzz::Text(data + 1, size - 1));
  const bool as_text = data[0] < 'a';
  switch (data[0] & 3) {
    case 0:
      Read<peerchallenge::evidence::v1::ItemCapture>(as_text, input, [](const auto&) {});
      break;
    case 1:
      Read<scheduling::v1::ProgrammeProblem>(as_text, input, [](const auto& problem) {
        (void)scheduling::planning::ValidateProgramme(problem).ok();
      });
      break;
    case 2:
      Read<scheduling::v1::TimetableProblem>(as_text, input, [](const auto& problem) {
        (void)scheduling::planning::ValidateTimetable(problem).ok();
      });
      break;
    default:
      Read<recommendations::v1::MatchProblem>(as_text, input, [](const auto& problem) {
        (void)recommendations::matching::ValidateMatchProblem(problem).ok();
      });
  }
  return 0;
}
