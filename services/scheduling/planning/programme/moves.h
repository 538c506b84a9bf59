#pragma once

#include <vector>

#include "services/scheduling/planning/programme/state.h"
#include "services/scheduling/planning/search/random.h"

namespace peerchallenge::scheduling::planning {

// Random changes to a draft programme: the neighbourhood of the local search.
class Moves {
 public:
  // Both must outlive the moves. `state` must have at least one review.
  Moves(State& state, Random& random) : state_(state), model_(state.model()), random_(random) {}

  // Makes one random change. The caller then calls State::Accept() or State::Undo().
  void Step();

 private:
  void Replace(int review);
  void Add(int review);
  void Drop(int review);
  void ChangeLead(int review);
  void ChangeWeek(int review);
  void SwapWeeks(int review);
  void SwapMembers(int review);
  void SwapLeads(int review);
  void TakeFromOtherTeam(int review);

  int RandomReview() { return random_.Below(model_.ReviewCount()); }
  int OtherReview(int review);
  // A member who is not pinned; kNobody if there is none.
  int MovableMember(int review);
  // Somebody who could take the place of `leaver` (kNobody = a new place); kNobody if none turned
  // up.
  int Newcomer(int review, int leaver);
  int Candidate(int review, int leaver);
  // Puts `newcomer` in the place of `leaver`; a leaving lead hands over.
  void Exchange(int review, int leaver, int newcomer);
  // Moves the review and replaces members who are away or busy then.
  void MoveTo(int review, int week);
  // Makes somebody of the team the lead; nobody, if nobody can.
  void ChooseLead(int review);

  State& state_;
  const Model& model_;
  Random& random_;
};

}  // namespace peerchallenge::scheduling::planning
