#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/changes/event.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/message.h"
#include "services/recommendations/context.h"
#include "services/recommendations/sight.h"

// What ChangesService.Watch shows of each resource type.
namespace peerchallenge::recommendations {

// One look of one caller, in one transaction.
struct Look {
  storage::Transaction& tx;
  const Context& context;
  const Viewer& viewer;
  ReviewSights& sights;
  const changes::Event& event;
};

// A resource as the caller may see it; nothing where the caller may not know of it.
using View = absl::StatusOr<std::optional<google::protobuf::Any>>;

struct WatchedType {
  const google::protobuf::Descriptor* type;
  std::function<View(const Look&, const google::protobuf::Message&)> view;
};

// All types that are watched, each once.
const std::vector<WatchedType>& WatchedTypes();
// Null for a type that is not watched.
const WatchedType* FindWatched(const std::string& full_name);

}  // namespace peerchallenge::recommendations
