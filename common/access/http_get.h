#pragma once

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace peerchallenge::access {

struct HttpGetOptions {
  std::string url = {};
  std::string ca_file = {};  // PEM; empty: the machine's authorities
  absl::Duration timeout = absl::Seconds(5);
  size_t max_bytes = 256 << 10;
};

// Whether keys may be fetched from `url`: https, or http to this machine itself, where nobody can
// change them on the way.
bool IsFetchable(const std::string& url);

// The body of a document over HTTP(S): status 200 only, no redirects. DEPENDENCY_UNAVAILABLE
// otherwise, and when it is too large, too slow or `stop` is requested.
absl::StatusOr<std::string> HttpGet(const HttpGetOptions& options, std::stop_token stop);

}  // namespace peerchallenge::access
