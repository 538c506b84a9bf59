#pragma once

#include <string>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {

// An error to compare: its code, words and details, which come in no order of their own.
std::string InWords(const absl::Status& status);

// Everything that the methods of SupportService tell somebody about the region and a match of it,
// errors too, as text to compare; of page tokens, which are never the same, only that they are
// there.
std::string ToldOf(SupportWorld& world, const Who& who, const v1::SupportMatch& match);

// The same in every world: each UUID and etag, which differ from world to world, by its number in
// the text.
std::string WithoutIds(const std::string& told);

// What a watcher is told until a mark that the office sets now: a theme of that id.
std::string ToldUntilMark(SupportWorld& world, rpc::Reader<changes::v1::WatchResponse>& watching,
                          const std::string& mark);

// Begins a watch: what is told from now on.
rpc::Reader<changes::v1::WatchResponse> BeginWatch(SupportWorld& world, const Who& who);

}  // namespace peerchallenge::recommendations
