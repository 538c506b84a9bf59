#include "services/scheduling/review_service.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/access/roles.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/field_mask.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning_inputs.h"
#include "services/scheduling/review_checks.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;
using validation::IdOf;
using validation::RegionOf;

// A planning problem takes 1,000 reviews (planning/validate.h); some of those are for visits that
// become known later.
constexpr size_t kMostInProgramme = 900;
constexpr int64_t kMostRequested = 20;  // of a host in a programme

// What UpdateReview never changes.
const std::set<std::string>& ProtectedFields() {
  static const auto* const kFields =
      new std::set<std::string>{"programme",   "host",        "kind",        "state",
                                "history",     "scope",       "team",        "cancel_reason",
                                "start_date",  "end_date",    "released",    "objection_used",
                                "unannounced", "create_time", "update_time", "clashing_members"};
  return *kFields;
}

void ClearOutputFields(v1::Review& review) {
  review.clear_state();
  review.clear_history();
  review.clear_cancel_reason();
  review.clear_start_date();
  review.clear_end_date();
  review.clear_team();
  review.clear_objection_used();
  review.clear_released();
  review.clear_clashing_members();
}

absl::Status CheckCreate(const std::string& parent, const std::string& id,
                         const v1::Review& review) {
  FieldChecks checks;
  checks.Name("parent", parent, kRegionName);
  if (!id.empty()) checks.Id("review_id", id);
  checks.That(!review.unannounced() || id.empty(), "review_id", id,
              "nothing, for an unannounced visit");
  CheckReview(review, "review", checks);
  checks.That(RegionOf(review.programme()) == parent, "review.programme", review.programme(),
              "a programme of " + parent);
  return checks.Result();
}

// Those who need to know of a visit to the host must not come from it.
absl::Status CheckNeedToKnow(storage::Transaction& tx, const Store& store,
                             const v1::Review& review) {
  for (const std::string& who : review.need_to_know()) {
    if (!validation::MatchName(who, kPersonName)) continue;
    auto person = store.people.Get(tx, who);
    if (!person.ok()) return person.status();
    if (person->authority() == review.host()) {
      return errors::InvalidField("review.need_to_know", who, "nobody from the host");
    }
  }
  return absl::OkStatus();
}

// An unannounced visit begins with those who need to know, its creator among them.
absl::Status PrepareUnannounced(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                                v1::Review& review) {
  const auto& listed = review.need_to_know();
  if (std::find(listed.begin(), listed.end(), viewer.caller.subject) == listed.end()) {
    review.add_need_to_know(viewer.caller.subject);
  }
  if (SightOf(viewer, review) == Sight::kNone) {
    return errors::InvalidField("review.host", review.host(),
                                "an authority to which you do not belong");
  }
  return CheckNeedToKnow(tx, store, review);
}

// QUOTA_EXCEEDED where the programme has as many reviews as a plan is to take, or, for one that its
// host asks for, the host as many as it may have. Hidden visits do not count: nothing may tell of
// them, and plans leave them out.
absl::Status CheckRoom(storage::Transaction& tx, const Store& store, const v1::Review& review,
                       access::Permission permission) {
  if (review.unannounced()) return absl::OkStatus();
  auto others = store.reviews.All(tx, {{"programme", review.programme()}});
  if (!others.ok()) return others.status();
  std::erase_if(*others, [](const v1::Review& other) { return IsHidden(other) || !Counts(other); });
  if (others->size() >= kMostInProgramme) {
    return errors::QuotaExceeded("reviews of a programme",
                                 absl::StrCat(review.programme(), " has ", others->size(),
                                              " reviews; it takes at most ", kMostInProgramme));
  }
  const auto at_host = std::count_if(others->begin(), others->end(), [&](const v1::Review& other) {
    return other.host() == review.host();
  });
  if (permission == permissions::PERMISSION_REVIEW_REQUEST && at_host >= kMostRequested) {
    return errors::QuotaExceeded(
        "reviews of a host",
        absl::StrCat(review.host(), " has ", at_host, " reviews in ", review.programme(),
                     "; a host may ask until it has ", kMostRequested));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Review> Insert(const Context& context, storage::Transaction& tx,
                                  const Viewer& viewer, access::Permission permission,
                                  const std::string& parent, const std::string& id,
                                  v1::Review review) {
  if (!access::Holds(viewer.caller, permission, {parent, IdOf(review.host())})) {
    return errors::NotFound(parent);
  }
  const Store& store = context.store;
  auto programme = store.programmes.Get(tx, review.programme());
  if (!programme.ok()) return programme.status();
  auto host = store.authorities.Get(tx, review.host());
  if (!host.ok()) return host.status();
  if (absl::Status status = CheckRoom(tx, store, review, permission); !status.ok()) return status;
  ClearOutputFields(review);
  review.set_name(parent + "/reviews/" +
                  (id.empty() ? environment::NewUuidV7(context.clock, context.random) : id));
  FillDefaults(host->display_name(), review);
  resources::SetCreateTime(context.clock, review);
  review.set_state(v1::Review::STATE_PROPOSED);
  auto* begun = review.add_history();
  begun->set_state(review.state());
  *begun->mutable_time() = review.create_time();
  if (review.unannounced()) {
    FieldChecks checks;
    CheckReleaseTime(review, *programme, context.clock.Now(), "review", checks);
    absl::Status status = checks.Result();
    if (status.ok()) status = PrepareUnannounced(tx, store, viewer, review);
    if (!status.ok()) return status;
  }
  if (absl::Status status = store.reviews.Insert(tx, review); !status.ok()) return status;
  return Show(tx, store, viewer, review);
}

// Whether an update changes at most when the visit becomes known, and who knows of it before.
bool ChangesReleaseOnly(v1::Review before, const v1::Review& after) {
  *before.mutable_release_time() = after.release_time();
  *before.mutable_need_to_know() = after.need_to_know();
  return google::protobuf::util::MessageDifferencer::Equals(before, after);
}

// WRONG_STATE where what the update changes is settled.
absl::Status CheckChangeable(const v1::Review& before, const v1::Review& after) {
  if (IsBeingPlanned(before)) return absl::OkStatus();
  if (IsHidden(before) && Counts(before) && ChangesReleaseOnly(before, after)) {
    return absl::OkStatus();
  }
  return errors::WrongState(before.name(), StateName(before.state()),
                            "PROPOSED or SCOPED; for release_time and need_to_know alone, any but "
                            "CANCELLED before the release");
}

// The release time where an update moves it, which it can until then.
absl::Status CheckMovedRelease(storage::Transaction& tx, const Context& context,
                               const v1::Review& before, const v1::Review& after) {
  using google::protobuf::util::MessageDifferencer;
  if (MessageDifferencer::Equals(before.release_time(), after.release_time())) {
    return absl::OkStatus();
  }
  if (!IsHidden(before)) {
    return errors::WrongState(before.name(), "known already", "a visit before its release");
  }
  auto programme = context.store.programmes.Get(tx, after.programme());
  if (!programme.ok()) return programme.status();
  FieldChecks checks;
  CheckReleaseTime(after, *programme, context.clock.Now(), "review", checks);
  return checks.Result();
}

// Members of a review's team who are on another team of the same week, as far as the viewer may
// know of that one.
absl::StatusOr<std::set<std::string>> ClashingMembers(storage::Transaction& tx, const Store& store,
                                                      const Viewer& viewer,
                                                      const v1::Review& review) {
  std::set<std::string> clashing;
  const auto week = WeekOf(review);
  if (!week) return clashing;
  std::set<std::string> members;
  for (const auto& member : review.team()) {
    if (IsActive(member)) members.insert(member.person());
  }
  auto others = store.ReviewsOf(tx, RegionOf(review.name()));
  if (!others.ok()) return others.status();
  for (const v1::Review& other : *others) {
    if (other.name() == review.name() || !Counts(other) || WeekOf(other) != week) continue;
    if (IsHidden(other) && SightOf(viewer, other) == Sight::kNone) continue;
    for (const auto& member : other.team()) {
      if (IsActive(member) && members.count(member.person()) > 0) clashing.insert(member.person());
    }
  }
  return clashing;
}

}  // namespace

absl::StatusOr<v1::Review> Show(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                                v1::Review review) {
  const Sight sight = SightOf(viewer, review);
  if (!review.unannounced() || sight != Sight::kOffice) {
    return ViewOf(std::move(review), viewer, sight);
  }
  auto clashing = ClashingMembers(tx, store, viewer, review);
  if (!clashing.ok()) return clashing.status();
  v1::Review view = ViewOf(std::move(review), viewer, sight);
  view.mutable_clashing_members()->Assign(clashing->begin(), clashing->end());
  return view;
}

ReviewService::Reply ReviewService::RequestReview(const rpc::Call& call,
                                                  const v1::RequestReviewRequest& request) {
  const v1::Review& review = request.review();
  FieldChecks checks;
  checks.That(!review.unannounced(), "review.unannounced", "true", "false, for an own authority");
  checks.That(review.pinned_members().empty(), "review.pinned_members", "a list",
              "nothing: a host does not choose its team");
  checks.That(review.excluded_members().empty(), "review.excluded_members", "a list",
              "nothing: a host may object to one member later");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status status = CheckCreate(request.parent(), request.review_id(), review);
      !status.ok()) {
    return status;
  }
  return Mutate<v1::Review>(
      context_, call, request, [&](storage::Transaction& tx, const Viewer& viewer) {
        return Insert(context_, tx, viewer, permissions::PERMISSION_REVIEW_REQUEST,
                      request.parent(), request.review_id(), review);
      });
}

ReviewService::Reply ReviewService::CreateReview(const rpc::Call& call,
                                                 const v1::CreateReviewRequest& request) {
  if (absl::Status status = CheckCreate(request.parent(), request.review_id(), request.review());
      !status.ok()) {
    return status;
  }
  return Mutate<v1::Review>(
      context_, call, request, [&](storage::Transaction& tx, const Viewer& viewer) {
        return Insert(context_, tx, viewer, permissions::PERMISSION_REVIEW_WRITE, request.parent(),
                      request.review_id(), request.review());
      });
}

ReviewService::Reply ReviewService::GetReview(const rpc::Call& call,
                                              const v1::GetReviewRequest& request) {
  return Read<v1::Review>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto review = FindReview(tx, context_.store, viewer, permissions::PERMISSION_REVIEW_READ,
                                 request.name());
        if (!review.ok()) return review;
        return Show(tx, context_.store, viewer, *std::move(review));
      });
}

absl::StatusOr<v1::ListReviewsResponse> ReviewService::ListReviews(
    const rpc::Call& call, const v1::ListReviewsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (!request.programme().empty()) checks.Name("programme", request.programme(), kProgrammeName);
  if (!request.host().empty()) checks.Name("host", request.host(), kAuthorityName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;

  resources::ListQuery query = resources::QueryFor(call, request);
  if (!request.programme().empty()) query.filters.push_back({"programme", request.programme()});
  if (!request.host().empty()) query.filters.push_back({"host", request.host()});
  using Response = v1::ListReviewsResponse;
  return Read<Response>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        auto page = context_.store.reviews.List(tx, query, [&](const v1::Review& review) {
          return May(viewer, permissions::PERMISSION_REVIEW_READ, review);
        });
        if (!page.ok()) return page.status();
        Response response;
        for (const v1::Review& review : page->items) {
          auto view = Show(tx, context_.store, viewer, review);
          if (!view.ok()) return view.status();
          *response.add_reviews() = *std::move(view);
        }
        response.set_next_page_token(page->next_page_token);
        return response;
      });
}

ReviewService::Reply ReviewService::UpdateReview(const rpc::Call& call,
                                                 const v1::UpdateReviewRequest& request) {
  return Mutate<v1::Review>(
      context_, call, request, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto review = FindReview(tx, context_.store, viewer, permissions::PERMISSION_REVIEW_WRITE,
                                 request.review().name());
        if (!review.ok()) return review;
        const v1::Review before = *review;
        if (absl::Status status = resources::ApplyUpdate(request.review(), request.update_mask(),
                                                         ProtectedFields(), &*review);
            !status.ok()) {
          return status;
        }
        FieldChecks checks;
        CheckReview(*review, "review", checks);
        checks.That(!IsHidden(*review) || !review->need_to_know().empty(), "review.need_to_know",
                    "nobody", "at least one, before the release");
        absl::Status status = CheckChangeable(before, *review);
        if (status.ok()) status = checks.Result();
        if (status.ok()) status = CheckMovedRelease(tx, context_, before, *review);
        if (status.ok()) status = CheckNeedToKnow(tx, context_.store, *review);
        if (!status.ok()) return status;
        auto host = context_.store.authorities.Get(tx, review->host());
        if (!host.ok()) return host.status();
        FillDefaults(host->display_name(), *review);
        resources::SetUpdateTime(context_.clock, *review);
        status = context_.store.reviews.Update(tx, *review, request.review().etag());
        if (!status.ok()) return status;
        return Show(tx, context_.store, viewer, *review);
      });
}

ReviewService::Reply ReviewService::ReleaseReview(const rpc::Call& call,
                                                  const v1::ReleaseReviewRequest& request) {
  return ChangeReview(call, request, permissions::PERMISSION_REVIEW_WRITE,
                      [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                        if (!IsHidden(review)) {
                          return errors::WrongState(review.name(), "known already",
                                                    "an unannounced visit before its release");
                        }
                        if (!Counts(review)) {
                          return errors::WrongState(review.name(), StateName(review.state()),
                                                    "a visit that is not cancelled");
                        }
                        review.set_released(true);
                        return absl::OkStatus();
                      });
}

void ReviewService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.ReviewService",
                              context_.database);
  methods.Write("RequestReview", this, &ReviewService::RequestReview);
  methods.Write("CreateReview", this, &ReviewService::CreateReview);
  methods.Quick("GetReview", this, &ReviewService::GetReview);
  methods.Unary("ListReviews", this, &ReviewService::ListReviews);
  methods.Write("UpdateReview", this, &ReviewService::UpdateReview);
  methods.Write("ReleaseReview", this, &ReviewService::ReleaseReview);
  methods.Write("AgreeScope", this, &ReviewService::AgreeScope);
  methods.Write("AgreeTeam", this, &ReviewService::AgreeTeam);
  methods.Write("ConfirmTimetable", this, &ReviewService::ConfirmTimetable);
  methods.Write("StartVisit", this, &ReviewService::StartVisit);
  methods.Write("RecordFeedback", this, &ReviewService::RecordFeedback);
  methods.Write("RecordLetterIssued", this, &ReviewService::RecordLetterIssued);
  methods.Write("CloseReview", this, &ReviewService::CloseReview);
  methods.Write("CancelReview", this, &ReviewService::CancelReview);
  methods.Write("ProposeTeam", this, &ReviewService::ProposeTeam);
  methods.Write("InviteTeam", this, &ReviewService::InviteTeam);
  methods.Write("AnswerInvitation", this, &ReviewService::AnswerInvitation);
  methods.Write("AssignDuty", this, &ReviewService::AssignDuty);
  methods.Write("ObjectToMember", this, &ReviewService::ObjectToMember);
  methods.Unary("SuggestReplacements", this, &ReviewService::SuggestReplacements);
  methods.Unary("ReplaceMember", this, &ReviewService::ReplaceMember);
}

}  // namespace peerchallenge::scheduling
