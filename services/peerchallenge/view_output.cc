#include "services/peerchallenge/view_output.h"

#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {

void AddViewOutput(CLI::App& command, ViewOutput& output) {
  using Format = ViewOutput::Format;
  AddChoice<Format>(command, "--format", output.format, "How to show it; svg is a picture to print",
                    {{"text", Format::kText}, {"svg", Format::kSvg}, {"csv", Format::kCsv}})
      ->excludes(command.get_option("--json"));
  AddOption(command, "-o,--out", output.path, "A file [standard output]");
}

ExitCode WriteView(const std::string& path, const std::string& text, bool json, Console& console) {
  if (path.empty()) {
    console.out << text;
    return ExitCode::kOk;
  }
  const absl::Status written = WriteAtomically(path, text);
  return written.ok() ? ExitCode::kOk : ReportLocalError(written, ExitCode::kFailed, json, console);
}

}  // namespace peerchallenge::cli
