#pragma once

#include <cjose/cjose.h>
#include <jansson.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

// The C libraries under the tokens (libcjose, jansson) with owners for their objects, and strict
// reading of JSON.
namespace peerchallenge::access {

struct JsonRelease {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonRelease>;

struct JwsRelease {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Jws = std::unique_ptr<cjose_jws_t, JwsRelease>;

struct HeaderRelease {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using JwsHeader = std::unique_ptr<cjose_header_t, HeaderRelease>;

// A JSON object; null for anything else and for one that names a member twice, which two readers
// could read differently.
Json ParseJsonObject(std::string_view text);

// A member that is text; null when it is missing or something else.
const char* TextMember(const json_t* object, const char* name);

// The bytes of unpadded base64url (RFC 7515); false for any other text, so that bytes have one text
// only.
bool DecodeBase64Url(std::string_view text, std::string& bytes);
std::string EncodeBase64Url(std::string_view bytes);

}  // namespace peerchallenge::access
