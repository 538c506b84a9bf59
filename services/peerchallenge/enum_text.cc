#include "services/peerchallenge/enum_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace peerchallenge::cli {

std::string EnumName(const std::string& text, const std::string& prefix) {
  const std::string upper =
      absl::StrReplaceAll(absl::AsciiStrToUpper(text), {{"-", "_"}, {" ", "_"}});
  return absl::StartsWith(upper, prefix) ? upper : prefix + upper;
}

std::string InWords(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", " "}});
}

}  // namespace peerchallenge::cli
