#include "services/evidence/source_service.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/paging.h"
#include "common/text/words.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/name_finder.h"
#include "services/evidence/names.h"
#include "services/evidence/retention.h"
#include "services/evidence/source_reads.h"
#include "services/evidence/text_warnings.h"
#include "services/evidence/verbatim.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using validation::FieldChecks;

constexpr size_t kLongestName = 200;
constexpr int kMostPeople = 100;
constexpr int kMostUnnamed = 1'000;
constexpr int kMostDuplicates = 20;
constexpr int kMostTexts = 20'000;
constexpr size_t kMostTextBytes = 1 << 20;
constexpr size_t kShortestReason = 10;
constexpr size_t kLongestReason = 500;
constexpr size_t kTokenBytes = resources::ResourceStore::kMaxTailBytes;

void CheckReason(const std::string& reason, FieldChecks& checks) {
  checks.Text("reason", reason, kShortestReason, kLongestReason);
}

void CheckInterviewee(const v1::Interviewee& person, const std::string& field,
                      FieldChecks& checks) {
  checks.Text(field + ".display_name", person.display_name(), 1, kLongestName);
  checks.That(!text::Folded(person.display_name()).empty(), field + ".display_name",
              person.display_name(), "a name with at least one letter or digit");
  checks.Text(field + ".organisation", person.organisation(), 0, kLongestName);
  checks.Text(field + ".position", person.position(), 0, kLongestName);
  checks.That(person.source_class() > v1::SOURCE_CLASS_ANYBODY &&
                  v1::SourceClass_IsValid(person.source_class()),
              field + ".source_class", absl::StrCat(person.source_class()),
              "a source class below ANYBODY");
}

std::string OccasionOf(const std::string& attendance) {
  return attendance.substr(0, attendance.rfind('/'));
}

// The occasion of an attendance; RESOURCE_NOT_FOUND under the attendance's name.
absl::StatusOr<v1::Occasion> FindOccasion(Transaction& tx, const Context& context,
                                          const std::string& attendance) {
  auto occasion = context.store.occasions.Get(tx, OccasionOf(attendance));
  if (absl::IsNotFound(occasion.status())) return errors::NotFound(attendance);
  return occasion;
}

// Puts a read or change of what is kept here on record. Why may name somebody, so the audit log
// says only that it is said.
absl::Status RecordWhy(Transaction& tx, const Context& context, const rpc::Call& call,
                       const std::string& resource, const std::string& reason) {
  v1::SourceRead read;
  read.set_subject(call.caller.subject);
  read.set_method(validation::IdOf(call.method));
  read.set_resource(resource);
  read.set_reason(reason);
  *read.mutable_time() = StampOf(context.clock.Now());
  absl::Status status = NoteSourceRead(tx, ReviewOf(resource), read);
  return status.ok() ? RecordRead(tx, context, call, resource, kReasonIsKept) : status;
}

// Those who may be named in an output by what they are there: the review's team.
absl::StatusOr<std::vector<std::string>> NamesOfTeam(Transaction& tx, const Context& context,
                                                     const scheduling::v1::Review& review) {
  std::vector<std::string> names;
  for (const auto& member : review.team()) {
    auto person = context.relations.Person(tx, member.person());
    if (absl::IsNotFound(person.status())) continue;
    if (!person.ok()) return person.status();
    names.push_back(person->display_name());
  }
  return names;
}

bool IsQuotable(const v1::ItemContent& content) {
  return content.quote_consent() == v1::QUOTE_CONSENT_GIVEN &&
         content.sensitivity() < v1::SENSITIVITY_GUARDED;
}

// Compares with what the team has heard, and with what is guarded. What only its author knows of is
// left out: it is nobody's to find.
absl::Status CompareWithHeard(Transaction& tx, const Context& context, const std::string& review,
                              Verbatim& verbatim) {
  auto occasions = context.store.occasions.All(tx, {{"parent", review}});
  if (!occasions.ok()) return occasions.status();
  std::set<std::string> talks;
  for (const v1::Occasion& occasion : *occasions) {
    if (occasion.kind() == v1::Occasion::KIND_INTERVIEW ||
        occasion.kind() == v1::Occasion::KIND_FOCUS_GROUP) {
      talks.insert(occasion.name());
    }
  }
  const auto each = [&](auto wanted, auto compare) {
    return context.store.items.Scan(tx, {{"parent", review}}, [&](const v1::Item& item) {
      const v1::ItemContent& content = item.content();
      const bool guarded = content.sensitivity() >= v1::SENSITIVITY_GUARDED;
      const bool heard = (content.kind() == v1::ItemContent::KIND_NOTE ||
                          content.kind() == v1::ItemContent::KIND_QUOTE) &&
                         talks.contains(content.occasion());
      const bool shared = item.shared_version() > 0 || item.state() == v1::Item::STATE_SHARED;
      if (shared && (heard || guarded) && wanted(content)) compare(content.text());
      return absl::OkStatus();
    });
  };
  absl::Status status = each(IsQuotable, [&](const auto& text) { verbatim.Allow(text); });
  if (!status.ok()) return status;
  return each([](const auto& content) { return !IsQuotable(content); },
              [&](const auto& text) { verbatim.Forbid(text); });
}

std::string PageContext(const rpc::Call& call, const std::string& review) {
  return absl::StrCat("interviewees\n", call.caller.subject, "\n", review);
}

}  // namespace

absl::StatusOr<v1::RecordAttendanceResponse> SourceService::RecordAttendance(
    const rpc::Call& call, const v1::RecordAttendanceRequest& request) {
  const v1::Attendance& attendance = request.attendance();
  FieldChecks checks;
  checks.Name("attendance.name", attendance.name(), kAttendanceName);
  if (!attendance.session().empty()) {
    checks.NameBelow("attendance.session", attendance.session(), kSessionName,
                     ReviewOf(attendance.name()));
  }
  checks.Count("attendance.interviewees", attendance.interviewees_size(), kMostPeople);
  if (attendance.interviewees_size() <= kMostPeople) {
    for (int i = 0; i < attendance.interviewees_size(); ++i) {
      CheckInterviewee(attendance.interviewees(i), absl::StrCat("attendance.interviewees[", i, "]"),
                       checks);
    }
  }
  checks.Range("attendance.unnamed_people", attendance.unnamed_people(), 0, kMostUnnamed);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status id = resources::CheckRequestId(request.request_id()); !id.ok()) return id;
  using Response = v1::RecordAttendanceResponse;
  return Write<Response>(
      context_, call, attendance.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
        auto occasion = FindOccasion(tx, context_, attendance.name());
        if (!occasion.ok()) return occasion.status();
        if (!standing.MayChange(occasion->author())) return errors::NotFound(attendance.name());
        if (IsOver(standing.review)) {
          return errors::WrongState(standing.review.name(),
                                    scheduling::v1::Review::State_Name(standing.review.state()),
                                    "one before CLOSED");
        }
        auto etag = context_.sources.Record(
            tx, attendance,
            standing.Leads() ? SourceStore::Recorder::kLeads : SourceStore::Recorder::kAuthor);
        if (!etag.ok()) return etag.status();
        Response response;
        response.set_etag(*std::move(etag));
        return response;
      });
}

absl::StatusOr<v1::Attendance> SourceService::GetAttendance(
    const rpc::Call& call, const v1::GetAttendanceRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kAttendanceName);
  CheckReason(request.reason(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Write<v1::Attendance>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<v1::Attendance> {
        auto attendance = context_.sources.Get(tx, request.name());
        if (!attendance.ok()) return attendance;
        absl::Status recorded = RecordWhy(tx, context_, call, request.name(), request.reason());
        if (!recorded.ok()) return recorded;
        return attendance;
      });
}

absl::StatusOr<v1::ListIntervieweesResponse> SourceService::ListInterviewees(
    const rpc::Call& call, const v1::ListIntervieweesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  CheckReason(request.reason(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const auto size = resources::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  std::string after;
  const std::string prefix = request.parent() + "/interviewees/";
  if (!request.page_token().empty()) {
    const auto id =
        context_.store.sealer().Unseal(request.page_token(), PageContext(call, request.parent()));
    if (!id) {
      return errors::Make(errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                          "page_token is not one of this list: start from the first page");
    }
    after = prefix + *id;
  }
  using Response = v1::ListIntervieweesResponse;
  return Write<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<Response> {
        auto people = context_.sources.IntervieweesAfter(tx, request.parent(), after, *size + 1);
        if (!people.ok()) return people.status();
        absl::Status recorded = RecordWhy(tx, context_, call, request.parent(), request.reason());
        if (!recorded.ok()) return recorded;
        Response response;
        for (v1::Interviewee& person : *people) {
          if (response.interviewees_size() == *size) {
            const std::string& last = response.interviewees(*size - 1).name();
            response.set_next_page_token(context_.store.sealer().Seal(
                validation::IdOf(last), kTokenBytes, PageContext(call, request.parent())));
            break;
          }
          *response.add_interviewees() = std::move(person);
        }
        return response;
      });
}

absl::StatusOr<v1::CheckOutputResponse> SourceService::CheckOutput(
    const rpc::Call& call, const v1::CheckOutputRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Range("texts", request.texts_size(), 1, kMostTexts);
  size_t bytes = 0;
  for (const std::string& text : request.texts()) bytes += text.size();
  checks.That(bytes <= kMostTextBytes, "texts", absl::StrCat(bytes, " bytes"),
              absl::StrCat("at most ", kMostTextBytes, " bytes together"));
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::CheckOutputResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                          const auto met = context_.sources.NamesOf(tx, request.parent());
                          if (!met.ok()) return met.status();
                          const auto team = NamesOfTeam(tx, context_, standing.review);
                          if (!team.ok()) return team.status();
                          const NameFinder names(*met, *team);
                          Verbatim verbatim({request.texts().begin(), request.texts().end()});
                          absl::Status compared =
                              CompareWithHeard(tx, context_, request.parent(), verbatim);
                          if (!compared.ok()) return compared;
                          Response response;
                          for (int i = 0; i < request.texts_size(); ++i) {
                            const std::string& text = request.texts(i);
                            std::vector<v1::Item::Warning> warnings = WarningsIn(text);
                            if (names.IsIn(text, NameFinder::Enough::kPart)) {
                              warnings.push_back(v1::Item::WARNING_INTERVIEWEE);
                            }
                            if (verbatim.Repeats(static_cast<size_t>(i))) {
                              warnings.push_back(v1::Item::WARNING_VERBATIM);
                            }
                            if (warnings.empty()) continue;
                            auto& warned = *response.add_warned_texts();
                            warned.set_index(i);
                            for (const auto warning : warnings) warned.add_warnings(warning);
                          }
                          return response;
                        });
}

absl::StatusOr<v1::ListSourceReadsResponse> SourceService::ListSourceReads(
    const rpc::Call& call, const v1::ListSourceReadsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(context_.store.sealer(), call, request);
  if (!page.ok()) return page.status();
  using Response = v1::ListSourceReadsResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing&) -> absl::StatusOr<Response> {
                          auto reads = SourceReadsBefore(tx, request.parent(), page->last(),
                                                         page->size() + 1);
                          if (!reads.ok()) return reads.status();
                          Response response;
                          resources::PageFill fill(*page);
                          for (auto& [number, read] : *reads) {
                            if (!fill.Takes(number)) break;
                            *response.add_reads() = std::move(read);
                          }
                          response.set_next_page_token(fill.next_page_token());
                          return response;
                        });
}

absl::StatusOr<v1::Interviewee> SourceService::MergeInterviewees(
    const rpc::Call& call, const v1::MergeIntervieweesRequest& request) {
  const std::string review = ReviewOf(request.name());
  FieldChecks checks;
  checks.Name("name", request.name(), kIntervieweeName);
  checks.Range("duplicates", request.duplicates_size(), 1, kMostDuplicates);
  if (request.duplicates_size() <= kMostDuplicates) {
    for (const std::string& duplicate : request.duplicates()) {
      checks.NameBelow("duplicates", duplicate, kIntervieweeName, review);
      checks.That(duplicate != request.name(), "duplicates", duplicate,
                  "others than the one who stays");
    }
  }
  CheckReason(request.reason(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status id = resources::CheckRequestId(request.request_id()); !id.ok()) return id;
  return Write<v1::Interviewee>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Interviewee> {
        if (!standing.Leads()) return errors::NotFound(request.name());
        auto stays = context_.sources.Interviewee(tx, request.name());
        if (!stays.ok()) return stays;
        std::vector<std::string> go;
        for (const std::string& duplicate : request.duplicates()) {
          auto known = context_.sources.Interviewee(tx, duplicate);
          // Sent again, those who went are gone.
          const bool gone = absl::IsNotFound(known.status()) && !request.request_id().empty();
          if (!known.ok() && !gone) return known;
          if (!gone) go.push_back(duplicate);
        }
        absl::Status merged = context_.sources.Merge(tx, request.name(), go);
        if (!merged.ok()) return merged;
        absl::Status recorded = RecordWhy(tx, context_, call, request.name(), request.reason());
        if (!recorded.ok()) return recorded;
        return stays;
      });
}

absl::StatusOr<v1::Interviewee> SourceService::EraseInterviewee(
    const rpc::Call& call, const v1::EraseIntervieweeRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kIntervieweeName);
  CheckReason(request.reason(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status id = resources::CheckRequestId(request.request_id()); !id.ok()) return id;
  return Write<v1::Interviewee>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Interviewee> {
        if (!standing.Leads()) return errors::NotFound(request.name());
        auto holds = HoldsInForce(tx, context_, standing.review.name());
        if (!holds.ok()) return holds.status();
        const std::string hold = HeldBy(*holds, standing.review.name());
        if (!hold.empty()) {
          return errors::RulesBroken(
              {{"hold", hold,
                "who was met is kept while a hold covers the review or an item of it"}});
        }
        absl::Status recorded = RecordWhy(tx, context_, call, request.name(), request.reason());
        if (!recorded.ok()) return recorded;
        return context_.sources.Erase(tx, request.name());
      });
}

void SourceService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.SourceService",
                              context_.database);
  methods.Write("RecordAttendance", this, &SourceService::RecordAttendance);
  methods.Write("GetAttendance", this, &SourceService::GetAttendance);
  methods.Write("ListInterviewees", this, &SourceService::ListInterviewees);
  methods.Unary("CheckOutput", this, &SourceService::CheckOutput);
  methods.Unary("ListSourceReads", this, &SourceService::ListSourceReads);
  methods.Write("MergeInterviewees", this, &SourceService::MergeInterviewees);
  methods.Write("EraseInterviewee", this, &SourceService::EraseInterviewee);
}

}  // namespace peerchallenge::evidence
