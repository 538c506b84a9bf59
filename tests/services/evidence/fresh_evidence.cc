#include "tests/services/evidence/fresh_evidence.h"

#include <stdlib.h>

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/environment/mutex.h"
#include "common/environment/uuid.h"
#include "common/validation/resource_name.h"
#include "services/evidence/disposal.h"
#include "services/evidence/migrate.h"

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::Review;
using scheduling::v1::TeamMember;

std::filesystem::path NewFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "pc-evidence-XXXXXX").string();
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  return pattern;
}

std::unique_ptr<storage::Database> OpenMigrated(const storage::FreshStore& files,
                                                const environment::Clock& clock) {
  auto database = files.Open();
  const absl::Status migrated = MigrateEvidence(*database, clock);
  EXPECT_TRUE(migrated.ok()) << migrated;
  return database;
}

void AddMember(Review& review, const std::string& person, TeamMember::Duty duty) {
  TeamMember& member = *review.add_team();
  member.set_person(person);
  member.set_duty(duty);
  member.set_state(TeamMember::STATE_ACCEPTED);
}

Review MakeOtherReview() {
  Review review;
  review.set_name(kOtherReview);
  review.set_host(kNottingham);
  review.set_kind(Review::KIND_PEER_CHALLENGE);
  review.set_state(Review::STATE_ON_SITE);
  AddMember(review, kStranger, TeamMember::DUTY_LEAD);
  return review;
}

}  // namespace

scheduling::v1::Review MakeReview() {
  Review review;
  review.set_name(kReview);
  review.set_host(kLincolnshire);
  review.set_kind(Review::KIND_PEER_CHALLENGE);
  review.set_state(Review::STATE_ON_SITE);
  auto& line = *review.mutable_scope()->add_lines();
  line.set_id("kloe-1");
  for (const char* limb : {"a", "b", "c"}) line.add_limbs()->set_id(limb);
  AddMember(review, kLead, TeamMember::DUTY_LEAD);
  AddMember(review, kAnn, TeamMember::DUTY_REVIEWER);
  AddMember(review, kBen, TeamMember::DUTY_REVIEWER);
  AddMember(review, kAuditor, TeamMember::DUTY_CASE_AUDITOR);
  AddMember(review, kManager, TeamMember::DUTY_REVIEW_MANAGER);
  return review;
}

EvidenceParts::EvidenceParts(storage::Database& database, environment::Clock& clock,
                             environment::RandomSource& random, DiskRoom::FreeBytes free_bytes)
    : sealer_(*storage::Sealer::Load(database, random)),
      disk_(std::move(free_bytes), 1 << 20),
      store_(clock, sealer_),
      sources_(random, sealer_),
      ledger_(random),
      text_index_(database.dialect()),
      attachment_store_(clock, sealer_),
      attachments_(attachment_store_, clock),
      relations_(clock),
      context_{database,   store_,         sources_, ledger_, text_index_, attachments_,
               relations_, concern_rules_, disk_,    clock,   random} {}

void EvidenceParts::Know(const Review& review) {
  relations::ListedRelations listed;
  for (const char* name : {kLead, kAnn, kBen, kAuditor, kManager, kStranger, kContact}) {
    auto& person = listed.people.emplace_back();
    person.set_name(name);
    person.set_authority(kNottingham);
    person.set_account(validation::IdOf(name) + "@example.org");
  }
  listed.reviews.push_back({.review = review, .visit = {}});
  listed.reviews.push_back({.review = MakeOtherReview(), .visit = {}});
  const absl::Status known = context_.database.Write(
      absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
        if (absl::Status status = relations_.Replace(tx, listed); !status.ok()) return status;
        auto state = relations_.State(tx);
        if (!state.ok()) return state.status();
        return relations_.Advance(tx, state->has_value() ? (*state)->resume_token : "",
                                  {"token", context_.clock.Now()});
      });
  EXPECT_TRUE(known.ok()) << known;
}

FreshEvidence::FreshEvidence(storage::Backend backend)
    : folder_(NewFolder()),
      files_(backend),
      clock_(absl::FromCivil(absl::CivilHour(2012, 7, 10, 10), absl::UTCTimeZone())),
      database_(OpenMigrated(files_, clock_)),
      review_(MakeReview()),
      parts_(std::make_unique<EvidenceParts>(*database_, clock_, random_,
                                             [this] { return free_bytes; })) {
  parts_->Know(review_);
}

FreshEvidence::~FreshEvidence() { std::filesystem::remove_all(folder_); }

void FreshEvidence::Know(const Review& review) {
  review_ = review;
  parts_->Know(review_);
}

void FreshEvidence::Write(storage::TransactionBody body) {
  const absl::Status status = database_->Write(absl::InfiniteFuture(), body);
  EXPECT_TRUE(status.ok()) << status;
}

std::string FreshEvidence::NewId() { return environment::NewUuidV4(random_); }

std::vector<std::string> FreshEvidence::Audited() {
  access::AuditLog log(*database_);
  const auto page = log.Query(absl::InfiniteFuture(), {.limit = 1000});
  EXPECT_TRUE(page.ok()) << page.status();
  std::vector<std::string> lines;
  for (const access::AuditEntry& entry : page->entries) {
    lines.push_back(
        absl::StrCat(entry.subject, " ", entry.method, " ", entry.resource, " ", entry.detail));
  }
  return lines;
}

rpc::Call CallBy(const std::string& subject, std::vector<access::Grant> grants,
                 access::Permission permission) {
  rpc::Call call;
  call.caller.subject = subject;
  call.caller.grants = std::move(grants);
  call.method = "peerchallenge.evidence.v1.EvidenceService/Test";
  call.permission = permission;
  return call;
}

rpc::Call By(const std::string& person, access::Permission permission) {
  return CallBy(person, {{.role = roles::ROLE_REVIEWER, .region = kRegion}}, permission);
}

absl::StatusOr<std::string> BundleFrom(absl::StatusOr<std::unique_ptr<rpc::Stream>> stream) {
  if (!stream.ok()) return stream.status();
  environment::Mutex mutex;
  environment::ConditionVariable changed;
  int woken = 0;
  (*stream)->SetWake([&] {
    const environment::MutexLock lock(mutex);
    ++woken;
    changed.NotifyAll();
  });
  std::string bytes;
  while (true) {
    auto step = (*stream)->Next();
    if (!step.ok()) return step.status();
    if (std::holds_alternative<rpc::End>(*step)) return bytes;
    if (std::holds_alternative<rpc::Wait>(*step)) {
      environment::MutexLock lock(mutex);
      while (woken == 0) changed.Wait(lock);
      woken = 0;
      continue;
    }
    bytes += static_cast<const v1::ExportReviewResponse&>(
                 *std::get<std::unique_ptr<google::protobuf::Message>>(*step))
                 .data();
  }
}

std::string EvidenceTest::AddOccasion(const std::string& author, v1::SourceClass declared,
                                      int people) {
  v1::CreateOccasionRequest request;
  request.set_parent(kReview);
  request.set_occasion_id(evidence_.NewId());
  request.mutable_occasion()->set_kind(v1::Occasion::KIND_INTERVIEW);
  request.mutable_occasion()->set_declared_class(declared);
  request.mutable_occasion()->set_date("2012-07-10");
  std::string name = Value(service_.CreateOccasion(By(author), request)).name();
  if (people > 0) {
    v1::RecordAttendanceRequest met;
    met.mutable_attendance()->set_name(name + "/attendance");
    met.mutable_attendance()->set_unnamed_people(people);
    Value(sources_.RecordAttendance(By(author, roles::PERMISSION_EVIDENCE_SOURCE_WRITE), met));
  }
  return name;
}

v1::ItemContent EvidenceTest::Note(const std::string& occasion, const std::string& text) {
  v1::ItemContent content;
  content.set_kind(v1::ItemContent::KIND_NOTE);
  content.set_text(text);
  content.set_occasion(occasion);
  auto& bearing = *content.add_bearings();
  bearing.set_limb("kloe-1/a");
  bearing.set_direction(v1::Bearing::DIRECTION_STRENGTH);
  return content;
}

v1::CaptureItemRequest EvidenceTest::Capturing(const v1::ItemContent& content, bool share) {
  v1::CaptureItemRequest request;
  request.set_parent(kReview);
  request.mutable_capture()->set_item_id(evidence_.NewId());
  *request.mutable_capture()->mutable_content() = content;
  request.mutable_capture()->set_share(share);
  return request;
}

v1::Item EvidenceTest::Captured(const std::string& author, const v1::ItemContent& content,
                                bool share) {
  return Value(service_.CaptureItem(By(author), Capturing(content, share)));
}

absl::StatusOr<v1::Item> EvidenceTest::Get(const std::string& person, const std::string& item) {
  v1::GetItemRequest request;
  request.set_name(item);
  return service_.GetItem(By(person, roles::PERMISSION_EVIDENCE_READ), request);
}

absl::StatusOr<v1::Item> EvidenceTest::Revise(const std::string& person, const v1::Item& item,
                                              int64_t base_version,
                                              const v1::ItemContent& content) {
  v1::ReviseItemRequest request;
  request.set_name(item.name());
  request.set_revision_id(evidence_.NewId());
  request.set_base_version(base_version);
  *request.mutable_content() = content;
  return service_.ReviseItem(By(person), request);
}

absl::StatusOr<v1::CaseAssignment> EvidenceTest::Assign(const std::vector<std::string>& cases,
                                                        const std::string& by,
                                                        const std::string& etag) {
  v1::AssignCasesRequest request;
  request.set_name(absl::StrCat(kReview, "/caseAssignments/case-auditor"));
  request.mutable_case_references()->Assign(cases.begin(), cases.end());
  request.set_etag(etag);
  return service_.AssignCases(By(by), request);
}

void EvidenceTest::CancelReview() {
  scheduling::v1::Review review = evidence_.review();
  review.set_state(scheduling::v1::Review::STATE_CANCELLED);
  auto& cancelled = *review.add_history();
  cancelled.set_state(review.state());
  cancelled.mutable_time()->set_seconds(absl::ToUnixSeconds(clock().Now()));
  evidence_.Know(review);
}

void EvidenceTest::DisposeOfAllDue() {
  v1::DisposalRun run;
  run.set_name(absl::StrCat(kRegion, "/disposalRuns/all"));
  run.set_due_date("2012-10-18");
  run.set_state(v1::DisposalRun::STATE_RUNNING);
  evidence_.Write(
      [&](storage::Transaction& tx) { return evidence_.store().disposal_runs.Insert(tx, run); });
  const absl::Status worked = WorkOnDisposalRuns(context());
  EXPECT_TRUE(worked.ok()) << worked;
}

}  // namespace peerchallenge::evidence
