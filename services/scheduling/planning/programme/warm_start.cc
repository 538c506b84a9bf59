#include "services/scheduling/planning/programme/warm_start.h"

#include <algorithm>
#include <limits>

#include "services/scheduling/planning/programme/districts.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int kSmall = 20;              // reviews that need no start
constexpr double kCloseEnough = 0.003;  // a half's bound to its mixture, as a share
constexpr int64_t kAnyCost = std::numeric_limits<int64_t>::max() / 4;

bool AtOneHost(const Model& model) {
  const int host = model.reviews.front().host;
  return std::all_of(model.reviews.begin(), model.reviews.end(),
                     [host](const ModelReview& review) { return review.host == host; });
}

Column ToWhole(const Model& model, const District& district, Column column) {
  const auto person = [&district](int p) { return district.people[static_cast<size_t>(p)]; };
  column.review = district.reviews[static_cast<size_t>(column.review)];
  if (column.lead != kNobody) column.lead = person(column.lead);
  for (int& p : column.team) p = person(p);
  column.cost = OwnCost(model, column);
  return column;
}

Link ToWhole(const District& district, Link link) {
  const auto review = [&district](int r) { return district.reviews[static_cast<size_t>(r)]; };
  switch (link.kind) {
    case Link::Kind::kLoad:
    case Link::Kind::kOneTeam:
      link.a = district.people[static_cast<size_t>(link.a)];
      break;
    case Link::Kind::kMutual:
      link.a = review(link.a);
      link.b = review(link.b);
      break;
    case Link::Kind::kLeadGap:
      link.a = review(link.a);
      if (link.other >= 0) link.other = review(link.other);
      break;
    case Link::Kind::kBalance:
    case Link::Kind::kWeek:
    case Link::Kind::kLeads:
    case Link::Kind::kHostGap:
    case Link::Kind::kTriple:  // never priced there
      break;
  }
  return link;
}

}  // namespace

Generator::Start StartFromHalves(const Model& model, Budget& budget,
                                 const std::function<bool(int64_t)>& on_work) {
  Generator::Start start;
  if (model.ReviewCount() <= kSmall || AtOneHost(model)) return start;
  int64_t done = 0;
  for (const District& half : Halve(model)) {
    const auto add_work = [&](int64_t work) { return on_work(done + work); };
    Generator generator(half.model, budget);
    int64_t before = 0;
    generator.Begin(StartFromHalves(half.model, budget, [&](int64_t work) {
      before = work;
      return add_work(work);
    }));
    const Generator::Answer answer = generator.Solve(
        kAnyCost, kCloseEnough, [&](int64_t) { return add_work(before + generator.Work()); });
    done += before + generator.Work();
    if (answer == Generator::Answer::kStopped) return {};
    const Generator::Start own = generator.Harvest();
    const double share =
        static_cast<double>(half.model.ReviewCount()) / static_cast<double>(model.ReviewCount());
    for (const Column& column : own.columns) {
      start.columns.push_back(ToWhole(model, half, column));
    }
    for (const auto& [link, price] : own.prices) {
      start.prices.emplace_back(ToWhole(half, link),
                                link.kind == Link::Kind::kWeek ? price * share : price);
    }
  }
  return start;
}

}  // namespace peerchallenge::scheduling::planning
