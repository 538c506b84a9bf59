#include "services/scheduling/visits/timetable_changes.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::TimetableChange;

std::set<std::string> ReviewersOf(const v1::Placement& placement) {
  return {placement.reviewers().begin(), placement.reviewers().end()};
}

bool IsSameTimeAndPlace(const v1::Placement& a, const v1::Placement& b) {
  return a.date() == b.date() && a.start() == b.start() && a.venue() == b.venue();
}

std::string WhenAndWhere(const Visit& visit, const v1::Placement& placement) {
  const v1::Venue* venue = FindVenue(visit, VenueName(visit, placement.venue()));
  return absl::StrCat(placement.date(), " ", placement.start(), " at ",
                      venue == nullptr ? placement.venue() : venue->display_name());
}

std::string NamesOf(const Visit& visit, const std::set<std::string>& people) {
  std::vector<std::string> names;
  for (const std::string& id : people) {
    const v1::Person* person = FindMember(visit, PersonName(visit, id));
    names.push_back(person == nullptr ? id : person->display_name());
  }
  return absl::StrJoin(names, ", ");
}

std::set<std::string> Without(const std::set<std::string>& all,
                              const std::set<std::string>& these) {
  std::set<std::string> left;
  std::set_difference(all.begin(), all.end(), these.begin(), these.end(),
                      std::inserter(left, left.end()));
  return left;
}

class Differ {
 public:
  Differ(const Visit& visit, const std::string& id) : visit_(visit) {
    change_.set_session(SessionName(visit, id));
    session_ = FindSession(visit, change_.session());
    title_ = session_ == nullptr ? id : session_->display_name();
  }

  // One of the two may be null.
  TimetableChange Compare(const v1::Placement* before, const v1::Placement* after) {
    if (before != nullptr) *change_.mutable_before() = *before;
    if (after != nullptr) *change_.mutable_after() = *after;
    if (before == nullptr) {
      Set(TimetableChange::KIND_PLACED,
          absl::StrCat(title_, " is placed: ", WhenAndWhere(visit_, *after)));
    } else if (after == nullptr) {
      LeaveOut(*before);
    } else if (!IsSameTimeAndPlace(*before, *after)) {
      Set(TimetableChange::KIND_MOVED,
          absl::StrCat(title_, " moves from ", WhenAndWhere(visit_, *before), " to ",
                       WhenAndWhere(visit_, *after)));
    } else {
      return CompareReviewers(*before, *after);
    }
    AddEverybody(before, after);
    return change_;
  }

 private:
  void Set(TimetableChange::Kind kind, const std::string& message) {
    change_.set_kind(kind);
    change_.set_message(message);
  }

  void LeaveOut(const v1::Placement& before) {
    const bool dropped = session_ == nullptr || session_->dropped();
    Set(dropped ? TimetableChange::KIND_DROPPED : TimetableChange::KIND_LEFT_OUT,
        absl::StrCat(title_, " of ", WhenAndWhere(visit_, before),
                     dropped ? " will not take place" : " has no place any more"));
  }

  TimetableChange CompareReviewers(const v1::Placement& before, const v1::Placement& after) {
    const auto leaving = Without(ReviewersOf(before), ReviewersOf(after));
    const auto joining = Without(ReviewersOf(after), ReviewersOf(before));
    std::string message = absl::StrCat(title_, " on ", WhenAndWhere(visit_, after), ": ");
    absl::StrAppend(&message, joining.empty() ? "" : NamesOf(visit_, joining) + " joins",
                    !joining.empty() && !leaving.empty() ? ", " : "",
                    leaving.empty() ? "" : NamesOf(visit_, leaving) + " leaves");
    Set(TimetableChange::KIND_REVIEWERS_CHANGED, message);
    for (const std::string& id : leaving) change_.add_affected(PersonName(visit_, id));
    for (const std::string& id : joining) change_.add_affected(PersonName(visit_, id));
    return change_;
  }

  // Team members, groups, venues; each once.
  void AddEverybody(const v1::Placement* before, const v1::Placement* after) {
    std::set<std::string> people;
    std::set<std::string> venues;
    for (const v1::Placement* placement : {before, after}) {
      if (placement == nullptr) continue;
      people.merge(ReviewersOf(*placement));
      venues.insert(VenueName(visit_, placement->venue()));
    }
    for (const std::string& id : people) change_.add_affected(PersonName(visit_, id));
    if (session_ != nullptr) {
      for (const std::string& group : session_->groups()) change_.add_affected(group);
    }
    for (const std::string& venue : venues) change_.add_affected(venue);
  }

  const Visit& visit_;
  const v1::Session* session_ = nullptr;
  std::string title_;
  TimetableChange change_;
};

// Whether nothing differs: the order of reviewers says nothing.
bool IsSame(const v1::Placement& a, const v1::Placement& b) {
  return IsSameTimeAndPlace(a, b) && ReviewersOf(a) == ReviewersOf(b);
}

}  // namespace

Changes DiffTimetables(const Visit& visit, const v1::Timetable& before,
                       const v1::Timetable& after) {
  Changes changes;
  for (const v1::Placement& old : before.placements()) {
    const v1::Placement* placement = FindPlacement(after, old.session());
    if (placement != nullptr && IsSame(old, *placement)) continue;
    *changes.Add() = Differ(visit, old.session()).Compare(&old, placement);
  }
  for (const v1::Placement& placement : after.placements()) {
    if (FindPlacement(before, placement.session()) != nullptr) continue;
    *changes.Add() = Differ(visit, placement.session()).Compare(nullptr, &placement);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
    const v1::Placement& x = a.has_after() ? a.after() : a.before();
    const v1::Placement& y = b.has_after() ? b.after() : b.before();
    return std::tie(x.date(), x.start(), a.session()) < std::tie(y.date(), y.start(), b.session());
  });
  return changes;
}

v1::ConflictElement Cause(const std::string& kind, const std::string& subject,
                          const std::string& detail, const std::string& message) {
  v1::ConflictElement cause;
  cause.set_kind(kind);
  cause.set_subject(subject);
  cause.set_detail(detail);
  cause.set_message(message);
  return cause;
}

void SetCause(const v1::ConflictElement& cause, Changes& changes) {
  for (TimetableChange& change : changes) {
    change.clear_causes();
    *change.add_causes() = cause;
  }
}

void AddCauses(const google::protobuf::RepeatedPtrField<v1::ConflictElement>& causes,
               v1::TimetableChange& change) {
  for (const v1::ConflictElement& cause : causes) {
    const bool is_there =
        std::any_of(change.causes().begin(), change.causes().end(),
                    [&](const auto& other) { return MessageDifferencer::Equals(other, cause); });
    if (!is_there) *change.add_causes() = cause;
  }
}

std::vector<std::string> UnplacedSessions(const Visit& visit, const v1::Timetable& timetable) {
  std::vector<std::string> unplaced;
  for (const v1::Session& session : visit.sessions) {
    const bool placed = FindPlacement(timetable, validation::IdOf(session.name())) != nullptr;
    if (!placed && !session.dropped()) unplaced.push_back(session.name());
  }
  return unplaced;
}

}  // namespace peerchallenge::scheduling
