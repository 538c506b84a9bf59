#include "common/changes/resume_token.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace peerchallenge::changes {
namespace {

constexpr std::string_view kContext = "resume";
constexpr size_t kMostDigits = 20;

}  // namespace

std::string MakeResumeToken(const storage::Sealer& sealer, int64_t revision) {
  return sealer.Seal(absl::StrCat(revision), kMostDigits, kContext);
}

std::optional<int64_t> ReadResumeToken(const storage::Sealer& sealer, std::string_view token) {
  const std::optional<std::string> digits = sealer.Unseal(token, kContext);
  int64_t revision = 0;
  if (!digits || !absl::SimpleAtoi(*digits, &revision)) return std::nullopt;
  return revision;
}

}  // namespace peerchallenge::changes
