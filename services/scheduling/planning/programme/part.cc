#include "services/scheduling/planning/programme/part.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

class PartBuilder {
 public:
  PartBuilder(const Model& whole, const Plan& plan, const std::vector<int>& reviews)
      : whole_(whole), plan_(plan) {
    part_.reviews = reviews;
    part_.at.assign(whole.reviews.size(), -1);
    for (size_t i = 0; i < reviews.size(); ++i) {
      part_.at[static_cast<size_t>(reviews[i])] = static_cast<int>(i);
    }
  }

  Part Build() {
    CopyFacts();
    for (int r = 0; r < whole_.ReviewCount(); ++r) {
      if (part_.at[static_cast<size_t>(r)] < 0) Take(r);
    }
    for (int i = 0; i < model().ReviewCount(); ++i) {
      CloseWeeks(i);
      Choose(i);
    }
    return std::move(part_);
  }

 private:
  Model& model() { return part_.model; }

  void CopyFacts() {
    Model& model = part_.model;
    model.week_count = whole_.week_count;
    model.authority_count = whole_.authority_count;
    model.people = whole_.people;
    model.travel_cost = whole_.travel_cost;
    model.week_limit = whole_.week_limit;
    model.lead_limit = whole_.lead_limit;
    model.lead_gap = whole_.lead_gap;
    model.host_gap = whole_.host_gap;
    model.may_be_mutual = whole_.may_be_mutual;
    model.hosted.resize(whole_.hosted.size());
    model.week_taken = whole_.week_taken;
    model.surplus_taken = whole_.surplus_taken;
    model.no_lead_in = whole_.no_lead_in;
    model.theme_weight = whole_.theme_weight;
    model.balance_weight = whole_.balance_weight;
    model.novice_weight = whole_.novice_weight;
    model.spread_weight = whole_.spread_weight;
    model.constant_cost = whole_.constant_cost;
    const size_t people = whole_.people.size();
    for (const int r : part_.reviews) {
      const auto from = static_cast<std::ptrdiff_t>(whole_.Pair(r, 0));
      const auto to = from + static_cast<std::ptrdiff_t>(people);
      model.flags.insert(model.flags.end(), whole_.flags.begin() + from, whole_.flags.begin() + to);
      model.themes.insert(model.themes.end(), whole_.themes.begin() + from,
                          whole_.themes.begin() + to);
      model.hosted[static_cast<size_t>(whole_.Review(r).host)].push_back(model.ReviewCount());
      model.reviews.push_back(whole_.Review(r));
    }
  }

  // Takes from the part what a review that stays uses.
  void Take(int r) {
    Model& model = part_.model;
    const ModelReview& review = whole_.Review(r);
    const Column column = ColumnOf(whole_, plan_, r);
    const auto w = static_cast<size_t>(column.week);
    model.constant_cost += column.cost + model.spread_weight * model.week_taken[w];
    ++model.week_taken[w];
    if (model.week_limit[w] != kUnlimited) --model.week_limit[w];
    for (const int p : column.team) {
      ModelPerson& person = model.people[static_cast<size_t>(p)];
      if (person.max_reviews != kUnlimited) --person.max_reviews;
      if (person.one_team_a_week) person.free_weeks.Remove(column.week);
      if (person.authority == kPartner) continue;
      ++model.surplus_taken[static_cast<size_t>(person.authority)];
      --model.surplus_taken[static_cast<size_t>(review.host)];
    }
    const int gap = model.lead_gap[static_cast<size_t>(review.host)];
    for (int week = column.week - gap + 1; week < column.week + gap; ++week) {
      if (week < 0 || week >= model.week_count) continue;
      model.no_lead_in[static_cast<size_t>(review.host)].Add(week);
    }
    if (column.lead == kNobody) return;
    int& leads = model.lead_limit[static_cast<size_t>(whole_.Person(column.lead).authority)];
    if (leads != kUnlimited) --leads;
  }

  // P13 and P14 with the reviews that stay, and P2.
  void CloseWeeks(int i) {
    ModelReview& review = model().reviews[static_cast<size_t>(i)];
    const auto close = [&](int week, int gap) {
      for (int w = std::max(0, week - gap + 1); w < std::min(model().week_count, week + gap); ++w) {
        review.weeks.Remove(w);
      }
    };
    const int lead_gap = model().lead_gap[static_cast<size_t>(review.host)];
    const int host_gap = model().host_gap[static_cast<size_t>(review.host)];
    for (int r = 0; r < whole_.ReviewCount(); ++r) {
      if (part_.at[static_cast<size_t>(r)] >= 0) continue;
      const int week = plan_.week[static_cast<size_t>(r)];
      const int lead = plan_.lead[static_cast<size_t>(r)];
      if (lead != kNobody && whole_.Person(lead).authority == review.host) close(week, lead_gap);
      if (whole_.Review(r).host == review.host) close(week, host_gap);
    }
    std::erase_if(review.week_list, [&](int w) {
      const bool full = model().week_limit[static_cast<size_t>(w)] <= 0;
      if (full) review.weeks.Remove(w);
      return !review.weeks.Has(w);
    });
  }

  // Leaves the people whom the others leave.
  void Choose(int i) {
    Model& model = part_.model;
    ModelReview& review = model.reviews[static_cast<size_t>(i)];
    std::vector<bool> led_by(static_cast<size_t>(model.authority_count));  // P12
    for (int r = 0; r < whole_.ReviewCount(); ++r) {
      if (part_.at[static_cast<size_t>(r)] >= 0) continue;
      const int lead = plan_.lead[static_cast<size_t>(r)];
      if (lead == kNobody || whole_.Person(lead).authority != review.host) continue;
      const int host = whole_.Review(r).host;
      if (!whole_.LeadsMayMeet(host, review.host)) led_by[static_cast<size_t>(host)] = true;
    }
    for (const int p : review.people) {
      const ModelPerson& person = model.Person(p);
      uint8_t& flags = model.flags[model.Pair(i, p)];
      const bool free = person.max_reviews > 0 &&
                        (!review.minds_absence || person.free_weeks.Meets(review.weeks));
      if (!free) flags &= static_cast<uint8_t>(~(Model::kJoins | Model::kLeads));
      if (person.authority == kPartner) continue;
      if (model.lead_limit[static_cast<size_t>(person.authority)] <= 0 ||
          led_by[static_cast<size_t>(person.authority)]) {
        flags &= static_cast<uint8_t>(~Model::kLeads);
      }
    }
    const auto gone = [&](int p) { return !model.MayJoin(i, p); };
    std::erase_if(review.people, gone);
    for (std::vector<int>& people : review.people_by_class) std::erase_if(people, gone);
    std::erase_if(review.leads, [&](int p) { return !model.MayLead(i, p); });
  }

  const Model& whole_;
  const Plan& plan_;
  Part part_;
};

bool Fits(const Model& model, int review, const Column& column) {
  if (!model.Review(review).weeks.Has(column.week)) return false;
  if (column.lead != kNobody &&
      (!model.MayLead(review, column.lead) ||
       !model.MayLeadIn(model.Person(column.lead).authority, column.week))) {
    return false;
  }
  return std::all_of(column.team.begin(), column.team.end(), [&](int p) {
    return model.MayJoin(review, p) && model.IsFree(review, p, column.week);
  });
}

}  // namespace

Part PartOf(const Model& whole, const Plan& plan, const std::vector<int>& reviews) {
  return PartBuilder(whole, plan, reviews).Build();
}

std::vector<Column> FittingColumns(const Part& part, const std::vector<Column>& columns) {
  std::vector<Column> fitting;
  for (const Column& column : columns) {
    const int review = part.at[static_cast<size_t>(column.review)];
    if (review < 0 || !Fits(part.model, review, column)) continue;
    fitting.push_back(column);
    fitting.back().review = review;
  }
  return fitting;
}

LinkPrices FittingPrices(LinkPrices prices) {
  std::erase_if(prices, [](const auto& priced) {
    const Link::Kind kind = priced.first.kind;
    return kind == Link::Kind::kMutual || kind == Link::Kind::kLeadGap ||
           kind == Link::Kind::kTriple;
  });
  return prices;
}

Plan PlanOf(const Part& part, const Plan& whole) {
  Plan plan;
  for (const int r : part.reviews) {
    const auto i = static_cast<size_t>(r);
    plan.week.push_back(whole.week[i]);
    plan.lead.push_back(whole.lead[i]);
    plan.team.push_back(whole.team[i]);
  }
  return plan;
}

void PutBack(const Part& part, const Plan& plan, Plan& whole) {
  for (size_t i = 0; i < part.reviews.size(); ++i) {
    const auto r = static_cast<size_t>(part.reviews[i]);
    whole.week[r] = plan.week[i];
    whole.lead[r] = plan.lead[i];
    whole.team[r] = plan.team[i];
  }
}

}  // namespace peerchallenge::scheduling::planning
