#include "common/access/audit_recorder.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

namespace peerchallenge::access {
namespace {

constexpr std::string_view kOthers = "(others)";
constexpr size_t kBatch = 256;                           // entries a transaction
constexpr absl::Duration kLookEvery = absl::Seconds(5);  // for minutes that are over
constexpr absl::Duration kWriteLimit = absl::Seconds(10);

}  // namespace

AuditRecorder::AuditRecorder(AuditLog& log, const environment::Clock& clock,
                             observability::Log& messages, Options options)
    : log_(log), clock_(clock), messages_(messages), options_(options), thread_([this] {
        Run();
      }) {}

AuditRecorder::~AuditRecorder() {
  {
    const environment::MutexLock lock(mutex_);
    stopping_ = true;
  }
  has_work_.NotifyAll();
  thread_.join();
  if (!Flush(absl::Now() + kWriteLimit).ok())
    messages_.Error("audit entries lost at the stop: the store fails");
}

AuditRecorder::Kind AuditRecorder::KindOf(const AuditEntry& entry) {
  return {entry.subject, entry.method, entry.reason, EndedAsIfMissing(entry) ? "" : entry.resource};
}

void AuditRecorder::Add(const AuditEntry& entry) {
  const int64_t minute = Minute();
  const environment::MutexLock lock(mutex_);
  AuditEntry taken = entry;
  if (windows_.size() >= options_.max_kinds && !windows_.contains(KindOf(taken))) {
    taken.subject = kOthers;
    taken.resource.clear();
  }
  Window& window = windows_[KindOf(taken)];
  const bool first = window.minute != minute;
  if (first) Settle(window);
  window.minute = minute;
  if (window.count > 0 && window.last.resource != taken.resource) taken.resource.clear();
  if (window.count > 0 && window.last.region != taken.region) taken.region.clear();
  window.count += taken.count;
  window.last = std::move(taken);
  if (first) Settle(window);
}

void AuditRecorder::Settle(Window& window) {
  if (window.count == 0 || pending_.size() >= options_.max_pending) return;
  if (pending_.empty()) has_work_.NotifyAll();
  pending_.push_back(window.last);
  pending_.back().count = window.count;
  window.count = 0;
}

void AuditRecorder::CloseWindows(Close close) {
  const int64_t minute = Minute();
  for (auto& [kind, window] : windows_) {
    if (close == Close::kAll || window.minute != minute) Settle(window);
  }
  absl::erase_if(windows_, [minute](const auto& entry) {
    return entry.second.minute != minute && entry.second.count == 0;
  });
}

absl::Status AuditRecorder::Flush(absl::Time deadline) { return Write(deadline, Close::kAll); }

absl::Status AuditRecorder::Write(absl::Time deadline, Close close) {
  const environment::MutexLock writing(writing_);
  std::vector<AuditEntry> entries;
  {
    const environment::MutexLock lock(mutex_);
    CloseWindows(close);
    entries.swap(pending_);
  }
  absl::Status status;
  size_t done = 0;
  while (status.ok() && done < entries.size()) {
    const auto batch = std::span(entries).subspan(done, std::min(kBatch, entries.size() - done));
    status = log_.Append(deadline, batch);
    if (status.ok()) done += batch.size();
  }
  if (!status.ok()) {
    const environment::MutexLock lock(mutex_);
    pending_.insert(pending_.begin(), entries.begin() + static_cast<std::ptrdiff_t>(done),
                    entries.end());
  }
  return status;
}

void AuditRecorder::Run() {
  bool failed = false;
  while (true) {
    {
      environment::MutexLock lock(mutex_);
      const auto next_look = environment::SteadyAfter(kLookEvery);
      // What the store refused waits for the next look.
      while (!stopping_ && (failed || pending_.empty()) && has_work_.WaitUntil(lock, next_look)) {
      }
      if (stopping_) return;
    }
    failed = !Write(absl::Now() + kWriteLimit, Close::kPastMinutes).ok();
    if (failed) messages_.Warning("audit entries wait: the store fails");
  }
}

}  // namespace peerchallenge::access
