#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "services/scheduling/planning/search/budget.h"

// Why a problem has no solution: facts and rules that cannot all hold together, for both problems.
namespace peerchallenge::scheduling::planning {

// What is known of a problem without some of its facts.
struct Finding {
  enum class Verdict { kOpen, kFeasible, kInfeasible };
  Verdict verdict = Verdict::kOpen;
  // With kInfeasible: positions in the problem of the items (reviews, sessions) that are enough.
  std::vector<int> suspects;
};

// Facts and rules that cannot all hold together.
template <typename Fact>
struct Conflict {
  std::vector<Fact> facts;
  bool minimal = false;  // proven: without any single one of them the others can hold
};

// The conflicts of a problem.
template <typename Fact>
struct Conflicts {
  std::vector<Conflict<Fact>> all;  // the first one, then further ones, as far as looked for
  bool sole = false;  // proven: without any single fact of the first one there is a solution
};

// Finds them. The kind of problem gives
//   Problem, Fact, Relaxation;
//   Judge                      Of(relaxation): a Finding about the problem without these facts;
//   ItemCount(problem), Item(i), IsItem(fact)   the facts that item i takes place;
//   FactsAbout(problem, items)                  all other facts that can bind these items;
//   IsFolded(fact), Unfolded(problem, items)    facts that stand for several, and those.
template <typename Kind>
class ConflictSearch {
 public:
  using Problem = typename Kind::Problem;
  using Fact = typename Kind::Fact;
  using Relaxation = typename Kind::Relaxation;
  using Verdict = Finding::Verdict;

  // All outlive the search.
  ConflictSearch(const Problem& problem, typename Kind::Judge& judge, Budget& budget)
      : problem_(problem), judge_(judge), budget_(budget) {}

  // Why a problem that is proven infeasible is so. Each conflict is reduced by dropping what its
  // proof does not need; a further one shares only items with those before it, or, where there is
  // none such, lacks one of their facts. When the budget runs out, what is left by then is
  // returned; it is a conflict all the same.
  Conflicts<Fact> Find(const std::vector<int>& suspects) {
    Reduction reduction(*this, {});
    Conflict<Fact> first{reduction.Reduce(suspects), true};
    found_.sole = true;
    std::optional<Fact> needless;  // without it there is another conflict
    std::vector<int> others;
    for (const Fact& fact : first.facts) {
      Relaxation one;
      one.Drop(fact);
      Finding finding = judge_.Of(one);
      if (finding.verdict == Verdict::kFeasible) continue;
      found_.sole = false;
      first.minimal = first.minimal && reduction.Needs(fact);
      if (finding.verdict == Verdict::kOpen || needless.has_value()) continue;
      needless = fact;
      others = std::move(finding.suspects);
    }
    found_.all.push_back(std::move(first));
    if (needless.has_value()) FindFurther(*needless, others);
    return std::move(found_);
  }

 private:
  // More unfolded facts than this say less than the folded ones.
  static constexpr size_t kMostUnfolded = 6;
  // Conflicts looked for in all.
  static constexpr size_t kMostConflicts = 4;

  // Reduces one conflict of the problem without the facts of `base`.
  class Reduction {
   public:
    Reduction(ConflictSearch& search, Relaxation base)
        : problem_(search.problem_),
          judge_(search.judge_),
          budget_(search.budget_),
          base_(std::move(base)),
          relaxation_(base_) {}

    std::vector<Fact> Reduce(const std::vector<int>& suspects) {
      const std::vector<int> items = NarrowItems(suspects);
      std::vector<Fact> facts = OutsideBase(Kind::FactsAbout(problem_, items));
      DropNeedless(facts);
      facts = Unfold(std::move(facts), items);
      for (const int item : items) facts.push_back(Kind::Item(item));
      return facts;
    }

    // Whether the conflict, all else left out, is proven to hold without the fact.
    bool Needs(const Fact& fact) {
      relaxation_.Drop(fact);
      const bool needs = judge_.Of(relaxation_).verdict == Verdict::kFeasible;
      relaxation_.Restore(fact);
      return needs;
    }

   private:
    std::vector<Fact> OutsideBase(std::vector<Fact> facts) const {
      std::erase_if(facts, [this](const Fact& f) { return base_.Drops(f.kind, f.a, f.b); });
      return facts;
    }

    // Drops from `facts` whatever the proof does not need; the relaxation grows by what is dropped.
    void DropNeedless(std::vector<Fact>& facts) {
      std::vector<Fact> needed;
      DropNeedless(std::span<const Fact>(facts), needed);
      facts = std::move(needed);
    }

    void DropNeedless(std::span<const Fact> facts, std::vector<Fact>& needed) {
      if (facts.empty()) return;
      if (!budget_.Spent()) {
        for (const Fact& fact : facts) relaxation_.Drop(fact);
        if (judge_.Of(relaxation_).verdict == Verdict::kInfeasible) return;
        for (const Fact& fact : facts) relaxation_.Restore(fact);
      }
      if (facts.size() == 1 || budget_.Spent()) {
        needed.insert(needed.end(), facts.begin(), facts.end());
        return;
      }
      const size_t half = facts.size() / 2;
      DropNeedless(facts.first(half), needed);
      DropNeedless(facts.subspan(half), needed);
    }

    // Leaves out all items but the suspects, which the proof showed to be enough, and of those what
    // it does not need. Returns the rest.
    std::vector<int> NarrowItems(const std::vector<int>& suspects) {
      std::vector<Fact> suspected;
      for (int i = 0; i < Kind::ItemCount(problem_); ++i) {
        if (std::find(suspects.begin(), suspects.end(), i) != suspects.end()) {
          suspected.push_back(Kind::Item(i));
        } else {
          relaxation_.Drop(Kind::Item(i));
        }
      }
      suspected = OutsideBase(std::move(suspected));
      DropNeedless(suspected);
      std::vector<int> items;
      for (const Fact& fact : suspected) items.push_back(fact.a);
      return items;
    }

    // Puts single facts in the place of the folded ones, where that is a handful. They concern all
    // items of the conflict.
    std::vector<Fact> Unfold(std::vector<Fact> facts, const std::vector<int>& items) {
      if (std::none_of(facts.begin(), facts.end(), Kind::IsFolded) || budget_.Spent()) return facts;
      const Relaxation before = relaxation_;
      for (const Fact& fact : Kind::FactsAbout(problem_, items)) {
        if (Kind::IsFolded(fact)) relaxation_.Restore(fact);
      }
      std::vector<Fact> single = OutsideBase(Kind::Unfolded(problem_, items));
      DropNeedless(single);
      if (single.size() > kMostUnfolded) {
        relaxation_ = before;
        return facts;
      }
      std::erase_if(facts, Kind::IsFolded);
      facts.insert(facts.end(), single.begin(), single.end());
      return facts;
    }

    const Problem& problem_;
    typename Kind::Judge& judge_;
    Budget& budget_;
    const Relaxation base_;
    Relaxation relaxation_;  // what the proof does not need
  };

  void FindFurther(const Fact& needless, const std::vector<int>& suspects) {
    Relaxation base;
    while (found_.all.size() < kMostConflicts) {
      Resolve(found_.all.back(), base);
      const Finding finding = judge_.Of(base);
      if (finding.verdict != Verdict::kInfeasible) break;
      Add(base, finding.suspects);
    }
    if (found_.all.size() > 1 || budget_.Spent()) return;
    Relaxation one;
    one.Drop(needless);
    Add(one, suspects);
  }

  // Drops what the conflict says about its items; the items themselves where that is nothing.
  static void Resolve(const Conflict<Fact>& conflict, Relaxation& base) {
    const bool bare = std::all_of(conflict.facts.begin(), conflict.facts.end(), Kind::IsItem);
    for (const Fact& fact : conflict.facts) {
      if (bare || !Kind::IsItem(fact)) base.Drop(fact);
    }
  }

  void Add(const Relaxation& base, const std::vector<int>& suspects) {
    Reduction reduction(*this, base);
    Conflict<Fact> conflict{reduction.Reduce(suspects), false};
    conflict.minimal = std::all_of(conflict.facts.begin(), conflict.facts.end(),
                                   [&](const Fact& fact) { return reduction.Needs(fact); });
    found_.all.push_back(std::move(conflict));
  }

  const Problem& problem_;
  typename Kind::Judge& judge_;
  Budget& budget_;
  Conflicts<Fact> found_;
};

}  // namespace peerchallenge::scheduling::planning
