#pragma once

#include <string>

#include "services/peerchallenge/console.h"
#include "services/peerchallenge/exit_code.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

// As what a view is written, and where to.
struct ViewOutput {
  enum class Format { kText, kSvg, kCsv } format = Format::kText;
  std::string path;  // empty = standard output
};

// "--format text|svg|csv", which excludes the command's "--json", and "-o,--out".
void AddViewOutput(CLI::App& command, ViewOutput& output);

// Writes the text to the file, or to standard output when `path` is empty; `json` is the form of an
// error.
ExitCode WriteView(const std::string& path, const std::string& text, bool json, Console& console);

}  // namespace peerchallenge::cli
