#include "services/recommendations/plans/action_updates.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/recommendations/plans/measures.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Action;
using v1::ActionUpdate;
using v1::CompletionEvidence;
using v1::Measure;

std::string NameOf(Action::Delivery delivery) {
  const std::string name = Action::Delivery_Name(delivery);
  return std::string(absl::StripPrefix(name, "DELIVERY_"));
}

absl::Status CheckDelivery(const Action& action, Action::Delivery wanted) {
  if (absl::Status status = CheckNotDropped(action); !status.ok()) return status;
  const bool back =
      action.delivery() == Action::DELIVERY_DELIVERED && wanted == Action::DELIVERY_NOT_STARTED;
  if (!back) return absl::OkStatus();
  return errors::WrongState(action.name(), NameOf(action.delivery()),
                            "IN_PROGRESS, to which a delivered action can be taken back, before");
}

// What only the action as it is shows to be wrong.
absl::Status CheckAgainst(const Action& action, const ActionUpdate& update) {
  validation::FieldChecks checks;
  for (int i = 0; i < update.readings_size(); ++i) {
    const std::string& id = update.readings(i).measure();
    const auto& measures = action.measures();
    checks.That(std::any_of(measures.begin(), measures.end(),
                            [&id](const Measure& measure) { return measure.id() == id; }),
                absl::StrCat("action_update.readings[", i, "].measure"), id,
                "the id of one of the action's measures");
  }
  const bool has_evidence = update.evidence_size() + action.evidence_size() > 0;
  checks.That(update.delivery() != Action::DELIVERY_DELIVERED || has_evidence,
              "action_update.evidence", "none", "evidence of what is DELIVERED");
  checks.That(update.evidence_size() + action.evidence_size() <= kMostEvidence,
              "action_update.evidence",
              absl::StrCat(update.evidence_size(), " beside ", action.evidence_size()),
              absl::StrCat("at most ", kMostEvidence, " in all"));
  const bool taken_back = action.delivery() == Action::DELIVERY_DELIVERED &&
                          update.delivery() == Action::DELIVERY_IN_PROGRESS;
  checks.That(!taken_back || !update.note().empty(), "action_update.note", "nothing",
              "why a DELIVERED action is taken back");
  return checks.Result();
}

// What differs between two states of an action, in words for those who read its updates.
std::vector<std::string> Differences(const Action& before, const Action& after) {
  std::vector<std::string> differences;
  if (before.due_date() != after.due_date()) {
    differences.push_back(absl::StrCat("due date ", before.due_date(), " to ", after.due_date()));
  }
  for (const Measure& measure : before.measures()) {
    const auto& kept = after.measures();
    const auto now = std::find_if(kept.begin(), kept.end(),
                                  [&](const Measure& m) { return m.id() == measure.id(); });
    if (now == kept.end()) {
      differences.push_back(absl::StrCat("measure ", measure.id(), " taken out"));
    } else if (now->target() != measure.target() || now->baseline() != measure.baseline()) {
      differences.push_back(absl::StrCat("measure ", measure.id(), " from ", measure.baseline(),
                                         " to ", measure.target(), " now from ", now->baseline(),
                                         " to ", now->target()));
    }
  }
  const auto names = [](const Action& action) {
    return absl::StrJoin(action.recommendations(), " ");
  };
  if (before.text() != after.text()) differences.push_back("text");
  if (before.owner_role() != after.owner_role()) differences.push_back("owner");
  if (names(before) != names(after)) differences.push_back("recommendations");
  const bool other_measures =
      before.measures_size() != after.measures_size() ||
      !std::equal(before.measures().begin(), before.measures().end(), after.measures().begin(),
                  [](const Measure& a, const Measure& b) {
                    return a.text() == b.text() && a.unit() == b.unit() && a.id() == b.id();
                  });
  if (other_measures) differences.push_back("measures");
  return differences;
}

}  // namespace

absl::Status CheckNotDropped(const Action& action) {
  if (action.delivery() != Action::DELIVERY_DROPPED) return absl::OkStatus();
  return errors::WrongState(action.name(), "DROPPED", "an action that is not given up");
}

void Begin(Action& action) {
  action.set_rag(Action::RAG_UNSPECIFIED);
  action.set_delivery(Action::DELIVERY_NOT_STARTED);
  action.clear_evidence();
  KeepReadings({}, *action.mutable_measures());
  action.set_effect(EffectOf(action.measures()));
}

absl::Status TakeUpdate(ActionUpdate& update, Action& action) {
  if (update.rag() == Action::RAG_UNSPECIFIED) update.set_rag(action.rag());
  if (update.delivery() == Action::DELIVERY_UNSPECIFIED) update.set_delivery(action.delivery());
  if (absl::Status status = CheckDelivery(action, update.delivery()); !status.ok()) return status;
  if (absl::Status status = CheckAgainst(action, update); !status.ok()) return status;
  action.set_rag(update.rag());
  action.set_delivery(update.delivery());
  for (const auto& reading : update.readings()) TakeReading(reading, *action.mutable_measures());
  action.set_effect(EffectOf(action.measures()));
  for (const CompletionEvidence& piece : update.evidence()) {
    const auto& known = action.evidence();
    const bool there = std::any_of(known.begin(), known.end(), [&](const CompletionEvidence& e) {
      return MessageDifferencer::Equals(e, piece);
    });
    if (!there) *action.add_evidence() = piece;
  }
  return absl::OkStatus();
}

void KeepProgress(const Action& before, Action& after) {
  KeepReadings(before.measures(), *after.mutable_measures());
  after.set_effect(EffectOf(after.measures()));
}

bool LowersPromise(const Action& before, const Action& after) {
  if (after.due_date() > before.due_date()) return true;
  const auto& kept = after.measures();
  return std::any_of(before.measures().begin(), before.measures().end(),
                     [&](const Measure& measure) {
                       return std::none_of(kept.begin(), kept.end(), [&](const Measure& now) {
                         return now.id() == measure.id() && now.target() == measure.target() &&
                                now.baseline() == measure.baseline();
                       });
                     });
}

std::optional<ActionUpdate> UpdateOf(const Action& before, const Action& after,
                                     const std::string& reason) {
  const std::vector<std::string> differences = Differences(before, after);
  if (differences.empty()) return std::nullopt;
  ActionUpdate update;
  update.set_rag(after.rag());
  update.set_delivery(after.delivery());
  update.set_note(absl::StrCat("Changed: ", absl::StrJoin(differences, ", "), ".",
                               reason.empty() ? "" : " ", reason));
  return update;
}

}  // namespace peerchallenge::recommendations
