// The methods of EvidenceService on how well evidence holds.
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "services/evidence/days.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/guarded_reads.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/item_views.h"
#include "services/evidence/names.h"
#include "services/evidence/sessions_ahead.h"
#include "services/evidence/triangulation.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using validation::FieldChecks;

constexpr int kMostAssessed = 100;
constexpr int kMostLimbs = 50;

std::vector<std::string> LimbsOf(const scheduling::v1::Scope& scope) {
  std::vector<std::string> limbs;
  for (const auto& line : scope.lines()) {
    for (const auto& limb : line.limbs()) limbs.push_back(line.id() + "/" + limb.id());
    if (line.limbs().empty()) limbs.push_back(line.id());
  }
  return limbs;
}

// What counts of the review's evidence, as the caller reads it. Another service shows what it
// learns to the whole team, so of items for the leads it is told those that it asks about only.
absl::StatusOr<KnownEvidence> LoadEvidence(Transaction& tx, const Context& context,
                                           ItemViews& views,
                                           const std::set<std::string>& asked = {}) {
  const scheduling::v1::Review& review = views.standing().review;
  const auto told = [&](const v1::Item& item) {
    return !views.standing().service || item.content().sensitivity() != v1::SENSITIVITY_LEADS ||
           asked.contains(item.name());
  };
  KnownEvidence evidence;
  evidence.limbs = LimbsOf(review.scope());
  absl::Status status =
      context.store.items.Scan(tx, {{"parent", review.name()}}, [&](const v1::Item& item) {
        if (item.state() == v1::Item::STATE_SHARED && views.Sees(item) && told(item)) {
          evidence.items.push_back(views.View(item));
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  if (status = views.FindOrigins(tx, context); !status.ok()) return status;
  auto occasions = context.store.occasions.All(tx, {{"parent", review.name()}});
  if (!occasions.ok()) return occasions.status();
  evidence.occasions = *std::move(occasions);
  std::erase_if(evidence.occasions,
                [&](const v1::Occasion& occasion) { return !views.Sees(occasion); });
  return evidence;
}

}  // namespace

absl::StatusOr<v1::Triangulation> EvidenceService::GetTriangulation(
    const rpc::Call& call, const v1::GetTriangulationRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kTriangulationName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<v1::Triangulation>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Triangulation> {
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        auto evidence = LoadEvidence(tx, context_, *views);
        if (!evidence.ok()) return evidence.status();
        auto sessions =
            SessionsAhead(tx, context_.relations, standing.review.name(), context_.clock.Now());
        if (!sessions.ok()) return sessions.status();
        evidence->sessions = *std::move(sessions);
        v1::Triangulation triangulation = Triangulate(*evidence);
        triangulation.set_name(request.name());
        auto fresh = context_.relations.FreshTime(tx);
        if (!fresh.ok()) return fresh.status();
        if (fresh->has_value()) *triangulation.mutable_timetable_time() = StampOf(**fresh);
        return triangulation;
      });
}

absl::StatusOr<v1::Assessment> EvidenceService::AssessItems(const rpc::Call& call,
                                                            const v1::AssessItemsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Range("items", request.items_size(), 1, kMostAssessed);
  checks.Count("limbs", request.limbs_size(), kMostLimbs);
  checks.That(v1::Bearing::Direction_IsValid(request.direction()) &&
                  request.direction() != v1::Bearing::DIRECTION_CONTEXT,
              "direction", absl::StrCat(request.direction()), "STRENGTH, AREA or nothing");
  if (request.items_size() <= kMostAssessed) {
    for (int i = 0; i < request.items_size(); ++i) {
      checks.NameBelow(absl::StrCat("items[", i, "].name"), request.items(i).name(), kItemName,
                       request.parent());
    }
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<v1::Assessment>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Assessment> {
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        std::set<std::string> named;
        for (const auto& read : request.items()) named.insert(read.name());
        auto evidence = LoadEvidence(tx, context_, *views, named);
        if (!evidence.ok()) return evidence.status();
        Claim claim{.items = {},
                    .limbs = {request.limbs().begin(), request.limbs().end()},
                    .direction = request.direction()};
        std::vector<std::string> lost, revised;
        for (const auto& read : request.items()) {
          if (named.erase(read.name()) == 0) continue;
          auto item = context_.store.items.Get(tx, read.name());
          if (!item.ok()) return item.status();
          if (!views->Sees(*item)) return errors::NotFound(read.name());
          if (item->state() != v1::Item::STATE_SHARED) {
            lost.push_back(read.name());
            continue;
          }
          if (read.version() != 0 && read.version() != item->version()) {
            revised.push_back(read.name());
          }
          claim.items.push_back(read.name());
        }
        v1::Assessment assessment = Assess(*evidence, claim);
        assessment.mutable_lost_items()->Assign(lost.begin(), lost.end());
        assessment.mutable_revised_items()->Assign(revised.begin(), revised.end());
        return assessment;
      });
}

}  // namespace peerchallenge::evidence
