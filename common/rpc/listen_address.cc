#include "common/rpc/listen_address.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::rpc {
namespace {

constexpr char kWanted[] = "host:port, [IPv6 address]:port or unix:/path";
constexpr size_t kLongestSocketPath = 107;  // sun_path of Linux, without its end

}  // namespace

bool ListenAddress::is_local() const {
  return is_unix() || host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
}

std::string ListenAddress::ToString() const {
  if (is_unix()) return absl::StrCat("unix:", path);
  const bool ipv6 = absl::StrContains(host, ':');
  return ipv6 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& field,
                                                 const std::string& text) {
  absl::string_view rest = text;
  if (absl::ConsumePrefix(&rest, "unix:")) {
    if (!absl::StartsWith(rest, "/") || rest.size() > kLongestSocketPath) {
      return errors::InvalidField(field, text, "unix: and an absolute path of at most 107 bytes");
    }
    return ListenAddress{.host = "", .port = 0, .path = std::string(rest)};
  }
  const size_t colon = rest.rfind(':');
  if (colon == absl::string_view::npos || colon == 0)
    return errors::InvalidField(field, text, kWanted);
  absl::string_view host = rest.substr(0, colon);
  const bool bracketed = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  if (host.empty() || bracketed != absl::StrContains(host, ':'))
    return errors::InvalidField(field, text, kWanted);
  int port = 0;
  if (!absl::SimpleAtoi(rest.substr(colon + 1), &port) || port < 0 || port > 65535) {
    return errors::InvalidField(field, text, "a port from 0 to 65535 after the last colon");
  }
  return ListenAddress{.host = std::string(host), .port = port, .path = ""};
}

}  // namespace peerchallenge::rpc
