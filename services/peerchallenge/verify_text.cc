#include "services/peerchallenge/verify_text.h"

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/json.h"

namespace peerchallenge::cli {
namespace {

std::string Bool(bool value) { return value ? "true" : "false"; }

std::vector<std::string> Signers(const evidence::BundleReport& report) {
  std::vector<std::string> keys;
  keys.reserve(report.signers.size());
  for (const evidence::VerifierKey& key : report.signers) keys.push_back(key.ToString());
  return keys;
}

std::string StringArray(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  quoted.reserve(texts.size());
  for (const std::string& text : texts) quoted.push_back(JsonString(text));
  return JsonArray(quoted);
}

}  // namespace

std::string VerifyText(const evidence::BundleReport& report) {
  std::string text;
  if (!report.problems.empty()) {
    text = "This bundle cannot be trusted:\n";
    for (const std::string& problem : report.problems)
      absl::StrAppend(&text, "  - ", problem, "\n");
    return text;
  }
  absl::StrAppend(&text, "whole and unchanged: ", report.head.origin, ", ", report.entries,
                  " entries\n  with content ", report.records, ", disposed of ", report.disposed,
                  ", withheld (concerns, and what authors wrote before sharing it) ",
                  report.withheld, "\n  attachments ", report.attachments,
                  ", held back by the scanner ", report.held, "\n");
  for (const int64_t size : report.continued) {
    absl::StrAppend(&text, "  goes on from an earlier checkpoint of ", size, " entries\n");
  }
  for (const std::string& key : Signers(report)) absl::StrAppend(&text, "  signed by ", key, "\n");
  if (!report.trusted) {
    absl::StrAppend(
        &text, "  No --key was given: whether these keys are the suite's remains to be asked.\n");
  }
  return text;
}

std::string VerifyJson(const evidence::BundleReport& report) {
  std::vector<std::string> continued;
  for (const int64_t size : report.continued) continued.push_back(absl::StrCat(size));
  return JsonObject({{"whole", Bool(report.problems.empty())},
                     {"log", JsonString(report.head.origin)},
                     {"treeSize", absl::StrCat(report.head.size)},
                     {"signers", StringArray(Signers(report))},
                     {"trusted", Bool(report.trusted)},
                     {"entries", absl::StrCat(report.entries)},
                     {"records", absl::StrCat(report.records)},
                     {"disposed", absl::StrCat(report.disposed)},
                     {"withheld", absl::StrCat(report.withheld)},
                     {"attachments", absl::StrCat(report.attachments)},
                     {"held", absl::StrCat(report.held)},
                     {"continued", JsonArray(continued)},
                     {"problems", StringArray(report.problems)}}) +
         "\n";
}

}  // namespace peerchallenge::cli
