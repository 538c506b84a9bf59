#include "services/recommendations/findings/evidence_following.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "common/changes/followed.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/findings/support.h"

namespace peerchallenge::recommendations {
namespace {

using changes::v1::Change;
using changes::v1::WatchResponse;
using evidence::v1::Item;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using storage::Transaction;
using v1::Finding;

// More than twice the time between two heartbeats of a watch.
constexpr absl::Duration kLongestSilence = absl::Seconds(75);
constexpr absl::Duration kStoreTime = absl::Seconds(10);
constexpr absl::Duration kAskTime = absl::Seconds(30);

constexpr char kEvidence[] = "evidence";

// The item of a change; nothing when it tells of none that counts. What is disposed of was read and
// weighed in its time: its end says nothing against a finding.
std::optional<Item> ItemOf(const WatchResponse& response) {
  if (!response.has_change() || response.change().kind() == Change::KIND_DELETED) return {};
  Item item;
  if (!response.change().resource().UnpackTo(&item)) return {};
  if (item.state() == Item::STATE_DISPOSED) return {};
  return item;
}

bool Names(const google::protobuf::RepeatedPtrField<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether the item may change how the finding is supported: the finding rests on it, the item
// speaks of the same limb, or it stood against the finding before.
bool Touches(const Item& item, const Finding& finding) {
  for (const auto& basis : finding.bases()) {
    if (basis.item() == item.name()) return true;
  }
  for (const auto& bearing : item.content().bearings()) {
    if (bearing.limb() == finding.limb() || bearing.limb().rfind(finding.limb() + "/", 0) == 0) {
      return true;
    }
  }
  for (const auto& contradiction : finding.assessment().contradictions()) {
    if (Names(contradiction.items(), item.name()) ||
        Names(contradiction.opposed_items(), item.name())) {
      return true;
    }
  }
  return false;
}

// Whether a later look would tell nothing new.
bool SameButForTime(Finding before, Finding after) {
  before.clear_assess_time();
  after.clear_assess_time();
  return MessageDifferencer::Equals(before, after);
}

bool SameBases(const Finding& a, const Finding& b) {
  return a.limb() == b.limb() && a.bases_size() == b.bases_size() &&
         std::equal(a.bases().begin(), a.bases().end(), b.bases().begin(),
                    [](const auto& x, const auto& y) { return MessageDifferencer::Equals(x, y); });
}

}  // namespace

struct EvidenceFollowing::Asked {
  Finding finding;  // as it was when it was asked about
  Support support;
};

absl::StatusOr<std::optional<absl::Time>> EvidenceFreshTime(Transaction& tx) {
  const auto followed = changes::GetFollowed(tx, kEvidence);
  if (!followed.ok()) return followed.status();
  if (!*followed) return std::optional<absl::Time>();
  return std::optional<absl::Time>((*followed)->fresh_time);
}

absl::StatusOr<bool> MayHaveChanged(Transaction& tx, const environment::Clock& clock) {
  const auto fresh = EvidenceFreshTime(tx);
  if (!fresh.ok()) return fresh.status();
  return !*fresh || clock.Now() - **fresh > kLongestSilence;
}

absl::StatusOr<std::string> EvidenceFollowing::StoredToken() {
  std::string token;
  absl::Status status = context_.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    const auto followed = changes::GetFollowed(tx, kEvidence);
    if (followed.ok() && *followed) token = (*followed)->resume_token;
    return followed.status();
  });
  if (!status.ok()) return status;
  return token;
}

rpc::Reader<WatchResponse> EvidenceFollowing::Watch(const std::string& token,
                                                    const std::stop_token& stop) {
  return context_.evidence.WatchItems(token, stop);
}

absl::StatusOr<std::string> EvidenceFollowing::Fill(const std::string& from,
                                                    const std::stop_token& stop) {
  const absl::Time began = context_.clock.Now();
  const auto first = context_.evidence.WatchItems("", stop).Next();
  if (!first.ok()) return first.status();
  if (!first->has_value()) return absl::UnavailableError("the stream has ended");
  std::vector<Finding> all;
  absl::Status read = context_.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    all.clear();
    return context_.store.findings.findings.Scan(tx, {}, [&](const Finding& finding) {
      if (finding.state() != Finding::STATE_WITHDRAWN) all.push_back(finding);
      return absl::OkStatus();
    });
  });
  if (!read.ok()) return read;
  const auto asked = Ask(all, stop);
  if (!asked.ok()) return asked.status();
  absl::Status stored = Store(from, (*first)->resume_token(), began, *asked);
  if (!stored.ok()) return stored;
  return (*first)->resume_token();
}

absl::Status EvidenceFollowing::TakeOver(const std::string& from, const WatchResponse& response,
                                         const std::stop_token& stop) {
  const absl::Time now = context_.clock.Now();
  const absl::Time fresh_time =
      response.has_change() ? std::min(now, absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(
                                                response.change().time())))
                            : now;
  std::vector<Finding> touched;
  if (const auto item = ItemOf(response)) {
    absl::Status read =
        context_.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
          auto findings =
              context_.store.findings.FindingsOf(tx, validation::ReviewOf(item->name()));
          if (!findings.ok()) return findings.status();
          touched.clear();
          for (Finding& finding : *findings) {
            if (Touches(*item, finding)) touched.push_back(std::move(finding));
          }
          return absl::OkStatus();
        });
    if (!read.ok()) return read;
  }
  const auto asked = Ask(touched, stop);
  if (!asked.ok()) return asked.status();
  return Store(from, response.resume_token(), fresh_time, *asked);
}

absl::StatusOr<std::vector<EvidenceFollowing::Asked>> EvidenceFollowing::Ask(
    const std::vector<Finding>& findings, const std::stop_token& stop) const {
  std::vector<Asked> asked;
  for (const Finding& finding : findings) {
    if (stop.stop_requested()) return absl::CancelledError("the service stops");
    auto support = AskForSupport(context_.evidence, finding, context_.clock.Now(),
                                 {.deadline = absl::Now() + kAskTime, .cancelled = stop});
    // An item that the team cannot read any more is disposed of, or its review is not known yet.
    if (errors::ReasonOf(support.status()) == errors::v1::ERROR_REASON_REFERENCE_BROKEN) continue;
    if (!support.ok()) return support.status();
    asked.push_back({finding, *std::move(support)});
  }
  return asked;
}

absl::Status EvidenceFollowing::Store(const std::string& from, const std::string& to,
                                      absl::Time fresh_time, const std::vector<Asked>& asked) {
  return context_.database.Write(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
    absl::Status status = changes::Advance(tx, kEvidence, from, {to, fresh_time});
    for (const auto& [finding, support] : asked) {
      if (!status.ok()) return status;
      auto now = context_.store.findings.findings.Get(tx, finding.name());
      // Whoever changed it meanwhile has asked by themselves.
      if (absl::IsNotFound(now.status()) || (now.ok() && !SameBases(*now, finding))) continue;
      if (!now.ok()) return now.status();
      Finding after = *now;
      recommendations::TakeOver(support, after);
      if (SameButForTime(*now, after)) continue;
      status = context_.store.findings.findings.Update(tx, after);
    }
    return status;
  });
}

}  // namespace peerchallenge::recommendations
