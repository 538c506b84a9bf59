#include "common/access/jose.h"

#include "absl/strings/escaping.h"

namespace peerchallenge::access {

Json ParseJsonObject(std::string_view text) {
  Json json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  return json_is_object(json.get()) ? std::move(json) : nullptr;
}

const char* TextMember(const json_t* object, const char* name) {
  return json_string_value(json_object_get(object, name));
}

// Encoding again finds every other spelling: padding, other letters, bits after the last byte.
bool DecodeBase64Url(std::string_view text, std::string& bytes) {
  return absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes) &&
         EncodeBase64Url(bytes) == text;
}

std::string EncodeBase64Url(std::string_view bytes) {
  return absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace peerchallenge::access
