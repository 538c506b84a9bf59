#include "services/evidence/device_chain.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/evidence/days.h"
#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger/entry.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using Chain = v1::Provenance::Chain;
using google::protobuf::util::TimeUtil;
using storage::Blob;
using storage::Row;
using storage::Transaction;

// A device's clock may be wrong by so much, or be set right between two captures.
constexpr absl::Duration kClockTolerance = absl::Minutes(15);

// A capture that has a place in a device's chain. Once it is disposed of its own hash is empty, and
// so is what the next one says of it.
struct Link {
  std::string sha256;
  std::string previous_sha256;
  std::string item;
  int64_t version = 0;
};

absl::StatusOr<std::vector<Link>> LinksAt(Transaction& tx, const std::string& device,
                                          int64_t sequence) {
  std::vector<Link> links;
  absl::Status status = tx.Query(
      "SELECT sha256, previous_sha256, item, version FROM device_captures "
      "WHERE device = $1 AND sequence = $2",
      {{device, sequence}}, [&](const Row& row) {
        links.push_back({std::string(row.Bytes(0)), std::string(row.Bytes(1)),
                         std::string(row.Text(2)), row.Int(3)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return links;
}

absl::Status AddLink(Transaction& tx, const std::string& device, int64_t sequence,
                     const Link& link) {
  return tx
      .Execute(
          "INSERT INTO device_captures (device, sequence, sha256, previous_sha256, item, "
          "version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
          {{device, sequence, Blob{link.sha256}, Blob{link.previous_sha256}, link.item,
            link.version}})
      .status();
}

// Whether the checkpoint that the stamp names is the beginning of the review's log.
absl::StatusOr<bool> AnchorHolds(Transaction& tx, const ReviewLedger& ledger,
                                 const std::string& review, const v1::CaptureStamp& stamp) {
  if (stamp.anchor_tree_size() == 0) return stamp.anchor_root_sha256().empty();
  auto size = ledger.SizeOf(tx, review);
  if (!size.ok()) return size.status();
  if (stamp.anchor_tree_size() < 0 || stamp.anchor_tree_size() > *size) return false;
  auto root = ledger.RootOf(tx, review, stamp.anchor_tree_size());
  if (!root.ok()) return root.status();
  return BytesOf(*root) == stamp.anchor_root_sha256();
}

// Whether the device may sign for the author, and its signature and anchor hold.
absl::StatusOr<bool> StampHolds(Transaction& tx, const ReviewLedger& ledger,
                                const v1::Device& device, const StampedVersion& version,
                                const v1::CaptureStamp& stamp, const std::string& author) {
  const bool first = stamp.sequence() == 1;
  if (device.revoked() || device.owner() != author || stamp.sequence() < 1 ||
      stamp.previous_sha256().size() != (first ? 0 : sizeof(Hash)) ||
      !HasSigned(device.public_key(),
                 CaptureLines(version.item, version.base_version, stamp, version.content),
                 stamp.signature())) {
    return false;
  }
  return AnchorHolds(tx, ledger, ReviewOf(version.item), stamp);
}

bool Follows(const Link& link, const Link& before) {
  return link.previous_sha256 == before.sha256 || link.previous_sha256.empty() ||
         before.sha256.empty();
}

// When something was captured, by the server's clock as far as it is known how they differ.
absl::Time CaptureTime(const v1::Provenance& provenance) {
  const absl::Duration skew =
      absl::Microseconds(TimeUtil::DurationToMicroseconds(provenance.clock_skew()));
  return std::min(TimeOf(provenance.stamp().device_time()) - skew,
                  TimeOf(provenance.receive_time()));
}

// Takes a capture in that is the next one behind the whole part of the device's chain, and gives
// what is to be said of it: whether it claims an earlier time than a capture before it or than the
// end of the log that the device had seen.
absl::StatusOr<Chain> Join(Transaction& tx, const ReviewLedger& ledger,
                           const v1::Provenance& provenance, v1::Device& device) {
  const absl::Time time = CaptureTime(provenance);
  absl::Time before = absl::InfinitePast();
  if (device.has_latest_capture_time()) before = TimeOf(device.latest_capture_time());
  device.set_last_sequence(device.last_sequence() + 1);
  if (time > before) *device.mutable_latest_capture_time() = StampOf(time);
  if (const int64_t seen = provenance.stamp().anchor_tree_size(); seen > 0) {
    auto last = ledger.Entries(tx, ReviewOf(device.name()), seen - 1, seen, 1);
    if (!last.ok()) return last.status();
    for (const ReviewLedger::Stored& stored : *last) {
      auto entry = EntryFrom(stored.leaf);
      if (!entry.ok()) return entry.status();
      before = std::max(before, entry->time);
    }
  }
  return time + kClockTolerance < before ? v1::Provenance::CHAIN_BACKDATED
                                         : v1::Provenance::CHAIN_WHOLE;
}

// Says of a stored version what its device's chain says by now.
absl::Status Mark(Transaction& tx, const Store& store, const Link& link, v1::ItemVersion version,
                  Chain chain) {
  version.mutable_provenance()->set_chain(chain);
  if (absl::Status status = store.ReplaceVersion(tx, version); !status.ok()) return status;
  auto item = store.items.Get(tx, link.item);
  if (!item.ok()) return item.status();
  if (link.version == 1) item->mutable_captured()->set_chain(chain);
  if (link.version > 1 && link.version == item->version())
    item->mutable_revised()->set_chain(chain);
  return store.items.Update(tx, *item, "");
}

// The device's chain is whole up to `last`: goes on over what has waited behind it.
absl::Status Advance(Transaction& tx, const Store& store, const ReviewLedger& ledger,
                     v1::Device device, Link last) {
  while (true) {
    auto next = LinksAt(tx, device.name(), device.last_sequence() + 1);
    if (!next.ok()) return next.status();
    if (next->size() != 1 || !Follows(next->front(), last)) break;
    last = next->front();
    auto version = store.Version(tx, last.item, last.version);
    if (!version.ok()) return version.status();
    auto chain = Join(tx, ledger, version->provenance(), device);
    if (!chain.ok()) return chain.status();
    absl::Status status = Mark(tx, store, last, *std::move(version), *chain);
    if (!status.ok()) return status;
  }
  return store.devices.Update(tx, device, "");
}

}  // namespace

absl::StatusOr<Chain> EnterChain(Transaction& tx, const Store& store, const ReviewLedger& ledger,
                                 const StampedVersion& version, const v1::Provenance& provenance) {
  const v1::CaptureStamp& stamp = provenance.stamp();
  if (stamp.device().empty()) return v1::Provenance::CHAIN_NONE;
  auto device = store.devices.Get(tx, stamp.device());
  if (absl::IsNotFound(device.status())) return v1::Provenance::CHAIN_BROKEN;
  if (!device.ok()) return device.status();
  auto holds = StampHolds(tx, ledger, *device, version, stamp, provenance.author());
  if (!holds.ok()) return holds.status();
  if (!*holds) return v1::Provenance::CHAIN_BROKEN;

  const std::string lines =
      CaptureLines(version.item, version.base_version, stamp, version.content);
  const Link link{std::string(BytesOf(Sha256(lines))), stamp.previous_sha256(), version.item,
                  version.version};
  auto same_place = LinksAt(tx, device->name(), stamp.sequence());
  if (!same_place.ok()) return same_place.status();
  auto before = LinksAt(tx, device->name(), stamp.sequence() - 1);
  if (!before.ok()) return before.status();
  if (absl::Status added = AddLink(tx, device->name(), stamp.sequence(), link); !added.ok()) {
    return added;
  }
  const bool forked = !same_place->empty();
  const bool after_another =
      !before->empty() && std::none_of(before->begin(), before->end(),
                                       [&](const Link& other) { return Follows(link, other); });
  if (forked || after_another) return v1::Provenance::CHAIN_FORKED;
  if (stamp.sequence() != device->last_sequence() + 1) return v1::Provenance::CHAIN_WAITING;
  auto chain = Join(tx, ledger, provenance, *device);
  if (!chain.ok()) return chain;
  if (absl::Status status = Advance(tx, store, ledger, *std::move(device), link); !status.ok()) {
    return status;
  }
  return chain;
}

// The place in the chain stays taken.
absl::Status ForgetCapture(Transaction& tx, v1::ItemVersion& version) {
  const v1::CaptureStamp& stamp = version.provenance().stamp();
  if (!stamp.device().empty()) {
    const std::string item = validation::ParentOf(version.name());
    auto links = LinksAt(tx, stamp.device(), stamp.sequence());
    if (!links.ok()) return links.status();
    for (const Link& link : *links) {
      if (link.item != item || validation::IdOf(version.name()) != absl::StrCat(link.version)) {
        continue;
      }
      absl::Status status =
          tx.Execute(
                "DELETE FROM device_captures WHERE device = $1 AND sequence = $2 AND "
                "sha256 = $3",
                {{stamp.device(), stamp.sequence(), Blob{link.sha256}}})
              .status();
      if (status.ok()) {
        status = AddLink(tx, stamp.device(), stamp.sequence(), {"", "", item, link.version});
      }
      if (!status.ok()) return status;
      status = tx.Execute(
                     "UPDATE device_captures SET previous_sha256 = $4 WHERE device = $1 AND "
                     "sequence = $2 AND previous_sha256 = $3",
                     {{stamp.device(), stamp.sequence() + 1, Blob{link.sha256}, Blob{""}}})
                   .status();
      if (!status.ok()) return status;
    }
  }
  ForgetStamp(*version.mutable_provenance());
  return absl::OkStatus();
}

void ForgetStamp(v1::Provenance& provenance) {
  if (!provenance.stamp().has_device_time()) return provenance.clear_stamp();
  const auto device_time = provenance.stamp().device_time();
  provenance.clear_stamp();
  *provenance.mutable_stamp()->mutable_device_time() = device_time;
}

}  // namespace peerchallenge::evidence
