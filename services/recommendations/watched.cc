#include "services/recommendations/watched.h"

#include <utility>

#include "common/access/roles.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/letters/letter_sight.h"
#include "services/recommendations/plans/plan_watch.h"
#include "services/recommendations/reports/report_sight.h"
#include "services/recommendations/support/support_watch.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::Any;
using google::protobuf::Message;

Any Packed(const Message& message) {
  Any any;
  any.PackFrom(message);
  return any;
}

// One overload per resource type that lies below a review: as its reader may see it, or nothing.
std::optional<Any> ViewBelow(const Standing& standing, const v1::Finding& finding) {
  if (!Sees(standing, finding)) return std::nullopt;
  return Packed(finding);
}

// Letters and what is below them, which need the database: a letter without its text, and its
// paragraphs for the team alone.
View ViewOfLetter(const Look& look, const Standing& standing, const v1::Letter& letter) {
  auto view = ViewOf(look.tx, look.context.store, standing, letter, LetterText::kWithout);
  if (!view.ok()) return view.status();
  if (!*view) return std::nullopt;
  return Packed(**view);
}
View ViewOfLetter(const Look&, const Standing& standing, const v1::Paragraph& paragraph) {
  if (!IsOfTheTeam(standing)) return std::nullopt;
  return Packed(paragraph);
}
View ViewOfLetter(const Look& look, const Standing& standing, const v1::Correction& correction) {
  const auto letter =
      look.context.store.letters.letters.Get(look.tx, validation::ParentOf(correction.name()));
  if (absl::IsNotFound(letter.status())) return std::nullopt;
  if (!letter.ok()) return letter.status();
  if (!SeesCorrections(standing, *letter)) return std::nullopt;
  return Packed(ViewOf(correction, standing, *letter));
}
std::optional<Any> ViewBelow(const Standing& standing, const v1::CommitteeReport& report) {
  if (!Sees(standing, report)) return std::nullopt;
  return Packed(ViewOf(report, standing));
}

// What a region tells all who read its themes: a release without its figures, as in lists.
Any ViewOfRegion(const v1::Theme& theme) { return Packed(theme); }
Any ViewOfRegion(v1::ThemeRelease release) {
  release.clear_cells();
  return Packed(release);
}

template <typename Resource>
WatchedType OfThemes() {
  return {Resource::descriptor(), [](const Look& look, const Message& message) -> View {
            const auto& resource = static_cast<const Resource&>(message);
            const access::Place region{validation::RegionOf(resource.name()), ""};
            if (!access::Holds(look.viewer.caller, access::v1::PERMISSION_THEME_READ, region)) {
              return std::nullopt;
            }
            return ViewOfRegion(resource);
          }};
}

template <typename Resource>
WatchedType OfLetter() {
  return {Resource::descriptor(), [](const Look& look, const Message& message) -> View {
            const auto& resource = static_cast<const Resource&>(message);
            const auto standing = look.sights.Of(resource.name());
            if (!standing.ok()) return standing.status();
            if (*standing == nullptr) return std::nullopt;
            return ViewOfLetter(look, **standing, resource);
          }};
}

template <typename Resource>
WatchedType BelowReview() {
  return {Resource::descriptor(), [](const Look& look, const Message& message) -> View {
            const auto& resource = static_cast<const Resource&>(message);
            const auto standing = look.sights.Of(resource.name());
            if (!standing.ok()) return standing.status();
            if (*standing == nullptr) return std::nullopt;
            return ViewBelow(**standing, resource);
          }};
}

View ViewRecommendation(const Look& look, const v1::Recommendation& recommendation) {
  const auto standing = look.sights.Of(recommendation.name());
  if (!standing.ok()) return standing.status();
  if (*standing == nullptr || !Sees(**standing, recommendation)) return std::nullopt;
  auto view = ViewOf(look.sights, recommendation);
  if (!view.ok()) return view.status();
  return Packed(*view);
}

template <typename Resource>
WatchedType ShownBy(View (*view)(const Look&, const Resource&)) {
  return {Resource::descriptor(), [view](const Look& look, const Message& message) {
            return view(look, static_cast<const Resource&>(message));
          }};
}

}  // namespace

const std::vector<WatchedType>& WatchedTypes() {
  static const std::vector<WatchedType> types = {
      BelowReview<v1::Finding>(), ShownBy(ViewRecommendation),
      OfLetter<v1::Letter>(),     OfLetter<v1::Paragraph>(),
      OfLetter<v1::Correction>(), BelowReview<v1::CommitteeReport>(),
      ShownBy(ViewPlan),          ShownBy(ViewResponse),
      ShownBy(ViewAction),        ShownBy(ViewProgressReview),
      OfThemes<v1::Theme>(),      OfThemes<v1::ThemeRelease>(),
      ShownBy(ViewOffer),         ShownBy(ViewAsk),
      ShownBy(ViewMatchRun),      ShownBy(ViewSupportMatch)};
  return types;
}

const WatchedType* FindWatched(const std::string& full_name) {
  for (const WatchedType& watched : WatchedTypes()) {
    if (watched.type->full_name() == full_name) return &watched;
  }
  return nullptr;
}

}  // namespace peerchallenge::recommendations
