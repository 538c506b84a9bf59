#include "services/scheduling/life_cycle.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::scheduling {
namespace {

using v1::Review;

struct Transition {
  std::vector<Review::State> from;
  Review::State to;
};

Transition TransitionOf(Step step) {
  switch (step) {
    case Step::kAgreeScope:
      return {{Review::STATE_PROPOSED, Review::STATE_SCOPED}, Review::STATE_SCOPED};
    case Step::kAgreeTeam:
      return {{Review::STATE_SCOPED}, Review::STATE_TEAM_AGREED};
    case Step::kConfirmTimetable:
      return {{Review::STATE_TEAM_AGREED}, Review::STATE_TIMETABLED};
    case Step::kStartVisit:
      return {{Review::STATE_TIMETABLED}, Review::STATE_ON_SITE};
    case Step::kRecordFeedback:
      return {{Review::STATE_ON_SITE}, Review::STATE_FEEDBACK_GIVEN};
    case Step::kRecordLetterIssued:
      return {{Review::STATE_FEEDBACK_GIVEN}, Review::STATE_LETTER_ISSUED};
    case Step::kFollowLetter:
      return {{Review::STATE_PROPOSED, Review::STATE_SCOPED, Review::STATE_TEAM_AGREED,
               Review::STATE_TIMETABLED, Review::STATE_ON_SITE, Review::STATE_FEEDBACK_GIVEN,
               Review::STATE_CANCELLED},
              Review::STATE_LETTER_ISSUED};
    case Step::kClose:
      return {{Review::STATE_LETTER_ISSUED}, Review::STATE_CLOSED};
    case Step::kCloseWithoutLetter:
      return {{Review::STATE_FEEDBACK_GIVEN, Review::STATE_LETTER_ISSUED}, Review::STATE_CLOSED};
    case Step::kCancel:
      return {{Review::STATE_PROPOSED, Review::STATE_SCOPED, Review::STATE_TEAM_AGREED,
               Review::STATE_TIMETABLED, Review::STATE_ON_SITE, Review::STATE_FEEDBACK_GIVEN},
              Review::STATE_CANCELLED};
  }
  return {{}, Review::STATE_UNSPECIFIED};
}

}  // namespace

std::string StateName(Review::State state) {
  return Review::State_Name(state).substr(std::string_view("STATE_").size());
}

absl::Status Take(Step step, absl::Time now, Review& review) {
  const Transition transition = TransitionOf(step);
  const auto& from = transition.from;
  if (std::find(from.begin(), from.end(), review.state()) == from.end()) {
    std::vector<std::string> names;
    names.reserve(from.size());
    for (const Review::State state : from) names.push_back(StateName(state));
    return errors::WrongState(review.name(), StateName(review.state()),
                              absl::StrJoin(names, " or "));
  }
  if (review.state() == transition.to) return absl::OkStatus();
  review.set_state(transition.to);
  auto* change = review.add_history();
  change->set_state(transition.to);
  *change->mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  return absl::OkStatus();
}

bool IsBeingPlanned(const Review& review) {
  return review.state() == Review::STATE_PROPOSED || review.state() == Review::STATE_SCOPED;
}

bool IsAhead(const Review& review) {
  return IsBeingPlanned(review) || review.state() == Review::STATE_TEAM_AGREED ||
         review.state() == Review::STATE_TIMETABLED;
}

bool IsTimetableOpen(const Review& review) {
  return IsAhead(review) || review.state() == Review::STATE_ON_SITE;
}

bool IsReadyForTimetable(const Review& review) {
  return IsTimetableOpen(review) && !IsBeingPlanned(review);
}

bool IsLetterAhead(const Review& review) {
  return IsTimetableOpen(review) || review.state() == Review::STATE_FEEDBACK_GIVEN;
}

bool EndsInLetter(const Review& review) {
  return review.kind() == Review::KIND_PEER_CHALLENGE ||
         review.kind() == Review::KIND_ASSURANCE_VISIT;
}

bool Counts(const Review& review) { return review.state() != Review::STATE_CANCELLED; }

}  // namespace peerchallenge::scheduling
