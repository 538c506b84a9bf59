#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/access/audit_log.h"
#include "common/access/caller.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/errors/errors.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "services/evidence/context.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/source_service.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::evidence {

namespace reasons = errors::v1;
namespace roles = access::v1;

using rpc::ExpectError;
using rpc::Value;

inline constexpr char kRegion[] = "regions/em";
inline constexpr char kLincolnshire[] = "regions/em/authorities/E10000019";
inline constexpr char kNottingham[] = "regions/em/authorities/E06000018";
// A review of Lincolnshire, on site, with a lead, two reviewers, a case auditor and a review
// manager; and one of Nottingham with another lead.
inline constexpr char kReview[] = "regions/em/reviews/lin";
inline constexpr char kOtherReview[] = "regions/em/reviews/not";
inline constexpr char kLead[] = "regions/em/people/lead";
inline constexpr char kAnn[] = "regions/em/people/ann";
inline constexpr char kBen[] = "regions/em/people/ben";
inline constexpr char kAuditor[] = "regions/em/people/case-auditor";
inline constexpr char kManager[] = "regions/em/people/manager";
inline constexpr char kStranger[] = "regions/em/people/stranger";  // leads the other review
inline constexpr char kContact[] = "regions/em/people/contact";    // for safeguarding; on no team

// Everything that evidence's services work with, over a database that is brought up to date.
class EvidenceParts {
 public:
  // All outlive it; `free_bytes` is asked how much room the disk has.
  EvidenceParts(storage::Database& database, environment::Clock& clock,
                environment::RandomSource& random, DiskRoom::FreeBytes free_bytes);

  const Context& context() const { return context_; }
  const Store& store() const { return store_; }

  // Makes this and the other review what is known, with their people, as of now.
  void Know(const scheduling::v1::Review& review);

 private:
  const storage::Sealer sealer_;
  const ConcernRules concern_rules_ = {.contacts = {kContact}};
  const DiskRoom disk_;
  const Store store_;
  const SourceStore sources_;
  const ReviewLedger ledger_;
  const TextIndex text_index_;
  const AttachmentStore attachment_store_;
  const AttachmentDisposal attachments_;
  const relations::Relations relations_;
  const Context context_;
};

// The first of the two reviews.
scheduling::v1::Review MakeReview();

// The evidence of a test in a store of its own, with its copy of the two reviews and their people,
// at 10:00 UTC on 10 July 2012. For tests that call handlers directly, without a server.
class FreshEvidence {
 public:
  explicit FreshEvidence(storage::Backend backend = storage::Backend::kSqlite);
  ~FreshEvidence();

  const Context& context() const { return parts_->context(); }
  const Store& store() const { return parts_->store(); }
  storage::Database& database() { return *database_; }
  environment::ManualClock& clock() { return clock_; }
  // For files of the test.
  const std::filesystem::path& folder() const { return folder_; }
  int64_t free_bytes = int64_t{1} << 40;

  // Replaces what is known of the review.
  void Know(const scheduling::v1::Review& review);
  scheduling::v1::Review review() const { return review_; }

  // A random UUID of version 4.
  std::string NewId();
  // Everything that the audit log says, newest first, as "subject method resource detail".
  std::vector<std::string> Audited();
  // Runs a body and expects it to do well.
  void Write(storage::TransactionBody body);

 private:
  const std::filesystem::path folder_;
  const storage::FreshStore files_;
  environment::ManualClock clock_;
  environment::SeededRandom random_{1};
  const std::unique_ptr<storage::Database> database_;
  scheduling::v1::Review review_;
  const std::unique_ptr<EvidenceParts> parts_;
};

// Calls, with the permission that a method asks for.
rpc::Call CallBy(const std::string& subject, std::vector<access::Grant> grants,
                 access::Permission permission);
// A peer in the pool.
rpc::Call By(const std::string& person,
             access::Permission permission = roles::PERMISSION_EVIDENCE_CAPTURE);

// The bytes of an exported bundle, or the error with which its stream ended.
absl::StatusOr<std::string> BundleFrom(absl::StatusOr<std::unique_ptr<rpc::Stream>> stream);

// Evidence and its services.
class EvidenceTest : public testing::Test {
 protected:
  using Permission = access::Permission;
  const Context& context() const { return evidence_.context(); }
  environment::ManualClock& clock() { return evidence_.clock(); }

  // A new occasion of an interview by `author` with somebody of this class, on which as many people
  // were met who gave no names.
  std::string AddOccasion(const std::string& author, v1::SourceClass declared, int people = 0);
  // A note from the occasion.
  v1::ItemContent Note(const std::string& occasion, const std::string& text);
  // What capturing it asks.
  v1::CaptureItemRequest Capturing(const v1::ItemContent& content, bool share = true);
  // A captured item.
  v1::Item Captured(const std::string& author, const v1::ItemContent& content, bool share = true);
  absl::StatusOr<v1::Item> Get(const std::string& person, const std::string& item);
  absl::StatusOr<v1::Item> Revise(const std::string& person, const v1::Item& item,
                                  int64_t base_version, const v1::ItemContent& content);
  // Assigns these cases, and no others, to the case auditor.
  absl::StatusOr<v1::CaseAssignment> Assign(const std::vector<std::string>& cases,
                                            const std::string& by = kLead,
                                            const std::string& etag = "");
  // Ends the review today, so that retention counts from now.
  void CancelReview();
  // Runs a disposal of what is due by October, in three months.
  void DisposeOfAllDue();

  explicit EvidenceTest(storage::Backend backend = storage::Backend::kSqlite)
      : evidence_(backend) {}

  FreshEvidence evidence_;
  EvidenceService service_{evidence_.context()};
  SourceService sources_{evidence_.context()};
};

}  // namespace peerchallenge::evidence
