#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/moves.h"
#include "services/scheduling/planning/timetable/state.h"

namespace peerchallenge::scheduling::planning::timetable {

// The best complete timetable so far.
struct Best {
  std::optional<Plan> plan;
  int64_t cost = 0;
};

// A draft timetable on its way: first every mandatory session is placed, by forcing them in one by
// one; then simulated annealing. All arithmetic is on integers, so that every machine takes the
// same path.
class Walk {
 public:
  // Called every kTickSteps steps or so with the steps since the last call; true ends the walk.
  using Tick = std::function<bool(int64_t steps)>;
  static constexpr int64_t kTickSteps = 256;

  // `model` must outlive the walk and have a session. Starts from what still holds of the
  // incumbent.
  Walk(const Model& model, uint64_t seed);

  // Places every mandatory session, and then others where there is room, within `most` steps or
  // fewer: each call may take more than the one before. False when it did not come to that; the
  // next call starts anew, but knows which sessions were hard to place.
  bool Complete(int64_t most, const Tick& tick);

  // The sessions, those first that were hardest to place.
  std::vector<int> ByDifficulty() const;

  // What a change typically costs or saves, in cost units: the scale of temperatures.
  int64_t TypicalChange();

  // Anneals from `plan`, which is complete, for `length` steps: from temperature `hot`, in
  // 1/kDegree of a cost unit, down. Leaving out a mandatory session costs `penalty`.
  void Anneal(const Plan& plan, int64_t length, int64_t hot, int64_t penalty, const Tick& tick);

  const Best& best() const { return best_; }

 private:
  void Begin(const Tick& tick);
  bool Count(int64_t work);
  void PlaceIncumbent();
  bool PlaceMandatory(int64_t length);
  bool Force(int s);
  void Shake();
  void Record();

  const Model& model_;
  Random random_;
  State state_;
  Moves moves_;
  Best best_;
  const Tick* tick_ = nullptr;
  int64_t steps_ = 0, told_ = 0;  // since the call began, and of those the ones told
  bool ended_ = false;
  int64_t complete_length_ = 0;    // steps of the last Complete() at most; 0 = none yet
  std::vector<int64_t> stubborn_;  // per session: how often it had to be forced in
  std::vector<int> missing_;
};

}  // namespace peerchallenge::scheduling::planning::timetable
