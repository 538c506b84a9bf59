#include "services/scheduling/visits/reviewer_choice.h"

#include <algorithm>
#include <limits>

#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/slot_search.h"

namespace peerchallenge::scheduling {
namespace {

// Sets of reviewers that are looked at for one place.
constexpr int64_t kMostSets = 2'000;

// n over k, or more than kMostSets.
int64_t Combinations(size_t n, size_t k) {
  int64_t count = 1;
  for (size_t i = 0; i < k; ++i) {
    count = count * static_cast<int64_t>(n - i) / static_cast<int64_t>(i + 1);
    if (count > kMostSets) return count;
  }
  return count;
}

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Steps `chosen`, increasing positions below n, to the next set; false after the last.
bool NextSet(size_t n, std::vector<size_t>& chosen) {
  const size_t k = chosen.size();
  for (size_t i = k; i-- > 0;) {
    if (chosen[i] + (k - i) >= n) continue;
    ++chosen[i];
    for (size_t j = i + 1; j < k; ++j) chosen[j] = chosen[j - 1] + 1;
    return true;
  }
  return false;
}

}  // namespace

ReviewerChoice::ReviewerChoice(const v1::TimetableProblem& problem, const v1::Timetable& timetable,
                               const SlotQuery& query)
    : problem_(problem), travel_(problem) {
  std::map<std::string, const v1::TimetableSession*> sessions;
  for (const auto& session : problem.sessions()) sessions[session.id()] = &session;
  session_ = sessions.at(query.session);
  const auto& wanted =
      query.within.reviewers().empty() ? session_->pinned().reviewers() : query.within.reviewers();
  asked_for_.assign(wanted.begin(), wanted.end());
  for (const auto& placement : problem.incumbent().placements()) {
    if (placement.session() != query.session) continue;
    incumbents_.insert(placement.reviewers().begin(), placement.reviewers().end());
  }
  for (const auto& member : problem.team()) {
    away_[member.id()] = DaySpans(member.unavailable());
    busy_[member.id()] = 0;
    for (const auto& day : problem.days()) {
      days_[member.id()].emplace(day.date(), ReviewerDay(day, travel_));
    }
  }
  for (const auto& placement : timetable.placements()) {
    const auto found = sessions.find(placement.session());
    const auto start = planning::ParseClock(placement.start());
    if (found == sessions.end() || !start || placement.session() == query.session) continue;
    const Stop stop{{*start, *start + found->second->minutes()},
                    travel_.IndexOf(placement.venue())};
    for (const std::string& id : placement.reviewers()) {
      busy_[id] += stop.span.minutes();
      const auto day = days_[id].find(placement.date());
      if (day != days_[id].end()) day->second.Add(stop);
    }
    if (!found->second->whole_team() && !placement.reviewers().empty()) {
      sets_.insert({placement.reviewers().begin(), placement.reviewers().end()});
    }
  }
}

const ReviewerDay& ReviewerChoice::DayOf(const v1::TimetableMember& member,
                                         const v1::TimetableDay& day) const {
  return days_.at(member.id()).at(day.date());
}

std::optional<ReviewerChoice::Refusal> ReviewerChoice::Refuse(const v1::TimetableMember& member,
                                                              const v1::TimetableDay& day,
                                                              const Stop& stop) const {
  if (away_.at(member.id()).Overlaps(day.date(), stop.span)) return Refusal{"T4", member.id()};
  ReviewerDay with = DayOf(member, day);
  with.Add(stop);
  if (!with.IsReachable()) return Refusal{"T5", member.id()};
  if (with.IsLunchDue() && !with.FindLunch()) return Refusal{"T6", member.id()};
  return std::nullopt;
}

int64_t ReviewerChoice::CostOf(const v1::TimetableMember& member, const v1::TimetableDay& day,
                               const Stop& stop) const {
  const ReviewerDay& without = DayOf(member, day);
  ReviewerDay with = without;
  with.Add(stop);
  const auto& weights = problem_.weights();
  return weights.travel() * (with.TravelMinutes() - without.TravelMinutes()) +
         weights.idle() * (with.IdleMinutes() - without.IdleMinutes());
}

// Travel and waiting, then what depends on the set as a whole.
int64_t ReviewerChoice::CostOf(const std::vector<const Candidate*>& set) const {
  const auto& weights = problem_.weights();
  int64_t cost = 0;
  std::set<std::string> ids;
  for (const Candidate* candidate : set) {
    cost += candidate->cost;
    ids.insert(candidate->member->id());
  }
  int most = 0;
  int least = std::numeric_limits<int>::max();
  for (const auto& member : problem_.team()) {
    const int busy = busy_.at(member.id()) + (ids.contains(member.id()) ? session_->minutes() : 0);
    most = std::max(most, busy);
    least = std::min(least, busy);
  }
  cost += weights.balance() * (most - least);
  if (!session_->whole_team() && !sets_.contains(ids)) cost += weights.pairs();
  for (const std::string& incumbent : incumbents_) {
    if (!ids.contains(incumbent)) cost += weights.change_reviewer();
  }
  return cost;
}

std::optional<std::string> ReviewerChoice::MissingTheme(
    const std::vector<const Candidate*>& set) const {
  for (const std::string& theme : session_->themes()) {
    const bool held = std::any_of(set.begin(), set.end(), [&](const Candidate* candidate) {
      return Has(candidate->member->themes(), theme);
    });
    if (!held) return theme;
  }
  return std::nullopt;
}

// The cheapest, and the cheapest holder of each theme, as many as there is time for.
void ReviewerChoice::KeepLikeliest(size_t wanted, std::vector<Candidate>& candidates) const {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; });
  std::vector<Candidate> kept;
  const auto is_kept = [&kept](const Candidate& candidate) {
    return std::any_of(kept.begin(), kept.end(),
                       [&](const Candidate& other) { return other.member == candidate.member; });
  };
  for (const std::string& theme : session_->themes()) {
    for (const Candidate& candidate : candidates) {
      if (!Has(candidate.member->themes(), theme)) continue;
      if (!is_kept(candidate)) kept.push_back(candidate);
      break;
    }
  }
  for (const Candidate& candidate : candidates) {
    if (is_kept(candidate)) continue;
    if (kept.size() >= wanted && Combinations(kept.size() + 1, wanted) > kMostSets) break;
    kept.push_back(candidate);
  }
  candidates = std::move(kept);
}

ReviewerChoice::Result ReviewerChoice::Choose(const std::vector<Candidate>& candidates,
                                              size_t wanted) const {
  Result best;
  best.refusal = Refusal{"T9", ""};
  std::vector<size_t> chosen(wanted);
  for (size_t i = 0; i < wanted; ++i) chosen[i] = i;
  do {
    std::vector<const Candidate*> set;
    set.reserve(chosen.size());
    for (const size_t position : chosen) set.push_back(&candidates[position]);
    if (const auto theme = MissingTheme(set)) {
      if (best.refusal) best.refusal->subject = *theme;
      continue;
    }
    const int64_t cost = CostOf(set);
    if (!best.refusal && cost >= best.cost) continue;
    best = {{}, cost, std::nullopt};
    for (const Candidate* candidate : set) best.reviewers.push_back(candidate->member->id());
  } while (NextSet(candidates.size(), chosen));
  return best;
}

ReviewerChoice::Result ReviewerChoice::Cheapest(const v1::TimetableDay& day,
                                                const Stop& stop) const {
  std::vector<Candidate> candidates;
  std::optional<Refusal> refusal;
  for (const v1::TimetableMember& member : problem_.team()) {
    if (!asked_for_.empty() && !Has(asked_for_, member.id())) continue;
    if (auto refused = Refuse(member, day, stop)) {
      if (!refusal) refusal = std::move(refused);
      continue;
    }
    candidates.push_back({&member, CostOf(member, day, stop)});
  }
  const int needed = session_->whole_team() ? problem_.team_size() : session_->reviewers_needed();
  const auto wanted = static_cast<size_t>(needed);
  const bool as_asked = asked_for_.empty() || asked_for_.size() == wanted;
  if (candidates.size() < wanted || !as_asked) {
    return {{}, 0, refusal ? *refusal : Refusal{"T4", ""}};
  }
  KeepLikeliest(wanted, candidates);
  return Choose(candidates, wanted);
}

}  // namespace peerchallenge::scheduling
