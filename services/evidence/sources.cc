#include "services/evidence/sources.h"

#include <algorithm>

namespace peerchallenge::evidence {

Sources::Sources(const std::vector<v1::Item>& items, const std::vector<v1::Occasion>& occasions) {
  for (const v1::Occasion& occasion : occasions) {
    NodeOf(occasion.name());
    if (!occasion.attachment().empty()) Tie(occasion.name(), occasion.attachment());
    for (const std::string& other : occasion.same_source_as()) Tie(occasion.name(), other);
  }
  for (const v1::Item& item : items) {
    NodeOf(item.name());
    if (!item.content().occasion().empty()) Tie(item.name(), item.content().occasion());
    for (const std::string& other : item.content().derived_from()) Tie(item.name(), other);
  }
}

int Sources::Of(const std::string& item) const { return RootOf(nodes_.at(item)); }

int Sources::NodeOf(const std::string& name) {
  const auto [place, is_new] = nodes_.try_emplace(name, static_cast<int>(parents_.size()));
  if (is_new) parents_.push_back(place->second);
  return place->second;
}

int Sources::RootOf(int node) const {
  while (parents_[static_cast<size_t>(node)] != node) node = parents_[static_cast<size_t>(node)];
  return node;
}

// The smaller number becomes the root, so that a source's number does not depend on the order of
// its ties.
void Sources::Tie(const std::string& a, const std::string& b) {
  const int first = RootOf(NodeOf(a)), second = RootOf(NodeOf(b));
  parents_[static_cast<size_t>(std::max(first, second))] = std::min(first, second);
}

}  // namespace peerchallenge::evidence
