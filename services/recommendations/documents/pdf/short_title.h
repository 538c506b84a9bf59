#pragma once

#include <string>

namespace peerchallenge::documents {

// A title as lists of titles and bookmarks show it: what is beyond 500 bytes is "…". (Strings of
// PDF/A end at 32,767 bytes.)
std::string ShortTitle(const std::string& title);

}  // namespace peerchallenge::documents
