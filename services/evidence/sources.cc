#include "services/evidence/sources.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::evidence {
namespace {

// Of what an item is derived from; at the last of them the way ends.
constexpr size_t kMostFollowed = 200;

bool HaveCommon(const std::set<int>& a, const std::set<int>& b) {
  if (a.size() > b.size()) return HaveCommon(b, a);
  return std::any_of(a.begin(), a.end(), [&](int origin) { return b.contains(origin); });
}

}  // namespace

Sources::Sources(const std::vector<v1::Item>& items, const std::vector<v1::Occasion>& occasions) {
  for (const v1::Occasion& occasion : occasions) {
    NodeOf(occasion.name());
    if (!occasion.attachment().empty()) Tie(occasion.name(), occasion.attachment());
    for (const std::string& other : occasion.same_source_as()) Tie(occasion.name(), other);
  }
  for (const v1::Item& item : items) {
    items_[item.name()] = &item;
    NodeOf(item.name());
    if (!item.content().occasion().empty()) Tie(item.name(), item.content().occasion());
    for (const std::string& other : item.content().derived_from()) NodeOf(other);
  }
  std::vector<Voice> voices;
  std::map<int, std::set<int>> quoted;  // by origin: those that something of it is derived from
  for (const v1::Item& item : items) {
    const Descent descent = DescentOf(item.name());
    Voice& voice = voices.emplace_back();
    voice.own = {OriginOf(item.name())};
    voice.heard = OriginsOf(descent.names);
    // What is derived in a circle has no end: then it says what all of them say.
    voice.said = descent.ends.empty() ? voice.heard : OriginsOf(descent.ends);
    quoted[*voice.own.begin()].insert(voice.heard.begin(), voice.heard.end());
    if (descent.ends.contains(item.name())) continue;
    std::vector<std::string> originals;
    for (const std::string& name : descent.ends) {
      if (items_.contains(name)) originals.push_back(name);
    }
    if (!originals.empty()) originals_of_[item.name()] = std::move(originals);
  }
  std::map<Voice, int> numbers;
  for (size_t i = 0; i < items.size(); ++i) {
    Voice& voice = voices[i];
    if (voice.said == voice.own) voice.heard = quoted.at(*voice.own.begin());
    const auto [place, is_new] = numbers.try_emplace(voice, static_cast<int>(voices_.size()));
    if (is_new) voices_.push_back(voice);
    voices_of_[items[i].name()] = place->second;
  }
}

std::vector<std::string> Sources::OriginalsOf(const std::string& item) const {
  const auto derived = originals_of_.find(item);
  return derived == originals_of_.end() ? std::vector<std::string>{item} : derived->second;
}

bool Sources::AreIndependent(int voice, int other) const {
  return AreIndependent(voices_[static_cast<size_t>(voice)], voices_[static_cast<size_t>(other)]);
}

int Sources::CountIndependent(const std::set<int>& voices) const {
  // Who rests on fewest origins goes first, so that what is quoted counts before what quotes it.
  std::vector<const Voice*> order;
  order.reserve(voices.size());
  for (const int voice : voices) order.push_back(&voices_[static_cast<size_t>(voice)]);
  std::stable_sort(order.begin(), order.end(), [](const Voice* a, const Voice* b) {
    return a->heard.size() < b->heard.size();
  });
  int count = 0;
  Voice counted;
  for (const Voice* voice : order) {
    if (!AreIndependent(*voice, counted)) continue;
    ++count;
    counted.own.insert(voice->own.begin(), voice->own.end());
    counted.said.insert(voice->said.begin(), voice->said.end());
    counted.heard.insert(voice->heard.begin(), voice->heard.end());
  }
  return count;
}

bool Sources::AreIndependent(const Voice& a, const Voice& b) {
  return !HaveCommon(a.own, b.own) && !HaveCommon(a.said, b.heard) && !HaveCommon(a.heard, b.said);
}

int Sources::NodeOf(const std::string& name) {
  const auto [place, is_new] = nodes_.try_emplace(name, static_cast<int>(parents_.size()));
  if (is_new) parents_.push_back(place->second);
  return place->second;
}

int Sources::OriginOf(const std::string& name) const {
  int node = nodes_.at(name);
  while (parents_[static_cast<size_t>(node)] != node) node = parents_[static_cast<size_t>(node)];
  return node;
}

// The smaller number becomes the root, so that an origin's number does not depend on the order of
// its ties.
void Sources::Tie(const std::string& a, const std::string& b) {
  NodeOf(a);
  NodeOf(b);
  const int first = OriginOf(a), second = OriginOf(b);
  parents_[static_cast<size_t>(std::max(first, second))] = std::min(first, second);
}

// A passage of a document that belongs to its own occasion is derived from nothing.
bool Sources::IsDerived(const std::string& name) const {
  const auto found = items_.find(name);
  if (found == items_.end()) return false;
  const auto& others = found->second->content().derived_from();
  return std::any_of(others.begin(), others.end(),
                     [&](const std::string& other) { return OriginOf(other) != OriginOf(name); });
}

Sources::Descent Sources::DescentOf(const std::string& item) const {
  Descent descent;
  std::vector<std::string> ahead = {item};
  while (!ahead.empty()) {
    const std::string name = std::move(ahead.back());
    ahead.pop_back();
    if (!descent.names.insert(name).second) continue;
    if (!IsDerived(name) || descent.names.size() > kMostFollowed) {
      descent.ends.insert(name);
      continue;
    }
    const auto& others = items_.at(name)->content().derived_from();
    ahead.insert(ahead.end(), others.begin(), others.end());
  }
  return descent;
}

std::set<int> Sources::OriginsOf(const std::set<std::string>& names) const {
  std::set<int> origins;
  for (const std::string& name : names) origins.insert(OriginOf(name));
  return origins;
}

}  // namespace peerchallenge::evidence
