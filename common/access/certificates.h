#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/caller.h"

namespace peerchallenge::access {

// Who a client certificate stands for.
struct CertificateRule {
  std::string
      name;  // a name of the certificate, letter for letter: SAN URI or DNS name, or common name
  std::vector<Grant> grants;

  bool operator==(const CertificateRule&) const = default;
};

// Reads "spiffe://peerchallenge/scheduling SERVICE": a name, a space, and grants (grant_text.h)
// with commas between. FIELD_INVALID naming `field` otherwise.
absl::StatusOr<CertificateRule> ParseCertificateRule(std::string_view text, std::string_view field);

// The caller of a verified certificate: the first rule whose name is among the certificate's names;
// its subject is that name. None: the certificate stands for nobody here.
std::optional<Caller> CallerOfCertificate(const std::vector<CertificateRule>& rules,
                                          const std::vector<std::string>& names);

}  // namespace peerchallenge::access
