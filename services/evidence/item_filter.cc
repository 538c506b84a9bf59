#include "services/evidence/item_filter.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/names.h"
#include "services/evidence/source_classes.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::RepeatedField;

constexpr int kMostNames = 20;
constexpr int kMostClasses = 10;

template <typename List, typename Value>
bool Contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

v1::Sensitivity SensitivityOf(const v1::Item& item) {
  return item.content().sensitivity() == v1::SENSITIVITY_UNSPECIFIED ? v1::SENSITIVITY_TEAM
                                                                     : item.content().sensitivity();
}

// On the limb itself, or on any limb of the line.
bool BearsOn(const v1::Item& item, const std::string& limb) {
  const bool line = !absl::StrContains(limb, '/');
  return std::any_of(item.content().bearings().begin(), item.content().bearings().end(),
                     [&](const v1::Bearing& bearing) {
                       return bearing.limb() == limb ||
                              (line && absl::StartsWith(bearing.limb(), limb + "/"));
                     });
}

bool IsOrLiesBelow(v1::SourceClass shown, v1::SourceClass wanted) {
  while (shown != wanted && WiderThan(shown) != shown) shown = WiderThan(shown);
  return shown == wanted;
}

bool WantsState(const v1::ItemFilter& filter, v1::Item::State state) {
  if (filter.states().empty()) {
    return state == v1::Item::STATE_DRAFT || state == v1::Item::STATE_SHARED;
  }
  return Contains(filter.states(), static_cast<int>(state));
}

// What an item says on days: from its first to its last, either of which may be open.
bool SpeaksOf(const v1::ItemContent& content, const std::string& from, const std::string& to) {
  if (!from.empty() && !content.end_date().empty() && content.end_date() < from) return false;
  return to.empty() || content.start_date().empty() || content.start_date() <= to;
}

bool WantsDay(const v1::ItemFilter& filter, const v1::Item& item) {
  const std::string day = validation::FormatDay(CaptureDay(item));
  if (!filter.capture_start_date().empty() && day < filter.capture_start_date()) return false;
  if (!filter.capture_end_date().empty() && day > filter.capture_end_date()) return false;
  return SpeaksOf(item.content(), filter.start_date(), filter.end_date());
}

}  // namespace

void CheckFilter(const v1::ItemFilter& filter, const std::string& review,
                 validation::FieldChecks& checks) {
  checks.Count("filter.limbs", filter.limbs_size(), kMostNames);
  checks.Count("filter.source_classes", filter.source_classes_size(), kMostClasses);
  checks.Count("filter.authors", filter.authors_size(), kMostNames);
  checks.Count("filter.themes", filter.themes_size(), kMostNames);
  const auto known = [&](const char* field, const RepeatedField<int>& values, auto is_valid) {
    for (const int value : values) {
      checks.That(is_valid(value) && value != 0, field, absl::StrCat(value), "known values");
    }
  };
  known("filter.source_classes", filter.source_classes(), v1::SourceClass_IsValid);
  known("filter.kinds", filter.kinds(), v1::ItemContent::Kind_IsValid);
  known("filter.sensitivities", filter.sensitivities(), v1::Sensitivity_IsValid);
  known("filter.states", filter.states(), v1::Item::State_IsValid);
  if (filter.authors_size() <= kMostNames) {
    for (const std::string& author : filter.authors()) {
      checks.Name("filter.authors", author, kPersonName);
    }
  }
  if (!filter.occasion().empty()) {
    checks.NameBelow("filter.occasion", filter.occasion(), kOccasionName, review);
  }
  checks.OptionalDay("filter.capture_start_date", filter.capture_start_date());
  checks.OptionalDay("filter.capture_end_date", filter.capture_end_date());
  checks.OptionalDay("filter.start_date", filter.start_date());
  checks.OptionalDay("filter.end_date", filter.end_date());
}

bool Wants(const v1::ItemFilter& filter, const v1::Item& item) {
  const v1::ItemContent& content = item.content();
  const auto any = [](const auto& wanted, auto matches) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), matches);
  };
  return WantsState(filter, item.state()) && WantsDay(filter, item) &&
         any(filter.limbs(), [&](const std::string& limb) { return BearsOn(item, limb); }) &&
         any(filter.source_classes(),
             [&](int wanted) {
               return IsOrLiesBelow(item.source_class(), static_cast<v1::SourceClass>(wanted));
             }) &&
         any(filter.authors(),
             [&](const std::string& author) { return author == item.captured().author(); }) &&
         any(filter.kinds(), [&](int kind) { return kind == content.kind(); }) &&
         any(filter.sensitivities(), [&](int wanted) { return wanted == SensitivityOf(item); }) &&
         any(filter.themes(),
             [&](const std::string& theme) { return Contains(content.themes(), theme); }) &&
         (filter.occasion().empty() || filter.occasion() == content.occasion()) &&
         (!filter.conflicted() || item.conflicted()) &&
         (!filter.unsorted() || content.bearings().empty());
}

}  // namespace peerchallenge::evidence
