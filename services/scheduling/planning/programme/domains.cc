#include "services/scheduling/planning/programme/domains.h"

#include <algorithm>

#include "services/scheduling/planning/programme/team_search.h"

namespace peerchallenge::scheduling::planning {
namespace {

// Above this many (review, authority) pairs, teams are looked for per week only and leads are
// judged by their presence.
constexpr int kMostLeadPairs = 1'000;

bool HasTeam(const Model& model, int review, int week, int lead, Budget& budget) {
  TeamQuery query;
  query.review = review;
  query.week = week;
  query.lead_authority = lead;
  return FindTeam(model, query, budget, [](const auto&, int) { return true; }) != TeamAnswer::kNone;
}

}  // namespace

Domains::Domains(const Model& model, Budget& budget)
    : model_(&model),
      weeks_(model.reviews.size()),
      led_(model.reviews.size() * static_cast<size_t>(model.authority_count)),
      fixed_week_(model.reviews.size(), -1),
      in_week_(static_cast<size_t>(model.week_count)),
      leads_(static_cast<size_t>(model.authority_count)) {
  const bool by_lead = model.ReviewCount() * model.authority_count <= kMostLeadPairs;
  for (int r = 0; r < model.ReviewCount() && !budget.Spent(); ++r) AddReview(r, by_lead, budget);
}

void Domains::AddReview(int review, bool by_lead, Budget& budget) {
  const ModelReview& what = model_->Review(review);
  WeekSet& weeks = weeks_[static_cast<size_t>(review)];
  for (const int w : what.week_list) {
    if (HasTeam(*model_, review, w, kPartner, budget)) weeks.Add(w);
  }
  if (!what.needs_lead) return;
  for (const int p : what.leads) {
    const int lead = model_->Person(p).authority;
    WeekSet present = weeks;
    if (what.minds_absence) present &= model_->Person(p).free_weeks;
    Led(review, lead) |= present;
  }
  if (!by_lead) return;
  for (int lead = 0; lead < model_->authority_count; ++lead) {
    WeekSet& led = Led(review, lead);
    for (int w = led.Next(0); w >= 0; w = led.Next(w + 1)) {
      if (!HasTeam(*model_, review, w, lead, budget)) led.Remove(w);
    }
  }
}

std::vector<int> Domains::Leads(int review) const {
  std::vector<int> leads;
  for (int lead = 0; lead < model_->authority_count; ++lead) {
    if (!weeks(review, lead).Empty()) leads.push_back(lead);
  }
  return leads;
}

int Domains::Options(int review) const {
  if (!model_->Review(review).needs_lead) return weeks(review).Size();
  int options = 0;
  for (int lead = 0; lead < model_->authority_count; ++lead) options += weeks(review, lead).Size();
  return options;
}

void Domains::Fix(int review, int week, int lead) {
  WeekSet only;
  only.Add(week);
  weeks_[static_cast<size_t>(review)] = only;
  fixed_week_[static_cast<size_t>(review)] = week;
  const int host = model_->Review(review).host;
  const auto h = static_cast<size_t>(host);
  const bool full =
      ++in_week_[static_cast<size_t>(week)] >= model_->week_limit[static_cast<size_t>(week)];
  for (int other = 0; other < model_->ReviewCount(); ++other) {
    if (IsFixed(other)) continue;
    WeekSet& weeks = weeks_[static_cast<size_t>(other)];
    if (full) weeks.Remove(week);
    if (model_->Review(other).host == host) RemoveNear(weeks, week, model_->host_gap[h]);
    RemoveNear(Led(other, host), week, model_->lead_gap[h]);
  }
  if (lead != kNobody) FixLead(review, week, lead);
}

void Domains::FixLead(int review, int week, int lead) {
  const int host = model_->Review(review).host;
  const auto l = static_cast<size_t>(lead);
  for (int a = 0; a < model_->authority_count; ++a) {
    if (a != lead) Led(review, a) = WeekSet();
  }
  const bool full = ++leads_[l] >= model_->lead_limit[l];
  for (int other = 0; other < model_->ReviewCount(); ++other) {
    if (IsFixed(other)) continue;
    if (full) Led(other, lead) = WeekSet();
    if (model_->Review(other).host != lead) continue;
    if (lead != host && !model_->LeadsMayMeet(lead, host)) Led(other, host) = WeekSet();
    RemoveNear(weeks_[static_cast<size_t>(other)], week, model_->lead_gap[l]);
  }
}

std::optional<int> Domains::Tighten() {
  bool changed = true;
  while (changed) {
    changed = false;
    for (int r = 0; r < model_->ReviewCount(); ++r) {
      if (IsFixed(r)) continue;
      changed = TightenReview(r) || changed;
      if (weeks(r).Empty()) return r;
    }
  }
  return std::nullopt;
}

bool Domains::TightenReview(int review) {
  const ModelReview& what = model_->Review(review);
  WeekSet& weeks = weeks_[static_cast<size_t>(review)];
  const WeekSet before = weeks;
  bool changed = false;
  for (int w = before.Next(0); w >= 0; w = before.Next(w + 1)) {
    for (const int other : model_->hosted[static_cast<size_t>(what.host)]) {
      const int gap = model_->host_gap[static_cast<size_t>(what.host)];
      if (other != review && !HasSupport(w, other, gap)) weeks.Remove(w);
    }
  }
  if (what.needs_lead) {
    WeekSet led_at_all;
    for (int lead = 0; lead < model_->authority_count; ++lead) {
      WeekSet& led = Led(review, lead);
      const WeekSet led_before = led;
      led &= weeks;
      for (const int own : model_->hosted[static_cast<size_t>(lead)]) {
        const int gap = model_->lead_gap[static_cast<size_t>(lead)];
        for (int w = led.Next(0); w >= 0; w = led.Next(w + 1)) {
          if (own != review && !HasSupport(w, own, gap)) led.Remove(w);
        }
      }
      led_at_all |= led;
      changed = changed || led != led_before;
    }
    weeks &= led_at_all;
  }
  return changed || weeks != before;
}

// Whether `partner` has a week at least `gap` away.
bool Domains::HasSupport(int week, int partner, int gap) const {
  if (gap == 0) return !weeks(partner).Empty();
  const int first = weeks(partner).Next(0);
  return first >= 0 && (first <= week - gap || weeks(partner).Next(week + gap) >= 0);
}

void Domains::RemoveNear(WeekSet& weeks, int week, int gap) {
  const int last = std::min(model_->week_count - 1, week + gap - 1);
  for (int w = std::max(0, week - gap + 1); w <= last; ++w) weeks.Remove(w);
}

}  // namespace peerchallenge::scheduling::planning
