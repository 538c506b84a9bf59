#include "services/scheduling/planning/programme/team_search.h"

#include <algorithm>
#include <bit>

namespace peerchallenge::scheduling::planning {
namespace {

using Visit = std::function<bool(const std::vector<int>& team, int lead)>;

// Depth first: take the rule that is not met yet and has the fewest people who would help, try them
// one after the other, and leave those already tried out of the rest.
class TeamSearch {
 public:
  TeamSearch(const Model& model, const TeamQuery& query, Budget& budget, const Visit& visit)
      : model_(model),
        query_(query),
        review_(model.Review(query.review)),
        budget_(budget),
        visit_(visit),
        role_count_(review_.roles.size()),
        share_(static_cast<size_t>(model.authority_count)) {}

  TeamAnswer Run() {
    if (!AddPinned()) return TeamAnswer::kNone;
    for (const int p : review_.people) {
      if (Usable(p) && !model_.IsPinned(query_.review, p)) pool_.push_back({p, kOpen});
    }
    Descend();
    if (found_) return TeamAnswer::kFound;
    return gave_up_ ? TeamAnswer::kUnknown : TeamAnswer::kNone;
  }

 private:
  enum Mark : uint8_t { kOpen, kTaken, kTried };
  struct Candidate {
    int person;
    Mark mark;
  };
  // What a person can help with: bits of one requirement at a time.
  enum class Need { kLead, kRole, kTheme, kSize, kNone };
  struct Requirement {
    Need need = Need::kNone;
    int which = 0;  // role class or theme
  };

  bool Usable(int p) const {
    return model_.MayJoin(query_.review, p) && model_.IsFree(query_.review, p, query_.week) &&
           (!query_.usable || query_.usable(p));
  }

  bool AddPinned() {
    for (const int p : review_.pinned) {
      if (!Usable(p)) return false;
      Take(p, 1);
    }
    return true;
  }

  bool CanLead(int p) const {
    return model_.MayLead(query_.review, p) &&
           (query_.lead_authority == kPartner ||
            model_.Person(p).authority == query_.lead_authority);
  }

  // Adds (1) or takes away (-1) a member.
  void Take(int p, int step) {
    if (step > 0) {
      team_.push_back(p);
    } else {
      team_.pop_back();
    }
    const int role = model_.ClassOf(query_.review, p);
    if (role >= 0) role_count_[static_cast<size_t>(role)] += step;
    const int authority = model_.Person(p).authority;
    if (authority != kPartner) share_[static_cast<size_t>(authority)] += step;
  }

  uint64_t Uncovered() const {
    uint64_t open = review_.themes_needed;
    for (const int p : team_) open &= ~model_.Themes(query_.review, p);
    return open;
  }

  int Lead() const {
    for (const int p : team_) {
      if (CanLead(p)) return p;
    }
    return kNobody;
  }

  bool Fits(int p) const {
    const int role = model_.ClassOf(query_.review, p);
    if (role >= 0 &&
        role_count_[static_cast<size_t>(role)] >= review_.roles[static_cast<size_t>(role)].max) {
      return false;
    }
    const int authority = model_.Person(p).authority;
    return authority == kPartner || share_[static_cast<size_t>(authority)] < review_.member_limit;
  }

  bool Helps(const Requirement& requirement, int p) const {
    switch (requirement.need) {
      case Need::kLead:
        return CanLead(p);
      case Need::kRole:
        return model_.ClassOf(query_.review, p) == requirement.which;
      case Need::kTheme:
        return (model_.Themes(query_.review, p) >> requirement.which & 1) != 0;
      case Need::kSize:
        return true;
      case Need::kNone:
        return false;
    }
    return false;
  }

  // Whether the pinned members alone already break an upper limit.
  bool OverFull() const {
    if (static_cast<int>(team_.size()) > review_.team_max) return true;
    for (size_t k = 0; k < role_count_.size(); ++k) {
      if (role_count_[k] > review_.roles[k].max) return true;
    }
    return std::any_of(share_.begin(), share_.end(),
                       [this](int count) { return count > review_.member_limit; });
  }

  std::vector<Requirement> Unmet() const {
    std::vector<Requirement> unmet;
    if (review_.needs_lead && Lead() == kNobody) unmet.push_back({Need::kLead, 0});
    for (size_t k = 0; k < role_count_.size(); ++k) {
      if (role_count_[k] < review_.roles[k].min) {
        unmet.push_back({Need::kRole, static_cast<int>(k)});
      }
    }
    for (uint64_t open = Uncovered(); open != 0; open &= open - 1) {
      unmet.push_back({Need::kTheme, std::countr_zero(open)});
    }
    if (unmet.empty() && static_cast<int>(team_.size()) < review_.team_min) {
      unmet.push_back({Need::kSize, 0});
    }
    return unmet;
  }

  // The unmet requirement with the fewest people who help; `people` gets its count.
  Requirement Tightest(int& people) const {
    Requirement tightest;
    for (const Requirement& requirement : Unmet()) {
      int count = 0;
      for (const Candidate& candidate : pool_) {
        if (candidate.mark == kOpen && Helps(requirement, candidate.person) &&
            Fits(candidate.person)) {
          ++count;
        }
      }
      if (tightest.need == Need::kNone || count < people) {
        tightest = requirement;
        people = count;
      }
    }
    return tightest;
  }

  // Whether the seats left can hold the members that the roles and the team's size still ask for.
  bool HasRoom() const {
    const int size = static_cast<int>(team_.size());
    int missing = 0;
    for (size_t k = 0; k < role_count_.size(); ++k) {
      missing += std::max(0, review_.roles[k].min - role_count_[k]);
    }
    return missing <= review_.team_max - size && CanFill(review_.team_min - size);
  }

  // A necessary condition for `wanted` more members: role maxima and authorities' shares allow it.
  bool CanFill(int wanted) const {
    if (wanted <= 0) return true;
    std::vector<int> by_role(role_count_.size() + 1), by_authority(share_.size() + 1);
    for (const Candidate& candidate : pool_) {
      if (candidate.mark != kOpen || !Fits(candidate.person)) continue;
      ++by_role[static_cast<size_t>(model_.ClassOf(query_.review, candidate.person) + 1)];
      ++by_authority[static_cast<size_t>(model_.Person(candidate.person).authority + 1)];
    }
    int64_t roles = by_role[0], authorities = by_authority[0];
    for (size_t k = 0; k < role_count_.size(); ++k) {
      roles += std::min(by_role[k + 1], review_.roles[k].max - role_count_[k]);
    }
    for (size_t a = 0; a < share_.size(); ++a) {
      authorities += std::min(by_authority[a + 1], review_.member_limit - share_[a]);
    }
    return std::min(roles, authorities) >= wanted;
  }

  void Descend() {
    if (++nodes_ > query_.node_limit || budget_.SpentNow()) {
      gave_up_ = true;
      return;
    }
    if (OverFull() || !HasRoom()) return;
    int people = 0;
    const Requirement requirement = Tightest(people);
    if (requirement.need == Need::kNone) {
      found_ = visit_(team_, review_.needs_lead ? Lead() : kNobody);
      return;
    }
    if (static_cast<int>(team_.size()) >= review_.team_max || people == 0) return;
    Branch(requirement);
  }

  void Branch(const Requirement& requirement) {
    std::vector<size_t> tried;
    for (size_t i = 0; i < pool_.size() && !found_ && !gave_up_; ++i) {
      const int p = pool_[i].person;
      if (pool_[i].mark != kOpen || !Helps(requirement, p) || !Fits(p)) continue;
      if (query_.like_people_alike && IsLikeOne(tried, p)) continue;
      pool_[i].mark = kTaken;
      Take(p, 1);
      Descend();
      Take(p, -1);
      pool_[i].mark = kTried;
      tried.push_back(i);
    }
    for (const size_t i : tried) pool_[i].mark = kOpen;
  }

  bool IsLikeOne(const std::vector<size_t>& tried, int p) const {
    return std::any_of(tried.begin(), tried.end(), [&](size_t i) {
      const int q = pool_[i].person;
      return model_.Themes(query_.review, p) == model_.Themes(query_.review, q) &&
             model_.ClassOf(query_.review, p) == model_.ClassOf(query_.review, q) &&
             model_.Person(p).authority == model_.Person(q).authority && CanLead(p) == CanLead(q);
    });
  }

  const Model& model_;
  const TeamQuery& query_;
  const ModelReview& review_;
  Budget& budget_;
  const Visit& visit_;
  std::vector<Candidate> pool_;
  std::vector<int> team_;
  std::vector<int> role_count_;
  std::vector<int> share_;
  int64_t nodes_ = 0;
  bool found_ = false;
  bool gave_up_ = false;
};

}  // namespace

TeamAnswer FindTeam(const Model& model, const TeamQuery& query, Budget& budget,
                    const Visit& visit) {
  return TeamSearch(model, query, budget, visit).Run();
}

}  // namespace peerchallenge::scheduling::planning
