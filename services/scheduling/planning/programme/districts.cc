#include "services/scheduling/planning/programme/districts.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

int64_t Distance(const Model& model, int a, int b) {
  return model.travel_cost[static_cast<size_t>(a * model.authority_count + b)];
}

// The host farthest from the authority `from`.
int FarthestHost(const Model& model, int from) {
  const auto farthest = std::max_element(
      model.reviews.begin(), model.reviews.end(), [&](const ModelReview& a, const ModelReview& b) {
        return Distance(model, from, a.host) < Distance(model, from, b.host);
      });
  return farthest->host;
}

// By authority: the half that it belongs to.
std::vector<int> HalfOf(const Model& model) {
  const int west = FarthestHost(model, model.reviews.front().host);
  const int east = FarthestHost(model, west);
  std::vector<int> order(static_cast<size_t>(model.authority_count));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return Distance(model, west, a) - Distance(model, east, a) <
           Distance(model, west, b) - Distance(model, east, b);
  });
  std::vector<int> half(order.size(), 1);
  size_t reviews = 0;
  for (const int a : order) {
    const size_t hosted = model.hosted[static_cast<size_t>(a)].size();
    const bool last_host = reviews + hosted == model.reviews.size();
    if (reviews > 0 && (last_host || reviews >= model.reviews.size() / 2)) break;
    half[static_cast<size_t>(a)] = 0;
    reviews += hosted;
  }
  return half;
}

// The people of each half, in order; pinned members come to where they are pinned as well.
std::array<std::vector<int>, 2> PeopleOf(const Model& model, const std::vector<int>& half) {
  std::array<std::vector<int>, 2> people;
  size_t turn = 0;
  for (int p = 0; p < model.PersonCount(); ++p) {
    const int home = model.Person(p).authority;
    people[home == kPartner ? turn++ % 2 : static_cast<size_t>(half[static_cast<size_t>(home)])]
        .push_back(p);
  }
  for (const ModelReview& review : model.reviews) {
    auto& own = people[static_cast<size_t>(half[static_cast<size_t>(review.host)])];
    own.insert(own.end(), review.pinned.begin(), review.pinned.end());
  }
  for (std::vector<int>& own : people) {
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
  }
  return people;
}

// The review as it stands with the people left, whose new positions `place` gives (-1 = gone).
ModelReview WithPeople(ModelReview review, const std::vector<int>& place) {
  const auto at = [&place](int p) { return place[static_cast<size_t>(p)]; };
  const auto map = [&at](std::vector<int>& people) {
    std::erase_if(people, [&at](int p) { return at(p) < 0; });
    for (int& p : people) p = at(p);
  };
  const auto map_bonus = [&at](std::vector<std::pair<int, int64_t>>& bonuses) {
    std::erase_if(bonuses, [&at](const auto& bonus) { return at(bonus.first) < 0; });
    for (auto& [p, bonus] : bonuses) p = at(p);
  };
  map(review.people);
  for (std::vector<int>& people : review.people_by_class) map(people);
  map(review.leads);
  map(review.pinned);
  map_bonus(review.kept_bonus);
  map_bonus(review.lead_bonus);
  return review;
}

// The rules and weights of the whole, with a share of the weeks' room, as if the others filled the
// weeks likewise.
Model WithoutReviews(const Model& model, size_t reviews) {
  Model part;
  part.week_count = model.week_count;
  part.authority_count = model.authority_count;
  part.travel_cost = model.travel_cost;
  part.week_limit = model.week_limit;
  part.lead_limit = model.lead_limit;
  part.lead_gap = model.lead_gap;
  part.host_gap = model.host_gap;
  part.may_be_mutual = model.may_be_mutual;
  part.theme_weight = model.theme_weight;
  part.balance_weight = model.balance_weight;
  part.novice_weight = model.novice_weight;
  part.spread_weight = model.spread_weight;
  part.week_room = model.week_room * static_cast<double>(reviews) / model.ReviewCount();
  part.hosted.resize(model.hosted.size());
  return part;
}

District Cut(const Model& model, std::vector<int> reviews, std::vector<int> people) {
  District district;
  std::vector<int> place(model.people.size(), -1);
  for (size_t i = 0; i < people.size(); ++i) {
    place[static_cast<size_t>(people[i])] = static_cast<int>(i);
  }
  Model& part = district.model;
  part = WithoutReviews(model, reviews.size());
  for (const int p : people) part.people.push_back(model.Person(p));
  for (const int r : reviews) {
    part.hosted[static_cast<size_t>(model.Review(r).host)].push_back(part.ReviewCount());
    part.reviews.push_back(WithPeople(model.Review(r), place));
    for (const int p : people) {
      part.flags.push_back(model.Flags(r, p));
      part.themes.push_back(model.Themes(r, p));
    }
  }
  district.reviews = std::move(reviews);
  district.people = std::move(people);
  return district;
}

}  // namespace

std::array<District, 2> Halve(const Model& model) {
  const std::vector<int> half = HalfOf(model);
  std::array<std::vector<int>, 2> people = PeopleOf(model, half);
  std::array<std::vector<int>, 2> reviews;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const int own = half[static_cast<size_t>(model.Review(r).host)];
    reviews[static_cast<size_t>(own)].push_back(r);
  }
  return {Cut(model, std::move(reviews[0]), std::move(people[0])),
          Cut(model, std::move(reviews[1]), std::move(people[1]))};
}

}  // namespace peerchallenge::scheduling::planning
