#include "common/storage/acknowledger.h"

#include <algorithm>
#include <utility>

#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {

Acknowledger::Acknowledger(Connection& connection, std::function<void()> synced,
                           std::function<void()> committed)
    : connection_(connection), synced_(std::move(synced)), committed_(std::move(committed)) {
  if (connection_.SyncsApart()) thread_ = std::thread([this] { Work(); });
}

Acknowledger::~Acknowledger() {
  if (!thread_.joinable()) return;
  {
    const environment::MutexLock lock(mutex_);
    stopping_ = true;
  }
  handed_over_.NotifyOne();
  thread_.join();
}

absl::Status Acknowledger::Announce() {
  if (connection_.SyncsApart()) announced_.fetch_add(1);
  return CheckDisk();
}

void Acknowledger::HandOver(WriteBatch batch, bool committed) {
  std::vector<Handed> all;
  all.push_back({std::move(batch), committed, announced_.load()});
  {
    const environment::MutexLock lock(mutex_);
    // A lone write would only wait for another thread.
    const bool here = !thread_.joinable() ||
                      (!finishing_ && handed_.empty() && (!committed || all[0].batch.size() == 1));
    if (!here) handed_.push_back(std::move(all[0]));
    if (!here) all.clear();
  }
  if (all.empty()) {
    handed_over_.NotifyOne();
  } else {
    Finish(std::move(all));
  }
}

void Acknowledger::Work() {
  environment::MutexLock lock(mutex_);
  while (true) {
    while (handed_.empty() && !stopping_) handed_over_.Wait(lock);
    if (handed_.empty()) return;
    std::vector<Handed> all = std::exchange(handed_, {});
    finishing_ = true;
    lock.Unlock();
    Finish(std::move(all));
    lock.Lock();
    finishing_ = false;
  }
}

void Acknowledger::Finish(std::vector<Handed> all) {
  const bool committed =
      std::any_of(all.begin(), all.end(), [](const Handed& handed) { return handed.committed; });
  absl::Status synced = CheckDisk();
  if (synced.ok() && committed) synced = connection_.Sync();
  {
    const environment::MutexLock lock(mutex_);
    if (synced.ok()) {
      on_disk_ = all.back().number;
    } else {
      failed_ = true;
    }
  }
  reached_disk_.NotifyAll();
  synced_();
  if (committed && synced.ok()) committed_();
  for (const Handed& handed : all) {
    for (const WriteRequest& request : handed.batch) {
      request.write->Done(synced.ok() ? request.result : synced);
    }
  }
}

absl::Status Acknowledger::WaitForDisk() {
  const int64_t seen = announced_.load();
  if (on_disk_.load() >= seen) return CheckDisk();
  environment::MutexLock lock(mutex_);
  while (on_disk_.load() < seen && !failed_.load()) reached_disk_.Wait(lock);
  return CheckDisk();
}

absl::Status Acknowledger::CheckDisk() const {
  return failed_.load() ? StoreUnavailable("the disk failed") : absl::OkStatus();
}

}  // namespace peerchallenge::storage
