#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "services/evidence/context.h"
#include "services/evidence/name_finder.h"
#include "services/evidence/standing.h"

namespace peerchallenge::evidence {

// The items and occasions of one review as one caller sees them, by one state of the database.
class ItemViews {
 public:
  static absl::StatusOr<ItemViews> Load(storage::Transaction& tx, const Context& context,
                                        const Standing& standing);

  bool Sees(const v1::Item& item) const {
    return evidence::Sees(*standing_, item, known_->withdrawn_drafts, cases_);
  }
  // A case auditor sees the own ones only until FindOrigins().
  bool Sees(const v1::Occasion& occasion) const {
    return standing_->IsAuthor(occasion.author()) || !IsCaseAuditor(*standing_) ||
           (origins_ != nullptr && origins_->contains(occasion.name()));
  }
  // For a case auditor it looks through all items of the review, where the store does not recall
  // what it found.
  absl::Status FindOrigins(storage::Transaction& tx, const Context& context);
  // Names of the occasions and attachments that are there for a case auditor: the own ones, and
  // those that items which they see, or documents that these come from, name. Null for all other
  // callers: occasions are there for them all, attachments as attachment_sight.h says.
  const std::shared_ptr<const std::set<std::string>>& origins() const { return origins_; }
  // From now on the caller is warned of names in the own items (WARNING_INTERVIEWEE).
  absl::Status WarnOfNames(storage::Transaction& tx, const Context& context);
  // With its shown class and the day on which it is due for disposal.
  v1::Item View(v1::Item item) const;
  v1::Occasion View(v1::Occasion occasion) const;
  // The shown class of an occasion.
  v1::SourceClass ShownClass(const std::string& occasion) const;

  const Standing& standing() const { return *standing_; }

 private:
  // What is the same for all who look at a review.
  struct Known {
    std::set<std::string> withdrawn_drafts;
    std::map<std::string, v1::SourceClass> declared;  // by occasion
    std::map<v1::SourceClass, v1::SourceClass> shown;
    std::vector<v1::ItemConflict> open_conflicts;
  };

  static absl::StatusOr<Known> LoadKnown(storage::Transaction& tx, const Context& context,
                                         const std::string& review);
  static absl::StatusOr<std::set<std::string>> LoadOrigins(storage::Transaction& tx,
                                                           const Context& context,
                                                           const Standing& standing);
  absl::Status FindHiddenConflicts(storage::Transaction& tx, const Context& context);

  const Standing* standing_ = nullptr;
  std::shared_ptr<const Known> known_;
  Cases cases_;
  std::shared_ptr<const std::set<std::string>> origins_;
  std::string dispose_date_;
  std::shared_ptr<const NameFinder> names_;  // of which the caller is warned; null: of none
  std::set<std::string> hidden_conflicts_;   // items of whose open conflicts the caller sees none
};

}  // namespace peerchallenge::evidence
