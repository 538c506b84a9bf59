#include <algorithm>
#include <climits>
#include <functional>
#include <set>

#include "services/scheduling/planning/timetable/proof.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

size_t At(int i) { return static_cast<size_t>(i); }

// Minutes since the start of the first day; days are a whole day long.
constexpr int kDay = 1'440;

int Moment(const Option& option) { return option.day * kDay + option.start; }

class Counter {
 public:
  Counter(const Model& core, Budget& budget) : core_(core), budget_(budget) {}

  Proof Prove() {
    if (!core_.stuck.empty()) return {Proof::Verdict::kInfeasible, {core_.stuck.front()}};
    if (!Propagate()) return Infeasible(suspects_);
    for (int g = 0; g < core_.group_count; ++g) {
      const auto demand = [&](const ModelSession& s) {
        return std::count(s.groups.begin(), s.groups.end(), g);
      };
      if (Overflows(demand, [&](int from, int to) { return OpenMinutes(from, to); })) {
        return Overflow();
      }
    }
    for (int v = 0; v < core_.venue_count; ++v) {
      const auto demand = [&](const ModelSession& s) {
        return s.venues.size() == 1 && s.venues.front() == v ? 1 : 0;
      };
      const int64_t rooms = core_.rooms[At(v)];
      if (Overflows(demand, [&](int from, int to) { return rooms * OpenMinutes(from, to); })) {
        return Overflow();
      }
    }
    for (const Team people : PeopleToCount()) {
      const auto demand = [&](const ModelSession& s) { return Demand(s, people); };
      const auto supply = [&](int from, int to) { return Size(people) * WorkMinutes(from, to); };
      if (Overflows(demand, supply)) return Overflow();
    }
    return {};
  }

 private:
  Proof Infeasible(const std::set<int>& sessions) const {
    Proof proof{Proof::Verdict::kInfeasible, {}};
    for (const int s : sessions) proof.suspects.push_back(core_.Session(s).position);
    return proof;
  }
  Proof Overflow() {
    for (const int s : inside_) {
      suspects_.insert(s);
      const auto& options = core_.Session(s).options;
      const bool narrowed =
          first_[At(s)] != Moment(options.front()) || last_[At(s)] != Moment(options.back());
      if (narrowed) SuspectChain(s);
    }
    return Infeasible(suspects_);
  }

  // Narrows each session to [first_, last_] starts by what must come before and after it; false
  // where nothing is left, with the sessions that brought it about in suspects_.
  bool Propagate() {
    const int count = core_.SessionCount();
    for (int s = 0; s < count; ++s) {
      first_.push_back(Moment(core_.Session(s).options.front()));
      last_.push_back(Moment(core_.Session(s).options.back()));
    }
    // A circle narrows for ever; each round moves something by at least one option.
    for (bool changed = true; changed && !budget_.Spent();) {
      changed = false;
      for (int s = 0; s < count; ++s) {
        for (const int other : core_.Session(s).after) {
          changed |= Raise(s, first_[At(other)] + core_.Session(other).minutes);
          changed |= Lower(other, last_[At(s)] - core_.Session(other).minutes);
          if (first_[At(s)] <= last_[At(s)] && first_[At(other)] <= last_[At(other)]) continue;
          SuspectChain(s);
          return false;
        }
      }
    }
    return true;
  }

  bool Raise(int s, int first) {
    if (first_[At(s)] >= first) return false;
    const auto& options = core_.Session(s).options;
    const auto at = std::find_if(options.begin(), options.end(),
                                 [&](const Option& o) { return Moment(o) >= first; });
    first_[At(s)] = at == options.end() ? INT_MAX / 2 : Moment(*at);
    return true;
  }
  bool Lower(int s, int last) {
    if (last_[At(s)] <= last) return false;
    const auto& options = core_.Session(s).options;
    const auto at = std::find_if(options.rbegin(), options.rend(),
                                 [&](const Option& o) { return Moment(o) <= last; });
    last_[At(s)] = at == options.rend() ? -1 : Moment(*at);
    return true;
  }

  // All sessions that are tied to s by their order.
  void SuspectChain(int s) {
    std::set<int> seen = {s};
    for (std::vector<int> open = {s}; !open.empty();) {
      const int at = open.back();
      open.pop_back();
      for (const auto* list : {&core_.Session(at).after, &core_.Session(at).before}) {
        for (const int other : *list) {
          if (seen.insert(other).second) open.push_back(other);
        }
      }
    }
    suspects_.merge(seen);
  }

  // Whether in some stretch of time the sessions that must lie within it need more than there is.
  // The sessions are then in inside_.
  bool Overflows(const std::function<int64_t(const ModelSession&)>& demand,
                 const std::function<int64_t(int, int)>& supply) {
    std::vector<int> sessions;
    for (int s = 0; s < core_.SessionCount(); ++s) {
      if (demand(core_.Session(s)) > 0) sessions.push_back(s);
    }
    std::sort(sessions.begin(), sessions.end(), [&](int a, int b) { return End(a) < End(b); });
    std::set<int> starts;
    for (const int s : sessions) starts.insert(first_[At(s)]);
    for (const int from : starts) {
      if (budget_.Spent()) return false;
      int64_t needed = 0;
      inside_.clear();
      for (const int s : sessions) {
        if (first_[At(s)] < from) continue;
        needed += demand(core_.Session(s)) * core_.Session(s).minutes;
        inside_.push_back(s);
        if (needed > supply(from, End(s))) return true;
      }
    }
    return false;
  }
  int End(int s) const { return last_[At(s)] + core_.Session(s).minutes; }

  // Minutes of the days between two moments.
  int64_t OpenMinutes(int from, int to) const {
    int64_t minutes = 0;
    for (int d = 0; d < core_.DayCount(); ++d) {
      const ModelDay& day = core_.Day(d);
      minutes +=
          std::max(0, std::min(to, d * kDay + day.end) - std::max(from, d * kDay + day.start));
    }
    return minutes;
  }

  // The same without the lunch that everybody must have then.
  int64_t WorkMinutes(int from, int to) const {
    int64_t minutes = OpenMinutes(from, to);
    for (int d = 0; d < core_.DayCount(); ++d) {
      const ModelDay& day = core_.Day(d);
      if (day.lunch == 0) continue;
      const int start = d * kDay + std::max(day.start, day.lunch_start);
      const int end = d * kDay + std::min(day.end, day.lunch_end);
      const int inside = std::max(0, std::min(to, end) - std::max(from, start));
      minutes -= std::max(0, std::min(inside, day.lunch - (end - start - inside)));
    }
    return minutes;
  }

  // Groups of people whose time is counted: everybody, each member, who holds a theme.
  std::set<Team> PeopleToCount() const {
    std::set<Team> people;
    if (core_.bound == 0) return people;
    people.insert(core_.everybody);
    for (int m = 0; m < core_.team_size; ++m) people.insert(Team{1} << m);
    for (const ModelSession& session : core_.sessions) {
      people.insert(session.themes.begin(), session.themes.end());
    }
    people.erase(0);
    return people;
  }

  // How many of the people the session takes at least.
  int64_t Demand(const ModelSession& session, Team people) const {
    if (!session.open) return Size(session.fixed & people);
    const bool theme = std::any_of(session.themes.begin(), session.themes.end(),
                                   [&](Team holders) { return (holders & ~people) == 0; });
    return std::max(session.needed - (core_.team_size - Size(people)), theme ? 1 : 0);
  }

  const Model& core_;
  Budget& budget_;
  std::vector<int> first_, last_;  // moments
  std::vector<int> inside_;
  std::set<int> suspects_;
};

}  // namespace

Model Core(const Model& model) {
  Model core = model;
  core.sessions.clear();
  core.loose_lunch = true;
  std::vector<int> place(model.sessions.size(), -1);
  for (int s = 0; s < model.SessionCount(); ++s) {
    if (!model.Session(s).mandatory) continue;
    place[At(s)] = core.SessionCount();
    core.sessions.push_back(model.Session(s));
  }
  for (ModelSession& session : core.sessions) {
    for (auto* list : {&session.after, &session.before}) {
      for (int& other : *list) other = place[At(other)];
      std::erase(*list, -1);
    }
  }
  const int count = core.venue_count;
  for (int via = 0; via < count; ++via) {
    for (int a = 0; a < count; ++a) {
      for (int b = 0; b < count; ++b) {
        int& way = core.travel[At(a * count + b)];
        way = std::min(way, core.Travel(a, via) + core.shortest + core.Travel(via, b));
      }
    }
  }
  return core;
}

Proof ProveByCounting(const Model& core, Budget& budget) { return Counter(core, budget).Prove(); }

}  // namespace peerchallenge::scheduling::planning::timetable
