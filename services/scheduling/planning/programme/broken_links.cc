#include "services/scheduling/planning/programme/broken_links.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

constexpr double kBroken = 1e-6;
constexpr double kUnused = 1e-9;

}  // namespace

std::vector<Link> BrokenLinks(const Model& model, const std::vector<Column>& columns,
                              const std::vector<double>& shares) {
  // What the mixture holds, by the things that links count.
  std::map<int, double> load;
  std::map<std::pair<int, int>, double> person_week, review_week, review_lead, authority_week;
  std::map<std::tuple<int, int, int>, double> lead_week;  // review, authority, week
  for (size_t c = 0; c < columns.size(); ++c) {
    const double x = shares[c];
    if (x < kUnused) continue;
    const Column& column = columns[c];
    review_week[{column.review, column.week}] += x;
    if (column.lead != kNobody) {
      const int home = model.Person(column.lead).authority;
      review_lead[{column.review, home}] += x;
      lead_week[{column.review, home, column.week}] += x;
      authority_week[{home, column.week}] += x;
    }
    for (const int p : column.team) {
      load[p] += x;
      if (model.Person(p).max_reviews > 1 && model.Person(p).one_team_a_week) {
        person_week[{p, column.week}] += x;
      }
    }
  }
  std::vector<Link> broken;
  for (const auto& [p, x] : load) {
    if (x > model.Person(p).max_reviews + kBroken) broken.push_back({Link::Kind::kLoad, p});
  }
  for (const auto& [key, x] : person_week) {
    if (x > 1 + kBroken) broken.push_back({Link::Kind::kOneTeam, key.first, key.second});
  }
  for (const auto& [key, x] : review_lead) {
    const auto [review, authority] = key;
    const int host = model.Review(review).host;
    if (model.LeadsMayMeet(authority, host)) continue;
    for (const int other : model.hosted[static_cast<size_t>(authority)]) {
      const auto back = review_lead.find({other, host});
      if (other <= review || back == review_lead.end() || x + back->second <= 1 + kBroken) continue;
      broken.push_back({Link::Kind::kMutual, review, other});
    }
  }
  for (const auto& [key, x] : lead_week) {
    const auto [led, authority, week] = key;
    const auto a = static_cast<size_t>(authority);
    const int gap = model.lead_gap[a];
    const int only = model.lead_limit[a] == 1 ? -1 : led;
    for (const int hosted : model.hosted[a]) {
      Link worst{Link::Kind::kLeadGap, hosted, 0, only};
      double most = 1 + kBroken;
      for (int start = std::max(0, week - gap + 1); start <= week; ++start) {
        double sum = 0;
        for (int w = start; w < start + gap; ++w) {
          const auto own = review_week.find({hosted, w});
          if (own != review_week.end()) sum += own->second;
          if (only < 0) {
            const auto leads = authority_week.find({authority, w});
            if (leads != authority_week.end()) sum += leads->second;
          } else {
            const auto lead = lead_week.find({only, authority, w});
            if (lead != lead_week.end()) sum += lead->second;
          }
        }
        if (sum > most) {
          most = sum;
          worst.b = start;
        }
      }
      if (most > 1 + kBroken) broken.push_back(worst);
    }
  }
  for (int a = 0; a < model.authority_count; ++a) {
    const auto& hosted = model.hosted[static_cast<size_t>(a)];
    const int gap = model.host_gap[static_cast<size_t>(a)];
    if (hosted.size() < 2 || gap == 0) continue;
    for (int start = 0; start < model.week_count; ++start) {
      double sum = 0;
      for (const int r : hosted) {
        for (int w = start; w < start + gap; ++w) {
          const auto own = review_week.find({r, w});
          if (own != review_week.end()) sum += own->second;
        }
      }
      if (sum > 1 + kBroken) broken.push_back({Link::Kind::kHostGap, a, start});
    }
  }
  return broken;
}

std::vector<Link> BrokenTriples(const Model& model, const std::vector<Column>& columns,
                                const std::vector<double>& shares) {
  constexpr double kClearlyBroken = 1.02;
  constexpr size_t kMostAtOnce = 15;
  constexpr size_t kMostThings = 160;
  // The things that the mixture holds in part, and who holds them.
  std::map<int, std::map<size_t, double>> holders;  // thing: column: share
  for (size_t c = 0; c < columns.size(); ++c) {
    const double x = shares[c];
    if (x < kUnused || x > 1 - kUnused) continue;
    holders[columns[c].review][c] = x;
    for (const int p : columns[c].team) {
      if (model.Person(p).max_reviews == 1) holders[~p][c] = x;
    }
  }
  std::vector<int> things;
  for (const auto& [thing, held_by] : holders) {
    if (held_by.size() > 1) things.push_back(thing);
  }
  const size_t count = things.size();
  if (count > kMostThings) return {};
  const auto both = [&](size_t i, size_t j) {
    double sum = 0;
    const auto& other = holders[things[j]];
    for (const auto& [c, x] : holders[things[i]]) sum += other.contains(c) ? x : 0;
    return sum;
  };
  std::vector<double> pair(count * count);
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = i + 1; j < count; ++j) pair[i * count + j] = both(i, j);
  }
  std::vector<std::pair<double, Link>> found;
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = i + 1; j < count; ++j) {
      for (size_t k = j + 1; k < count; ++k) {
        double sum = pair[i * count + j] + pair[i * count + k] + pair[j * count + k];
        if (sum < kClearlyBroken) continue;
        const auto& second = holders[things[j]];
        const auto& third = holders[things[k]];
        for (const auto& [c, x] : holders[things[i]]) {
          if (second.contains(c) && third.contains(c)) sum -= 2 * x;
        }
        if (sum < kClearlyBroken) continue;
        found.emplace_back(-sum, Link{Link::Kind::kTriple, things[i], things[j], things[k]});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Link> links;
  for (size_t i = 0; i < std::min(found.size(), kMostAtOnce); ++i) links.push_back(found[i].second);
  return links;
}

}  // namespace peerchallenge::scheduling::planning
