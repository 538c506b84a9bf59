#include "services/peerchallenge/solve_files.h"

#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/json.h"

namespace peerchallenge::cli {

absl::Status ReadProblem(const std::string& file, Console& console,
                         google::protobuf::Message& problem) {
  const auto text = ReadInput(file, console.in);
  if (!text.ok()) return text.status();
  return ParseJson(*text, file == "-" ? "standard input" : file, problem);
}

ExitCode WriteAnswer(const google::protobuf::Message& answer, const std::string& output, bool json,
                     Console& console) {
  const std::string text = FormatJson(answer, JsonStyle::kPretty);
  if (output == "-") {
    console.out << text;
    return ExitCode::kOk;
  }
  const absl::Status written = WriteAtomically(output, text);
  return written.ok() ? ExitCode::kOk : ReportLocalError(written, ExitCode::kFailed, json, console);
}

}  // namespace peerchallenge::cli
