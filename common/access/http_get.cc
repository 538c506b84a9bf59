#include "common/access/http_get.h"

#include <curl/curl.h>

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

struct Transfer {
  std::string body;
  size_t max_bytes;
  std::stop_token stop;
};

size_t OnBody(char* data, size_t, size_t size, void* user) {
  auto* transfer = static_cast<Transfer*>(user);
  if (transfer->body.size() + size > transfer->max_bytes)
    return 0;  // ends the transfer with an error
  transfer->body.append(data, size);
  return size;
}

int OnProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->stop.stop_requested() ? 1 : 0;
}

struct EasyRelease {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyRelease>;

struct UrlRelease {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string UrlPart(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy = text;
  curl_free(text);
  return copy;
}

absl::Status Failed(const std::string& url, absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                      absl::StrCat("GET ", url, ": ", why), {{"service", "token-issuer"}});
}

void Configure(CURL* easy, const HttpGetOptions& options, Transfer& transfer) {
  const bool plain = absl::StartsWithIgnoreCase(options.url, "http:");
  curl_easy_setopt(easy, CURLOPT_URL, options.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
  if (plain) curl_easy_setopt(easy, CURLOPT_PROXY, "");  // loopback stays on this machine
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options.timeout)));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &OnProgress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &transfer);
}

}  // namespace

bool IsFetchable(const std::string& url) {
  const std::unique_ptr<CURLU, UrlRelease> parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return false;
  if (!UrlPart(parsed.get(), CURLUPART_USER).empty()) return false;
  const std::string scheme = UrlPart(parsed.get(), CURLUPART_SCHEME);
  const std::string host = UrlPart(parsed.get(), CURLUPART_HOST);
  if (scheme == "https") return !host.empty();
  return scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "[::1]");
}

absl::StatusOr<std::string> HttpGet(const HttpGetOptions& options, std::stop_token stop) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  const Easy easy(started == CURLE_OK ? curl_easy_init() : nullptr);
  if (easy == nullptr) return Failed(options.url, "curl does not start");
  Transfer transfer{.body = {}, .max_bytes = options.max_bytes, .stop = std::move(stop)};
  Configure(easy.get(), options, transfer);
  if (const CURLcode code = curl_easy_perform(easy.get()); code != CURLE_OK) {
    return Failed(options.url, curl_easy_strerror(code));
  }
  long http_status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &http_status);
  if (http_status != 200) return Failed(options.url, absl::StrCat("status ", http_status));
  return std::move(transfer.body);
}

}  // namespace peerchallenge::access
