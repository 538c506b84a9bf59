#include "services/recommendations/findings/support.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::recommendations {
namespace {

using evidence::v1::Assessment;
using google::protobuf::RepeatedPtrField;
using google::protobuf::util::TimeUtil;
using v1::Finding;

absl::Status NotThere(const std::string& item) {
  return errors::ReferenceBroken(
      item, absl::StrCat("the finding rests on '", item, "', which is not there or not shared"));
}

std::set<std::string> OpposedItems(const Assessment& assessment) {
  std::set<std::string> items;
  for (const auto& contradiction : assessment.contradictions()) {
    items.insert(contradiction.items().begin(), contradiction.items().end());
    items.insert(contradiction.opposed_items().begin(), contradiction.opposed_items().end());
  }
  return items;
}

std::set<std::string> ToSet(const RepeatedPtrField<std::string>& names) {
  return {names.begin(), names.end()};
}

bool HasNew(const std::set<std::string>& before, const std::set<std::string>& after) {
  return std::any_of(after.begin(), after.end(),
                     [&](const std::string& name) { return !before.contains(name); });
}

void Mark(Finding::Mark mark, Finding& finding) {
  const auto& marks = finding.marks();
  if (std::find(marks.begin(), marks.end(), mark) == marks.end()) finding.add_marks(mark);
}

// The first base that evidence does not know.
std::string MissingItem(const EvidencePeer& evidence, const Finding& finding,
                        const rpc::CallOptions& within) {
  for (const auto& basis : finding.bases()) {
    if (absl::IsNotFound(evidence.GetItem(basis.item(), within).status())) return basis.item();
  }
  return finding.bases(0).item();
}

bool TeamStandsBy(const Finding& finding) {
  return finding.state() == Finding::STATE_AGREED || finding.state() == Finding::STATE_ISSUED;
}

}  // namespace

absl::StatusOr<Support> AskForSupport(const EvidencePeer& evidence, const Finding& finding,
                                      absl::Time now, const rpc::CallOptions& within) {
  Support support{{finding.bases().begin(), finding.bases().end()}, {}, now};
  support.assessment.set_support(evidence::v1::SUPPORT_NONE);
  if (support.bases.empty()) return support;
  evidence::v1::AssessItemsRequest request;
  request.set_parent(validation::ReviewOf(finding.bases(0).item()));
  request.add_limbs(finding.limb());
  request.set_direction(finding.kind() == Finding::KIND_STRENGTH
                            ? evidence::v1::Bearing::DIRECTION_STRENGTH
                            : evidence::v1::Bearing::DIRECTION_AREA);
  for (Finding::Basis& basis : support.bases) {
    if (basis.version() == 0) {
      const auto item = evidence.GetItem(basis.item(), within);
      if (absl::IsNotFound(item.status())) return NotThere(basis.item());
      if (!item.ok()) return item.status();
      basis.set_version(item->version());
    }
    auto& read = *request.add_items();
    read.set_name(basis.item());
    read.set_version(basis.version());
  }
  auto assessment = evidence.AssessItems(request, within);
  if (absl::IsNotFound(assessment.status())) {
    return NotThere(MissingItem(evidence, finding, within));
  }
  if (!assessment.ok()) return assessment.status();
  support.assessment = *std::move(assessment);
  return support;
}

absl::Status CheckShared(const Support& support) {
  if (support.assessment.lost_items().empty()) return absl::OkStatus();
  return NotThere(support.assessment.lost_items(0));
}

void TakeOver(const Support& support, Finding& finding) {
  const Assessment& after = support.assessment;
  if (TeamStandsBy(finding)) {
    const Assessment& before = finding.assessment();
    if (HasNew(ToSet(before.lost_items()), ToSet(after.lost_items()))) {
      Mark(Finding::MARK_EVIDENCE_WITHDRAWN, finding);
    }
    if (HasNew(ToSet(before.revised_items()), ToSet(after.revised_items()))) {
      Mark(Finding::MARK_EVIDENCE_REVISED, finding);
    }
    if (HasNew(OpposedItems(before), OpposedItems(after))) {
      Mark(Finding::MARK_CONTRADICTED, finding);
    }
    if (before.support() == evidence::v1::SUPPORT_TRIANGULATED &&
        after.support() != evidence::v1::SUPPORT_TRIANGULATED) {
      Mark(Finding::MARK_SUPPORT_LOST, finding);
    }
  }
  *finding.mutable_assessment() = after;
  *finding.mutable_assess_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(support.time));
  if (finding.has_override() && !RestsOnEvidence(finding)) {
    if (TeamStandsBy(finding)) Mark(Finding::MARK_SUPPORT_LOST, finding);
    if (finding.state() != Finding::STATE_ISSUED) finding.clear_override();
  }
}

bool RestsOnEvidence(const Finding& finding) {
  return finding.assessment().support() > evidence::v1::SUPPORT_NONE;
}

bool Stands(const Finding& finding) {
  return finding.assessment().support() == evidence::v1::SUPPORT_TRIANGULATED ||
         (finding.has_override() && RestsOnEvidence(finding));
}

}  // namespace peerchallenge::recommendations
