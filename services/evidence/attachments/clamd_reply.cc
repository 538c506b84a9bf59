#include "services/evidence/attachments/clamd_reply.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr std::string_view kBefore = "stream: ";
constexpr std::string_view kClean = "stream: OK";
constexpr std::string_view kFound = " FOUND";
constexpr std::string_view kBeyondLimit = "INSTREAM size limit exceeded. ERROR";
constexpr size_t kMostShownBytes = 200;

// What may be shown of words that came from outside.
std::string Printable(std::string_view text) {
  std::string shown(text.substr(0, kMostShownBytes));
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return !absl::ascii_isprint(static_cast<unsigned char>(c)); }, '?');
  return shown;
}

}  // namespace

absl::Status NoVerdict(std::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                      absl::StrCat("the scanner gives no verdict: ", Printable(why)),
                      {{"service", "clamd"}});
}

absl::StatusOr<std::string> ParseClamdReply(std::string_view reply) {
  if (reply.size() > kMostClamdReplyBytes) return NoVerdict("its reply is too long");
  if (reply.empty() || reply.back() != '\0') return NoVerdict("its reply is cut off");
  reply.remove_suffix(1);
  if (reply == kClean) return std::string();
  if (reply == kBeyondLimit) return std::string(kTooLarge);
  if (reply.size() <= kBefore.size() + kFound.size() ||
      reply.substr(0, kBefore.size()) != kBefore ||
      reply.substr(reply.size() - kFound.size()) != kFound) {
    return NoVerdict(reply);
  }
  reply.remove_prefix(kBefore.size());
  reply.remove_suffix(kFound.size());
  return Printable(reply);
}

}  // namespace peerchallenge::evidence
