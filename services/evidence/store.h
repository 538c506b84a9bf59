#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/evidence/v1/case_assignment.pb.h"
#include "peerchallenge/evidence/v1/concern.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "peerchallenge/evidence/v1/retention.pb.h"

namespace peerchallenge::evidence {

// Everything that evidence keeps of items, occasions, concerns, case assignments and devices, as it
// is: nothing is left out for whoever asks (see standing.h). Who was met is in source_store.h, the
// log in review_ledger.h. All functions belong to a transaction of the service's database.
class Store {
 public:
  // Both outlive the store.
  Store(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Item> items;
  const resources::ResourceTable<v1::ItemConflict> conflicts;
  const resources::ResourceTable<v1::Occasion> occasions;
  const resources::ResourceTable<v1::Concern> concerns;
  const resources::ResourceTable<v1::CaseAssignment> case_assignments;
  const resources::ResourceTable<v1::Device> devices;
  const resources::ResourceTable<v1::Checkpoint> checkpoints;
  const resources::ResourceTable<v1::RetentionSchedule> retention_schedules;
  const resources::ResourceTable<v1::Hold> holds;
  const resources::ResourceTable<v1::DisposalRun> disposal_runs;

  const storage::Sealer& sealer() const { return sealer_; }

  // OK where there is an occasion, an item, a concern or a complete attachment of that name;
  // RESOURCE_NOT_FOUND.
  absl::Status CheckThere(storage::Transaction& tx, const std::string& name) const;

  // Adds a version, which is not the first: that one is there with the item, and gets a row of its
  // own only when it is no longer what the item says.
  absl::Status AddVersion(storage::Transaction& tx, const v1::ItemVersion& version) const;
  // RESOURCE_NOT_FOUND.
  absl::StatusOr<v1::ItemVersion> Version(storage::Transaction& tx, std::string_view item,
                                          int64_t number) const;
  // The version that a client made under this id; nothing when there is none.
  absl::StatusOr<std::optional<v1::ItemVersion>> VersionByRevision(
      storage::Transaction& tx, std::string_view item, std::string_view revision_id) const;
  // Versions below `before` (0 = all), newest first, at most `most`.
  absl::StatusOr<std::vector<v1::ItemVersion>> VersionsBefore(storage::Transaction& tx,
                                                              std::string_view item, int64_t before,
                                                              int most) const;
  // The highest number of an item's versions.
  absl::StatusOr<int64_t> LastVersion(storage::Transaction& tx, std::string_view item) const;
  // What each version of an item says of who may read it, by number.
  struct Readers {
    v1::Sensitivity sensitivity = v1::SENSITIVITY_UNSPECIFIED;
    std::string case_reference;
  };
  absl::StatusOr<std::map<int64_t, Readers>> ReadersOfVersions(storage::Transaction& tx,
                                                               std::string_view item) const;
  // Items of a review of which any version names a case.
  absl::StatusOr<std::set<std::string>> ItemsWithCases(storage::Transaction& tx,
                                                       const std::string& review) const;
  // Replaces a stored version: only for what its device's chain says, and for disposal.
  absl::Status ReplaceVersion(storage::Transaction& tx, const v1::ItemVersion& version) const {
    return PutVersion(tx, version);
  }

  // Items that were withdrawn as drafts.
  absl::Status NoteWithdrawnDraft(storage::Transaction& tx, const std::string& item) const;
  absl::StatusOr<std::set<std::string>> WithdrawnDrafts(storage::Transaction& tx,
                                                        const std::string& review) const;

  // Who has read a concern; `before` as in VersionsBefore.
  struct Read {
    int64_t number = 0;
    v1::ConcernRead read;
  };
  absl::Status NoteRead(storage::Transaction& tx, const std::string& concern,
                        const v1::ConcernRead& read) const;
  absl::StatusOr<std::vector<Read>> ReadsBefore(storage::Transaction& tx,
                                                const std::string& concern, int64_t before,
                                                int most) const;
  absl::Status ForgetReads(storage::Transaction& tx, const std::string& concern) const;
  // Concerns whose time to be acknowledged is over, and which are not escalated yet.
  absl::StatusOr<std::vector<v1::Concern>> OverdueConcerns(storage::Transaction& tx,
                                                           absl::Time now) const;

 private:
  absl::StatusOr<std::optional<v1::ItemVersion>> OnlyVersion(storage::Transaction& tx,
                                                             std::string_view item) const;
  absl::Status PutVersion(storage::Transaction& tx, const v1::ItemVersion& version) const;

  const storage::Sealer& sealer_;
};

}  // namespace peerchallenge::evidence
