#include "common/storage/recollection.h"

#include <algorithm>

#include "absl/strings/string_view.h"

namespace peerchallenge::storage {
namespace {

// Then it begins anew: what is in use is soon there again.
constexpr size_t kMost = 1024;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

int Recollection::NumberOf(std::string_view table) {
  const auto [number, added] = numbers_.try_emplace(View(table), static_cast<int>(writes_.size()));
  if (added) writes_.push_back(0);
  return number->second;
}

void Recollection::NoteRead(const Tables& tables) {
  if (computing_.empty()) return;
  for (const int table : tables) {
    Tables& read = computing_.back();
    if (std::find(read.begin(), read.end(), table) == read.end()) read.push_back(table);
  }
}

void Recollection::NoteWritten(const Tables& tables) {
  for (const int table : tables) ++writes_[static_cast<size_t>(table)];
}

Transaction::Recalled Recollection::Recall(std::string_view key,
                                           absl::FunctionRef<Transaction::Recalled()> compute) {
  if (const auto found = remembered_.find(View(key));
      found != remembered_.end() && Holds(found->second)) {
    if (!computing_.empty()) {
      Tables read;
      for (const auto& [table, writes] : found->second.read) read.push_back(table);
      NoteRead(read);
    }
    return found->second.value;
  }
  computing_.emplace_back();
  Transaction::Recalled computed = compute();
  const Tables read = std::move(computing_.back());
  computing_.pop_back();
  NoteRead(read);
  if (computed.ok()) Remember(key, *computed, read);
  return computed;
}

void Recollection::Remember(std::string_view key, std::shared_ptr<const void> value,
                            const Tables& read) {
  if (remembered_.size() >= kMost) remembered_.clear();
  Remembered& kept = remembered_[View(key)];
  kept.value = std::move(value);
  kept.read.clear();
  for (const int table : read) kept.read.emplace_back(table, writes_[static_cast<size_t>(table)]);
}

bool Recollection::Holds(const Remembered& remembered) const {
  return std::all_of(remembered.read.begin(), remembered.read.end(), [&](const auto& read) {
    return writes_[static_cast<size_t>(read.first)] == read.second;
  });
}

}  // namespace peerchallenge::storage
