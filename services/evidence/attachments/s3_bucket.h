#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace peerchallenge::evidence {

// How the name of a bucket gets into addresses.
enum class S3Addressing {
  kPath,  // https://host/bucket/…
  kHost,  // https://bucket.host/…
};

// Which bucket to use, as the flags of the same names say it.
struct S3Options {
  std::string attachments_store;  // "s3://BUCKET[/PREFIX]"
  std::string s3_endpoint;        // "https://host[:port]"; empty: Amazon's of the region
  std::string s3_region = "us-east-1";
  S3Addressing s3_addressing = S3Addressing::kPath;
  // A file as ~/.aws/credentials, of which the first section counts; empty: the variables
  // AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the environment.
  std::string s3_credentials;
  std::string s3_ca;  // a PEM file; empty: the machine's authorities
};

// A bucket as it is asked for things.
struct S3Bucket {
  std::string url;     // of the bucket, with "/" at the end
  std::string prefix;  // of all our keys: empty, or with "/" at the end
  std::string region;
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty: none
  std::string ca_file;        // empty: the machine's authorities
};

// FIELD_INVALID that names the flag: an address that is none, plain http to another machine, a file
// that cannot be read, no key.
absl::StatusOr<S3Bucket> S3BucketOf(const S3Options& options);

}  // namespace peerchallenge::evidence
