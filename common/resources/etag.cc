#include "common/resources/etag.h"

#include "absl/strings/str_cat.h"

namespace peerchallenge::resources {

std::string EtagOf(const storage::Sealer& sealer, std::string_view name, int64_t version) {
  return sealer.Fingerprint(absl::StrCat("etag ", version, " ", std::string(name)));
}

}  // namespace peerchallenge::resources
