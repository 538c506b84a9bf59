#include "services/evidence/attachments/s3_bucket.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/access/http_get.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kScheme[] = "s3://";
constexpr char kAccessKey[] = "aws_access_key_id";
constexpr char kSecretKey[] = "aws_secret_access_key";
constexpr char kSessionToken[] = "aws_session_token";
// Under which a file's keys are in the environment.
constexpr std::pair<const char*, const char*> kVariables[] = {{kAccessKey, "AWS_ACCESS_KEY_ID"},
                                                              {kSecretKey, "AWS_SECRET_ACCESS_KEY"},
                                                              {kSessionToken, "AWS_SESSION_TOKEN"}};

// What needs no escape in an address, so that all sign the same.
bool IsPlain(absl::string_view name) {
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  });
}

absl::Status PutPlace(const S3Options& options, S3Bucket& bucket, std::string& name) {
  absl::string_view place = options.attachments_store;
  bool fits = absl::ConsumePrefix(&place, kScheme);
  for (const absl::string_view part : absl::StrSplit(absl::StripSuffix(place, "/"), '/')) {
    fits = fits && IsPlain(part);
    if (name.empty()) {
      name = std::string(part);
    } else {
      absl::StrAppend(&bucket.prefix, part, "/");
    }
  }
  if (fits) return absl::OkStatus();
  return errors::InvalidField(
      "--attachments-store", options.attachments_store,
      "s3://BUCKET or s3://BUCKET/PREFIX of letters, digits, '-', '.', '_'");
}

absl::Status PutUrl(const S3Options& options, const std::string& name, S3Bucket& bucket) {
  if (!IsPlain(options.s3_region)) {
    return errors::InvalidField("--s3-region", options.s3_region, "a region's name");
  }
  std::string endpoint = options.s3_endpoint;
  if (endpoint.empty()) endpoint = absl::StrCat("https://s3.", options.s3_region, ".amazonaws.com");
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(absl::StripSuffix(endpoint, "/"), absl::MaxSplits("://", 1));
  if (!access::IsFetchable(endpoint) || parts.second.find_first_of("/?#") != std::string::npos) {
    // A password in it is not repeated.
    return errors::InvalidField("--s3-endpoint",
                                absl::StrContains(endpoint, "@") ? "a name" : endpoint,
                                "https://host[:port], or http:// to this machine itself");
  }
  bucket.region = options.s3_region;
  bucket.url = options.s3_addressing == S3Addressing::kPath
                   ? absl::StrCat(parts.first, "://", parts.second, "/", name, "/")
                   : absl::StrCat(parts.first, "://", name, ".", parts.second, "/");
  return absl::OkStatus();
}

// The setting of that name in the first section of a file.
std::string Setting(const std::string& text, const std::string& wanted) {
  bool begun = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(absl::StripAsciiWhitespace(line), "[")) {
      if (begun) return "";
      begun = true;
    }
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits('=', 1));
    if (absl::StripAsciiWhitespace(parts.first) == wanted) {
      return std::string(absl::StripAsciiWhitespace(parts.second));
    }
  }
  return "";
}

absl::Status PutKeys(const S3Options& options, S3Bucket& bucket) {
  std::string text;
  if (options.s3_credentials.empty()) {
    for (const auto& [name, variable] : kVariables) {
      // Nothing sets the environment while threads run.
      const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
      if (value != nullptr) absl::StrAppend(&text, name, "=", value, "\n");
    }
  } else {
    std::ifstream file(options.s3_credentials, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  bucket.access_key = Setting(text, kAccessKey);
  bucket.secret_key = Setting(text, kSecretKey);
  bucket.session_token = Setting(text, kSessionToken);
  if (!bucket.access_key.empty() && !bucket.secret_key.empty()) return absl::OkStatus();
  return errors::InvalidField(
      "--s3-credentials", options.s3_credentials,
      "a file with aws_access_key_id and aws_secret_access_key, or without one AWS_ACCESS_KEY_ID "
      "and AWS_SECRET_ACCESS_KEY in the environment");
}

}  // namespace

absl::StatusOr<S3Bucket> S3BucketOf(const S3Options& options) {
  S3Bucket bucket;
  std::string name;
  if (absl::Status status = PutPlace(options, bucket, name); !status.ok()) return status;
  if (absl::Status status = PutUrl(options, name, bucket); !status.ok()) return status;
  if (absl::Status status = PutKeys(options, bucket); !status.ok()) return status;
  if (!options.s3_ca.empty() && !std::ifstream(options.s3_ca)) {
    return errors::InvalidField("--s3-ca", options.s3_ca, "a readable file in PEM form");
  }
  bucket.ca_file = options.s3_ca;
  return bucket;
}

}  // namespace peerchallenge::evidence
