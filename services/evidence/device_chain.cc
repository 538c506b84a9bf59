#include "services/evidence/device_chain.h"

#include <algorithm>
#include <vector>

#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using Chain = v1::Provenance::Chain;
using storage::Blob;
using storage::Row;
using storage::Transaction;

// A capture that has a place in a device's chain.
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

// Says in what is stored that the chain before this capture is whole.
absl::Status MarkWhole(Transaction& tx, const Store& store, const Link& link) {
  auto version = store.Version(tx, link.item, link.version);
  if (!version.ok()) return version.status();
  version->mutable_provenance()->set_chain(v1::Provenance::CHAIN_WHOLE);
  if (absl::Status status = store.ReplaceVersion(tx, *version); !status.ok()) return status;
  auto item = store.items.Get(tx, link.item);
  if (!item.ok()) return item.status();
  if (link.version == 1) item->mutable_captured()->set_chain(v1::Provenance::CHAIN_WHOLE);
  if (link.version > 1 && link.version == item->version()) {
    item->mutable_revised()->set_chain(v1::Provenance::CHAIN_WHOLE);
  }
  return store.items.Update(tx, *item, "");
}

// The device's chain is whole up to `last`: goes on over what has waited behind it.
absl::Status Advance(Transaction& tx, const Store& store, v1::Device device, Link last) {
  while (true) {
    device.set_last_sequence(device.last_sequence() + 1);
    auto next = LinksAt(tx, device.name(), device.last_sequence() + 1);
    if (!next.ok()) return next.status();
    if (next->size() != 1 || next->front().previous_sha256 != last.sha256) break;
    if (absl::Status status = MarkWhole(tx, store, next->front()); !status.ok()) return status;
    last = next->front();
  }
  return store.devices.Update(tx, device, "");
}

}  // namespace

absl::StatusOr<Chain> EnterChain(Transaction& tx, const Store& store, const ReviewLedger& ledger,
                                 const StampedVersion& version, const v1::CaptureStamp& stamp,
                                 const std::string& author) {
  if (stamp.device().empty()) return v1::Provenance::CHAIN_NONE;
  auto device = store.devices.Get(tx, stamp.device());
  if (absl::IsNotFound(device.status())) return v1::Provenance::CHAIN_BROKEN;
  if (!device.ok()) return device.status();
  auto holds = StampHolds(tx, ledger, *device, version, stamp, author);
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
      !before->empty() && std::none_of(before->begin(), before->end(), [&](const Link& other) {
        return other.sha256 == link.previous_sha256;
      });
  if (forked || after_another) return v1::Provenance::CHAIN_FORKED;
  if (stamp.sequence() != device->last_sequence() + 1) return v1::Provenance::CHAIN_WAITING;
  if (absl::Status status = Advance(tx, store, *std::move(device), link); !status.ok()) {
    return status;
  }
  return v1::Provenance::CHAIN_WHOLE;
}

}  // namespace peerchallenge::evidence
