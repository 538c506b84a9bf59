#pragma once

#include <string>
#include <string_view>

namespace peerchallenge::recommendations {

// "regions/em/authorities/E06000001/namingConsent" -> "regions/em/authorities/E06000001": whose
// consent that is. There is one below each authority, so its name ends in no id.
inline std::string AuthorityOfConsent(std::string_view name) {
  return std::string(name.substr(0, name.rfind('/')));
}

}  // namespace peerchallenge::recommendations
