#include "services/recommendations/findings/finding_checks.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::RepeatedPtrField;
using validation::FieldChecks;

constexpr size_t kLongestFinding = 4'000;
constexpr size_t kLongestRecommendation = 2'000;
constexpr size_t kLongestAddressee = 200;
constexpr int kMostBases = 100;
constexpr int kMostThemes = 10;
constexpr int kMostFindings = 20;
constexpr int kMostRepeats = 10;
constexpr int kHighestNumber = 999;

// Names of the form below `parent`, each once, `least` to `most` of them.
void CheckNames(const RepeatedPtrField<std::string>& names, const std::string& field,
                std::string_view pattern, const std::string& parent, int least, int most,
                FieldChecks& checks) {
  checks.Range(field, names.size(), least, most);
  if (names.size() > most) return;
  std::set<std::string> seen;
  for (const std::string& name : names) {
    checks.NameBelow(field, name, pattern, parent);
    checks.That(seen.insert(name).second, field, name, "each once");
  }
}

void CheckLimb(const std::string& limb, const std::string& field,
               const scheduling::v1::Scope& scope, FieldChecks& checks) {
  checks.That(HasLimb(scope, limb), field, limb,
              "a limb of the review's scope, {line}/{limb} or {line}");
}

template <typename IsValid>
void CheckEnum(int value, const std::string& field, IsValid is_valid, const char* wanted,
               FieldChecks& checks) {
  checks.That(value != 0 && is_valid(value), field, absl::StrCat(value), wanted);
}

}  // namespace

bool HasLimb(const scheduling::v1::Scope& scope, const std::string& limb) {
  for (const auto& line : scope.lines()) {
    if (limb == line.id()) return true;
    for (const auto& part : line.limbs()) {
      if (limb == absl::StrCat(line.id(), "/", part.id())) return true;
    }
  }
  return false;
}

std::string LineOf(const std::string& limb) { return limb.substr(0, limb.find('/')); }

void CheckFinding(const v1::Finding& finding, const std::string& parent,
                  const scheduling::v1::Scope& scope, FieldChecks& checks) {
  CheckEnum(finding.kind(), "finding.kind", v1::Finding::Kind_IsValid,
            "STRENGTH or AREA_FOR_CONSIDERATION", checks);
  CheckLimb(finding.limb(), "finding.limb", scope, checks);
  checks.Text("finding.text", finding.text(), 1, kLongestFinding);
  checks.Count("finding.bases", finding.bases_size(), kMostBases);
  CheckNames(finding.themes(), "finding.themes", kThemeName, validation::RegionOf(parent), 0,
             kMostThemes, checks);
  if (finding.bases_size() > kMostBases) return;
  std::set<std::string> items;
  for (int i = 0; i < finding.bases_size(); ++i) {
    const std::string at = absl::StrCat("finding.bases[", i, "]");
    checks.NameBelow(at + ".item", finding.bases(i).item(), kItemName, parent);
    checks.That(items.insert(finding.bases(i).item()).second, at + ".item", finding.bases(i).item(),
                "each once");
    checks.That(finding.bases(i).version() >= 0, at + ".version",
                absl::StrCat(finding.bases(i).version()), "0 or the version as it was read");
  }
}

void CheckRecommendation(const v1::Recommendation& recommendation, const std::string& parent,
                         const scheduling::v1::Scope& scope, FieldChecks& checks) {
  using Recommendation = v1::Recommendation;
  const std::string region = validation::RegionOf(parent);
  checks.Range("recommendation.number", recommendation.number(), 0, kHighestNumber);
  checks.Text("recommendation.text", recommendation.text(), 1, kLongestRecommendation);
  CheckEnum(recommendation.addressee(), "recommendation.addressee",
            Recommendation::Addressee_IsValid, "DIRECTOR, COUNCIL, PARTNERSHIP or REGION", checks);
  const bool named = recommendation.addressee() == Recommendation::ADDRESSEE_PARTNERSHIP;
  checks.Text("recommendation.addressee_detail", recommendation.addressee_detail(), named ? 1 : 0,
              kLongestAddressee);
  CheckLimb(recommendation.limb(), "recommendation.limb", scope, checks);
  CheckNames(recommendation.findings(), "recommendation.findings", kFindingName, parent, 1,
             kMostFindings, checks);
  CheckEnum(recommendation.priority(), "recommendation.priority", Recommendation::Priority_IsValid,
            "HIGH, MEDIUM or LOW", checks);
  CheckEnum(recommendation.horizon(), "recommendation.horizon", Recommendation::Horizon_IsValid,
            "NOW, THREE_MONTHS, SIX_MONTHS, YEAR or LONGER", checks);
  CheckNames(recommendation.themes(), "recommendation.themes", kThemeName, region, 0, kMostThemes,
             checks);
  CheckNames(recommendation.repeats(), "recommendation.repeats", kRecommendationName, region, 0,
             kMostRepeats, checks);
}

}  // namespace peerchallenge::recommendations
