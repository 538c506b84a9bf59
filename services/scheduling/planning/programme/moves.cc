#include "services/scheduling/planning/programme/moves.h"

namespace peerchallenge::scheduling::planning {
namespace {

// How often somebody is drawn before giving up on finding one at hand.
constexpr int kDraws = 6;
// Most newcomers are drawn from so many of the cheapest: far away there are others enough.
constexpr int kNearby = 120;

}  // namespace

void Moves::Step() {
  const int review = RandomReview();
  const int dice = random_.Below(100);
  if (dice < 46) {
    Replace(review);
  } else if (dice < 51) {
    Add(review);
  } else if (dice < 56) {
    Drop(review);
  } else if (dice < 60) {
    ChangeLead(review);
  } else if (dice < 72) {
    ChangeWeek(review);
  } else if (dice < 76) {
    SwapWeeks(review);
  } else if (dice < 84) {
    SwapMembers(review);
  } else if (dice < 92) {
    SwapLeads(review);
  } else {
    TakeFromOtherTeam(review);
  }
}

void Moves::Replace(int review) {
  const int leaver = MovableMember(review);
  if (leaver == kNobody) return Add(review);
  const int newcomer = Newcomer(review, leaver);
  if (newcomer != kNobody) Exchange(review, leaver, newcomer);
}

void Moves::Add(int review) {
  if (static_cast<int>(state_.team(review).size()) >= model_.Review(review).team_max) return;
  const int newcomer = Newcomer(review, kNobody);
  if (newcomer == kNobody) return;
  state_.Join(review, newcomer);
  if (state_.lead(review) == kNobody) ChooseLead(review);
}

void Moves::Drop(int review) {
  if (static_cast<int>(state_.team(review).size()) <= model_.Review(review).team_min) return;
  const int leaver = MovableMember(review);
  if (leaver != kNobody) Exchange(review, leaver, kNobody);
}

void Moves::ChangeLead(int review) {
  const int before = state_.lead(review);
  ChooseLead(review);
  if (state_.lead(review) == before) SwapLeads(review);
}

void Moves::ChangeWeek(int review) {
  MoveTo(review, random_.Pick(model_.Review(review).week_list));
}

void Moves::SwapWeeks(int review) {
  const int other = OtherReview(review);
  const int week = state_.week(review), other_week = state_.week(other);
  if (!model_.Review(review).weeks.Has(other_week) || !model_.Review(other).weeks.Has(week)) return;
  state_.SetWeek(review, other_week);
  MoveTo(other, week);
  MoveTo(review, other_week);
}

void Moves::SwapMembers(int review) {
  const int other = OtherReview(review);
  const int mine = MovableMember(review), theirs = MovableMember(other);
  if (other == review || mine == kNobody || theirs == kNobody || mine == theirs) return;
  if (!model_.MayJoin(review, theirs) || !model_.MayJoin(other, mine)) return;
  if (state_.IsOnTeam(review, theirs) || state_.IsOnTeam(other, mine)) return;
  Exchange(review, mine, theirs);
  Exchange(other, theirs, mine);
}

// The leads of two reviews change places, or one review gets another lead altogether.
void Moves::SwapLeads(int review) {
  const int other = OtherReview(review);
  const int mine = state_.lead(review), theirs = state_.lead(other);
  if (other == review || mine == kNobody || theirs == kNobody || mine == theirs) return;
  if (model_.IsPinned(review, mine) || model_.IsPinned(other, theirs)) return;
  if (!model_.MayLead(review, theirs) || !model_.MayLead(other, mine)) return;
  if (state_.IsOnTeam(review, theirs) || state_.IsOnTeam(other, mine)) return;
  Exchange(review, mine, theirs);
  Exchange(other, theirs, mine);
  state_.SetLead(review, theirs);
  state_.SetLead(other, mine);
}

// Somebody who is wanted here leaves another team, which takes our leaver or a newcomer instead.
void Moves::TakeFromOtherTeam(int review) {
  const int leaver = MovableMember(review);
  const int wanted = Candidate(review, leaver);
  if (wanted == kNobody || state_.teams_of(wanted).empty()) return;
  const int other = random_.Pick(state_.teams_of(wanted));
  if (other == review || model_.IsPinned(other, wanted)) return;
  if (leaver != kNobody) Exchange(review, leaver, kNobody);
  int instead = kNobody;
  if (leaver != kNobody && random_.Chance(50) && model_.MayJoin(other, leaver) &&
      !state_.IsOnTeam(other, leaver)) {
    instead = leaver;
  } else {
    instead = Newcomer(other, wanted);
  }
  Exchange(other, wanted, instead);
  state_.Join(review, wanted);
  if (state_.lead(review) == kNobody) ChooseLead(review);
}

int Moves::OtherReview(int review) {
  const int other = RandomReview();
  return other != review ? other : (other + 1) % model_.ReviewCount();
}

int Moves::MovableMember(int review) {
  const std::vector<int>& team = state_.team(review);
  if (team.empty()) return kNobody;
  const int member = random_.Pick(team);
  return model_.IsPinned(review, member) ? kNobody : member;
}

int Moves::Candidate(int review, int leaver) {
  const ModelReview& what = model_.Review(review);
  const std::vector<int>* people = &what.people;
  if (leaver != kNobody && random_.Chance(70)) {
    people = state_.lead(review) == leaver && random_.Chance(50)
                 ? &what.leads
                 : &what.people_by_class[static_cast<size_t>(model_.ClassOf(review, leaver) + 1)];
  }
  if (people->empty()) return kNobody;
  int count = static_cast<int>(people->size());
  if (count > kNearby && random_.Chance(90)) count = kNearby;
  const int at = random_.Chance(30) ? random_.Below(count) : random_.LowBelow(count);
  const int person = (*people)[static_cast<size_t>(at)];
  return state_.IsOnTeam(review, person) ? kNobody : person;
}

int Moves::Newcomer(int review, int leaver) {
  for (int draw = 0; draw < kDraws; ++draw) {
    const int person = Candidate(review, leaver);
    if (person != kNobody && state_.IsAtHand(review, person)) return person;
  }
  return kNobody;
}

void Moves::Exchange(int review, int leaver, int newcomer) {
  const bool led = state_.lead(review) == leaver;
  if (led) state_.SetLead(review, kNobody);
  state_.Leave(review, leaver);
  if (newcomer != kNobody) state_.Join(review, newcomer);
  if (!led && state_.lead(review) != kNobody) return;
  if (newcomer != kNobody && model_.MayLead(review, newcomer)) {
    state_.SetLead(review, newcomer);
  } else {
    ChooseLead(review);
  }
}

void Moves::MoveTo(int review, int week) {
  state_.SetWeek(review, week);
  const std::vector<int> team = state_.team(review);
  for (const int member : team) {
    const bool away = !model_.IsFree(review, member, week);
    bool busy = false;
    for (const int other : state_.teams_of(member)) {
      busy = busy || (other != review && state_.week(other) == week);
    }
    if ((!away && !busy) || model_.IsPinned(review, member)) continue;
    const int newcomer = Newcomer(review, member);
    if (newcomer != kNobody) Exchange(review, member, newcomer);
  }
}

void Moves::ChooseLead(int review) {
  if (!model_.Review(review).needs_lead) return;
  const std::vector<int>& team = state_.team(review);
  const int count = static_cast<int>(team.size());
  if (count == 0) return;
  const int start = random_.Below(count);
  for (int i = 0; i < count; ++i) {
    const int member = team[static_cast<size_t>((start + i) % count)];
    if (model_.MayLead(review, member) && member != state_.lead(review)) {
      state_.SetLead(review, member);
      return;
    }
  }
}

}  // namespace peerchallenge::scheduling::planning
