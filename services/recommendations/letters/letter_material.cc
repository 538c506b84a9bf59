#include "services/recommendations/letters/letter_material.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/follow_up_rules.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::TeamMember;

// The name for people of an authority or region; its id while it is not known.
template <typename Found>
absl::StatusOr<std::string> DisplayName(const Found& found, const std::string& name) {
  if (found.ok() && !found->display_name().empty()) return found->display_name();
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  return validation::IdOf(name);
}

absl::StatusOr<std::string> PlaceOf(storage::Transaction& tx, const Context& context,
                                    const scheduling::v1::Person& person) {
  if (person.authority().empty()) return person.organisation();
  return DisplayName(context.relations.Authority(tx, person.authority()), person.authority());
}

}  // namespace

absl::StatusOr<std::string> SignatoryInWords(storage::Transaction& tx, const Context& context,
                                             const std::string& person_name) {
  const auto person = context.relations.Person(tx, person_name);
  if (absl::IsNotFound(person.status())) return std::string();
  if (!person.ok()) return person.status();
  const auto place = PlaceOf(tx, context, *person);
  if (!place.ok()) return place.status();
  const std::string& called = person->display_name();
  if (called.empty() || absl::StrContains(called, *place)) {
    return called.empty() ? *place : called;
  }
  return absl::StrCat(called, ", ", *place);
}

absl::StatusOr<LetterMaterial> LoadMaterial(storage::Transaction& tx, const Context& context,
                                            const scheduling::v1::Review& review) {
  LetterMaterial material;
  material.review = review;
  const std::string region = validation::RegionOf(review.name());
  auto host = DisplayName(context.relations.Authority(tx, review.host()), review.host());
  if (!host.ok()) return host.status();
  material.host = *std::move(host);
  auto region_name = DisplayName(context.relations.Region(tx, region), region);
  if (!region_name.ok()) return region_name.status();
  material.region = *std::move(region_name);
  for (const TeamMember& member : review.team()) {
    if (member.state() != TeamMember::STATE_ACCEPTED) continue;
    const auto person = context.relations.Person(tx, member.person());
    if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
    auto from = person.ok() ? PlaceOf(tx, context, *person) : std::string();
    if (!from.ok()) return from.status();
    material.team.push_back({member.duty(), *std::move(from)});
  }
  auto findings = context.store.findings.FindingsOf(tx, review.name());
  if (!findings.ok()) return findings.status();
  material.findings = *std::move(findings);
  auto recommendations = context.store.findings.RecommendationsOf(tx, review.name());
  if (!recommendations.ok()) return recommendations.status();
  material.recommendations = *std::move(recommendations);
  auto rules = RulesOf(tx, context.store, region);
  if (!rules.ok()) return rules.status();
  material.rules = *std::move(rules);
  return material;
}

}  // namespace peerchallenge::recommendations
