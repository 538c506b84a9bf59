#include "common/access/certificates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/access/grant_text.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {

absl::StatusOr<CertificateRule> ParseCertificateRule(std::string_view text,
                                                     std::string_view field) {
  const absl::string_view whole(text.data(), text.size());
  const size_t space = whole.find(' ');
  if (space == 0 || space == absl::string_view::npos) {
    return errors::InvalidField(
        absl::string_view(field.data(), field.size()), whole,
        "a certificate's name, a space, and its grants with commas between");
  }
  CertificateRule rule{.name = std::string(whole.substr(0, space)), .grants = {}};
  for (const absl::string_view part : absl::StrSplit(whole.substr(space + 1), ',')) {
    absl::StatusOr<Grant> grant = ParseGrant({part.data(), part.size()}, field);
    if (!grant.ok()) return grant.status();
    rule.grants.push_back(*std::move(grant));
  }
  return rule;
}

std::optional<Caller> CallerOfCertificate(const std::vector<CertificateRule>& rules,
                                          const std::vector<std::string>& names) {
  for (const CertificateRule& rule : rules) {
    if (std::find(names.begin(), names.end(), rule.name) != names.end()) {
      return Caller{.subject = rule.name, .grants = rule.grants};
    }
  }
  return std::nullopt;
}

}  // namespace peerchallenge::access
