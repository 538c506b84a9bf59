#include "services/evidence/attachments/attachment_clerk.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "services/evidence/attachments/completion.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;

// At one tick, of each kind.
constexpr int kMost = 100;
// A call that is at the completion of its upload is left alone for so long.
constexpr absl::Duration kCompletionOfACall = absl::Minutes(5);
// A process that has begun to destroy a content and said nothing since has died.
constexpr absl::Duration kClaimHeld = absl::Hours(1);
// Between two scans of a file that gets no verdict.
constexpr absl::Duration kFirstScanPause = absl::Seconds(1);
constexpr absl::Duration kLongestScanPause = absl::Minutes(5);
// What no row tells of is swept so long after the rows would have gone, and looked for so often: a
// store may take money for every look.
constexpr absl::Duration kSweepAfterDrop = absl::Hours(24);
constexpr absl::Duration kSweepEvery = absl::Hours(1);
// The store counts deadlines by the machine's clock.
absl::Time Soon() { return absl::Now() + absl::Minutes(10); }

// Gives what `select(tx)` gives.
template <typename Rows, typename Select>
absl::StatusOr<Rows> Read(const AttachmentContext& context, Select select) {
  absl::StatusOr<Rows> rows = Rows();
  absl::Status status = context.database.Read(Soon(), [&](Transaction& tx) {
    rows = select(tx);
    return rows.status();
  });
  if (!status.ok()) return status;
  return rows;
}

}  // namespace

absl::Status AttachmentClerk::Tick() {
  absl::Status first;
  first.Update(CompleteUploads());
  first.Update(ScanWaiting());
  first.Update(DropStaleUploads());
  first.Update(EraseContents());
  first.Update(SweepUploads());
  return first;
}

absl::Status AttachmentClerk::CompleteUploads() {
  auto uploads = Read<std::vector<Upload>>(
      context_, [&](Transaction& tx) { return context_.store.CompleteUploads(tx, kMost); });
  absl::Status first = uploads.status();
  if (!first.ok()) return first;
  for (const Upload& upload : *uploads) {
    if (context_.clock.Now() - upload.update_time < kCompletionOfACall) continue;
    const absl::Status status = Complete(context_, Soon(), upload).status();
    // Of a kind that is not allowed: its author finds the upload empty.
    if (errors::ReasonOf(status) != errors::v1::ERROR_REASON_RULE_BROKEN) first.Update(status);
  }
  return first;
}

absl::Status AttachmentClerk::ScanWaiting() {
  if (context_.scanner == nullptr) return absl::OkStatus();  // they go on waiting
  auto waiting = Read<std::vector<v1::Attachment>>(context_, [&](Transaction& tx) {
    return context_.store.attachments.All(
        tx, {{"state", static_cast<int64_t>(v1::Attachment::STATE_SCANNING)}});
  });
  if (!waiting.ok()) return waiting.status();
  absl::Status first;
  std::map<std::string, Retry> retries;  // of those that wait still
  for (const v1::Attachment& attachment : *waiting) {
    const auto known = retries_.find(attachment.name());
    if (known != retries_.end() && context_.clock.Now() < known->second.time) {
      retries.insert(*known);
      continue;
    }
    const absl::Status status = ScanAgain(context_, Soon(), attachment).status();
    if (status.ok()) continue;
    const absl::Duration pause = known == retries_.end()
                                     ? kFirstScanPause
                                     : std::min(2 * known->second.pause, kLongestScanPause);
    retries[attachment.name()] = {pause, context_.clock.Now() + pause};
    first.Update(status);
  }
  retries_ = std::move(retries);
  return first;
}

absl::Status AttachmentClerk::DropStaleUploads() {
  const absl::Time before = context_.clock.Now() - context_.options.upload_kept;
  std::vector<Upload> dropped;
  absl::Status status = context_.database.Write(Soon(), [&](Transaction& tx) -> absl::Status {
    auto stale = context_.store.StaleUploads(tx, before, kMost);
    if (!stale.ok()) return stale.status();
    for (const Upload& upload : *stale) {
      absl::Status deleted = context_.store.DeleteUpload(tx, upload.name).status();
      if (deleted.ok()) deleted = context_.store.attachments.Delete(tx, upload.name);
      if (!deleted.ok()) return deleted;
    }
    dropped = *std::move(stale);
    return absl::OkStatus();
  });
  for (const Upload& upload : dropped) {
    status.Update(context_.blobs.Abandon(upload.blob, upload.progress));
  }
  return status;
}

absl::Status AttachmentClerk::SweepUploads() {
  const absl::Time now = context_.clock.Now();
  {
    const environment::MutexLock lock(mutex_);
    if (now < next_sweep_) return absl::OkStatus();
    next_sweep_ = now + kSweepEvery;
  }
  return context_.blobs.Sweep(now - context_.options.upload_kept - kSweepAfterDrop).status();
}

absl::Status AttachmentClerk::EraseContents() {
  auto keys = Read<std::vector<BlobKey>>(
      context_, [&](Transaction& tx) { return context_.store.Erasures(tx, kMost); });
  absl::Status first = keys.status();
  if (!first.ok()) return first;
  for (const BlobKey& key : *keys) first.Update(Erase(key));
  return first;
}

// The claim and the look for references are one write, as are an upload's reference and its look
// for a claim: so no content is destroyed under one that is about to refer to it.
absl::Status AttachmentClerk::Erase(const BlobKey& key) {
  bool erases = false;
  absl::Status status = context_.database.Write(Soon(), [&](Transaction& tx) -> absl::Status {
    auto found = context_.store.IsReferred(tx, key);
    if (!found.ok()) return found.status();
    if (*found) return context_.store.DeleteErasure(tx, key);
    const absl::Time now = context_.clock.Now();
    auto claimed = context_.store.ClaimErasure(tx, key, now - kClaimHeld, now);
    erases = claimed.value_or(false);
    return claimed.status();
  });
  if (!status.ok() || !erases) return status;
  if (status = context_.blobs.Erase(key); !status.ok()) return status;
  return context_.database.Write(
      Soon(), [&](Transaction& tx) { return context_.store.DeleteErasure(tx, key); });
}

}  // namespace peerchallenge::evidence
