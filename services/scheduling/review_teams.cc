// The teams of reviews: chosen by hand, invited, answering, objected to, replaced (team.h).

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/calendar.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning_checks.h"
#include "services/scheduling/review_checks.h"
#include "services/scheduling/review_service.h"
#include "services/scheduling/team.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;
using validation::IdOf;

constexpr size_t kMaxReasonBytes = 2000;
constexpr int kMaxTeam = 30;
constexpr int kDefaultSuggestions = 10;
constexpr int kMaxSuggestions = 100;

void CheckDuty(v1::TeamMember::Duty duty, const std::string& field, FieldChecks& checks) {
  checks.That(v1::TeamMember::Duty_IsValid(duty) && duty != v1::TeamMember::DUTY_UNSPECIFIED, field,
              absl::StrCat(static_cast<int>(duty)),
              "LEAD, REVIEWER, REVIEW_MANAGER or CASE_AUDITOR");
}

absl::Status CheckProposal(const v1::ProposeTeamRequest& request) {
  FieldChecks checks;
  const auto day = checks.Day("week", request.week());
  if (day) checks.That(MondayOf(*day) == *day, "week", request.week(), "a Monday");
  checks.Range("members", request.members_size(), 1, kMaxTeam);
  std::set<std::string> seen;
  int leads = 0;
  for (int i = 0; i < request.members_size(); ++i) {
    const std::string field = absl::StrCat("members[", i, "]");
    const v1::TeamMember& member = request.members(i);
    checks.Name(field + ".person", member.person(), kPersonName);
    checks.That(seen.insert(member.person()).second, field + ".person", member.person(),
                "a person who is not listed yet");
    CheckDuty(member.duty(), field + ".duty", checks);
    leads += member.duty() == v1::TeamMember::DUTY_LEAD ? 1 : 0;
  }
  checks.That(leads == 1, "members", absl::StrCat(leads, " leads"), "exactly one DUTY_LEAD");
  return checks.Result();
}

// A person of the review's region.
absl::StatusOr<v1::Person> FindPerson(storage::Transaction& tx, const Store& store,
                                      const v1::Review& review, const std::string& name) {
  if (validation::RegionOf(name) != validation::RegionOf(review.name())) {
    return errors::NotFound(name);
  }
  return store.people.Get(tx, name);
}

// The team that a proposal names, each person as the directory has them.
absl::StatusOr<std::vector<Choice>> Choose(storage::Transaction& tx, const Store& store,
                                           const v1::Review& review,
                                           const v1::ProposeTeamRequest& request) {
  std::vector<Choice> chosen;
  for (const v1::TeamMember& member : request.members()) {
    auto person = FindPerson(tx, store, review, member.person());
    if (!person.ok()) return person.status();
    chosen.push_back({*std::move(person), member.duty()});
  }
  std::stable_sort(chosen.begin(), chosen.end(), [](const Choice& a, const Choice& b) {
    return (a.duty == v1::TeamMember::DUTY_LEAD) > (b.duty == v1::TeamMember::DUTY_LEAD);
  });
  return chosen;
}

// INTEREST_BARS for the first active member whom an interest bars from the host on the visit's
// first day.
absl::Status CheckTeamInterests(storage::Transaction& tx, const Store& store,
                                const v1::Review& review) {
  const auto day = validation::ParseDay(review.start_date());
  if (!day) return errors::WrongState(review.name(), "without a week", "a planned review");
  auto region = store.AuthoritiesOf(tx, validation::RegionOf(review.name()));
  if (!region.ok()) return region.status();
  const HostInLine host{review.host(), LineOf(review.host(), *region)};
  for (const v1::TeamMember& member : review.team()) {
    if (!IsActive(member)) continue;
    auto person = store.people.Get(tx, member.person());
    if (!person.ok()) return person.status();
    auto interests = store.interests.All(tx, {{"parent", member.person()}});
    if (!interests.ok()) return interests.status();
    if (CheckInterest(*person, host, *interests, *day).barred) {
      return errors::Make(errors::v1::ERROR_REASON_INTEREST_BARS,
                          absl::StrCat(member.person(), " is barred from ", review.host()),
                          {{"person", member.person()}});
    }
  }
  return absl::OkStatus();
}

// Who could take the place of `leaving`, cheapest first.
std::vector<v1::SuggestReplacementsResponse::Suggestion> Suggest(const ReviewInContext& context,
                                                                 const v1::Review& review,
                                                                 const std::string& leaving) {
  v1::ProgrammePlan plan = context.others;
  v1::PlannedReview entry = EntryOf(review);
  if (std::find(entry.members().begin(), entry.members().end(), IdOf(leaving)) ==
      entry.members().end()) {
    entry.add_members(IdOf(leaving));  // the place of one who has left already
  }
  *plan.add_reviews() = entry;
  const AlternativeJudge judge(context.problem, plan);
  std::vector<v1::SuggestReplacementsResponse::Suggestion> suggestions;
  for (const v1::Person& person : context.inputs.people) {
    const std::string id = IdOf(person.name());
    if (std::find(entry.members().begin(), entry.members().end(), id) != entry.members().end()) {
      continue;
    }
    const Alternative alternative = judge.With(Swap(entry, IdOf(leaving), id));
    if (!alternative.violations.empty()) continue;
    auto& suggestion = suggestions.emplace_back();
    suggestion.set_person(person.name());
    suggestion.set_cost_change(alternative.cost_change);
    *suggestion.mutable_cost_items_change() = alternative.cost_items_change;
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const auto& a, const auto& b) { return a.cost_change() < b.cost_change(); });
  return suggestions;
}

bool HasPlace(const v1::Review& review, const std::string& person) {
  return std::any_of(review.team().begin(), review.team().end(), [&](const auto& member) {
    return member.person() == person && member.state() != v1::TeamMember::STATE_REPLACED;
  });
}

absl::Status CheckAhead(const v1::Review& review) {
  if (IsAhead(review)) return absl::OkStatus();
  return errors::WrongState(review.name(), StateName(review.state()),
                            "PROPOSED, SCOPED, TEAM_AGREED or TIMETABLED");
}

absl::Status CheckBeingPlanned(const v1::Review& review) {
  if (IsBeingPlanned(review)) return absl::OkStatus();
  return errors::WrongState(review.name(), StateName(review.state()), "PROPOSED or SCOPED");
}

}  // namespace

ReviewService::Reply ReviewService::ProposeTeam(const rpc::Call& call,
                                                const v1::ProposeTeamRequest& request) {
  if (absl::Status status = CheckProposal(request); !status.ok()) return status;
  return ChangeReview(
      call, request, permissions::PERMISSION_TEAM_WRITE,
      [&](storage::Transaction& tx, const Viewer& viewer, v1::Review& review) -> absl::Status {
        if (absl::Status status = CheckBeingPlanned(review); !status.ok()) return status;
        auto region = context_.store.regions.Get(tx, validation::RegionOf(review.name()));
        if (!region.ok()) return region.status();
        auto chosen = Choose(tx, context_.store, review, request);
        if (!chosen.ok()) return chosen.status();
        const auto monday = validation::ParseDay(request.week());
        if (IsKnownBefore(review, *monday)) {
          return errors::InvalidField(
              "week", request.week(),
              "a week that begins before the visit becomes known; move its release_time first");
        }
        const auto days = VisitDays(*region, review.windows(), *monday, review.days());
        if (!days) {
          return ToStatus({{"P1", IdOf(review.name()),
                            absl::StrCat("the week of ", request.week(), " has no ", review.days(),
                                         " working days in a row in its windows")}},
                          region->name());
        }
        review.set_start_date(days->start_date());
        review.set_end_date(days->end_date());
        SetTeam(*chosen, review);
        return CheckRules(tx, context_.store, viewer, review);
      });
}

ReviewService::Reply ReviewService::InviteTeam(const rpc::Call& call,
                                               const v1::InviteTeamRequest& request) {
  return ChangeReview(call, request, permissions::PERMISSION_TEAM_WRITE,
                      [&](storage::Transaction& tx, const Viewer&, v1::Review& review) {
                        if (absl::Status status = CheckAhead(review); !status.ok()) return status;
                        if (absl::Status status = CheckTeamInterests(tx, context_.store, review);
                            !status.ok()) {
                          return status;
                        }
                        return Invite(review);
                      });
}

ReviewService::Reply ReviewService::AnswerInvitation(const rpc::Call& call,
                                                     const v1::AnswerInvitationRequest& request) {
  FieldChecks checks;
  checks.Name("person", request.person(), kPersonName);
  checks.Text("reason", request.reason(), request.accept() ? 0 : 1, kMaxReasonBytes);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ChangeReview(
      call, request, permissions::PERMISSION_TEAM_ANSWER,
      [&](storage::Transaction&, const Viewer& viewer, v1::Review& review) -> absl::Status {
        const bool for_others =
            access::Holds(viewer.caller, permissions::PERMISSION_TEAM_ANSWER,
                          {validation::RegionOf(review.name()), IdOf(review.host())});
        if (!for_others && viewer.person != request.person()) {
          return errors::NotFound(request.person());
        }
        if (absl::Status status = CheckAhead(review); !status.ok()) return status;
        return Answer(request.person(), request.accept(), request.reason(), review);
      });
}

ReviewService::Reply ReviewService::AssignDuty(const rpc::Call& call,
                                               const v1::AssignDutyRequest& request) {
  FieldChecks checks;
  checks.Name("person", request.person(), kPersonName);
  CheckDuty(request.duty(), "duty", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ChangeReview(
      call, request, permissions::PERMISSION_TEAM_WRITE,
      [&](storage::Transaction& tx, const Viewer& viewer, v1::Review& review) -> absl::Status {
        if (!IsLetterAhead(review)) {
          return errors::WrongState(review.name(), StateName(review.state()),
                                    "any before LETTER_ISSUED but CANCELLED");
        }
        absl::Status status = GiveDuty(request.person(), request.duty(), review);
        // Once the visit has begun its team is what it is, whatever the rules say of a lead.
        const bool plans_lead = request.duty() == v1::TeamMember::DUTY_LEAD && IsAhead(review);
        if (!status.ok() || !plans_lead) return status;
        return CheckRules(tx, context_.store, viewer, review);
      });
}

ReviewService::Reply ReviewService::ObjectToMember(const rpc::Call& call,
                                                   const v1::ObjectToMemberRequest& request) {
  FieldChecks checks;
  checks.Name("person", request.person(), kPersonName);
  checks.Text("reason", request.reason(), 1, kMaxReasonBytes);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ChangeReview(call, request, permissions::PERMISSION_TEAM_OBJECT,
                      [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                        return Object(request.person(), request.reason(), review);
                      });
}

absl::StatusOr<v1::SuggestReplacementsResponse> ReviewService::SuggestReplacements(
    const rpc::Call& call, const v1::SuggestReplacementsRequest& request) {
  FieldChecks checks;
  checks.Name("person", request.person(), kPersonName);
  checks.Range("limit", request.limit(), 0, kMaxSuggestions);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::SuggestReplacementsResponse;
  return Read<Response>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        auto review = FindReview(tx, context_.store, viewer, permissions::PERMISSION_TEAM_WRITE,
                                 request.name());
        if (!review.ok()) return review.status();
        if (!HasPlace(*review, request.person())) return errors::NotFound(request.person());
        auto context = LoadReviewInContext(tx, context_.store, viewer, *review);
        if (!context.ok()) return context.status();
        const size_t limit =
            request.limit() == 0 ? kDefaultSuggestions : static_cast<size_t>(request.limit());
        auto suggestions = Suggest(*context, *review, request.person());
        if (suggestions.size() > limit) suggestions.resize(limit);
        Response response;
        response.mutable_suggestions()->Assign(suggestions.begin(), suggestions.end());
        return response;
      });
}

// Looks for the cheapest replacement in a read of its own, since that takes long and a write holds
// up all others; the write checks the rules again.
absl::StatusOr<std::string> ReviewService::Joining(const rpc::Call& call,
                                                   const v1::ReplaceMemberRequest& request) {
  if (!request.joining().empty()) return request.joining();
  v1::SuggestReplacementsRequest cheapest;
  cheapest.set_name(request.name());
  cheapest.set_person(request.leaving());
  cheapest.set_limit(1);
  auto suggested = SuggestReplacements(call, cheapest);
  if (!suggested.ok()) return suggested.status();
  if (suggested->suggestions().empty()) {
    return errors::RulesBroken(
        {{"P3", request.name(), "nobody can take the place without breaking a rule"}});
  }
  return suggested->suggestions(0).person();
}

ReviewService::Reply ReviewService::ReplaceMember(const rpc::Call& call,
                                                  const v1::ReplaceMemberRequest& request) {
  FieldChecks checks;
  checks.Name("leaving", request.leaving(), kPersonName);
  if (!request.joining().empty()) checks.Name("joining", request.joining(), kPersonName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  // Its failure counts only where nothing else is wrong and no reply is kept for the request.
  const absl::StatusOr<std::string> joining = Joining(call, request);
  return ChangeReview(
      call, request, permissions::PERMISSION_TEAM_WRITE,
      [&](storage::Transaction& tx, const Viewer& viewer, v1::Review& review) -> absl::Status {
        if (absl::Status status = CheckAhead(review); !status.ok()) return status;
        if (!HasPlace(review, request.leaving())) return errors::NotFound(request.leaving());
        if (!joining.ok()) return joining.status();
        auto person = FindPerson(tx, context_.store, review, *joining);
        if (!person.ok()) return person.status();
        if (absl::Status status = Replace(request.leaving(), *person, review); !status.ok()) {
          return status;
        }
        if (absl::Status status = CheckTeamInterests(tx, context_.store, review); !status.ok()) {
          return status;
        }
        return CheckRules(tx, context_.store, viewer, review);
      });
}

}  // namespace peerchallenge::scheduling
