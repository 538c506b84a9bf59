#include "services/recommendations/letters/letter_material.h"

#include <utility>

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
                                    const TeamMember& member) {
  const auto person = context.relations.Person(tx, member.person());
  if (absl::IsNotFound(person.status())) return std::string();
  if (!person.ok()) return person.status();
  if (person->authority().empty()) return person->organisation();
  return DisplayName(context.relations.Authority(tx, person->authority()), person->authority());
}

}  // namespace

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
    auto from = PlaceOf(tx, context, member);
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
