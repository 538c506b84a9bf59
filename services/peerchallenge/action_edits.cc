// The `action` commands on one action.
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/action_calls.h"
#include "services/peerchallenge/action_input.h"
#include "services/peerchallenge/action_text.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Action;
using v1::ActionUpdate;

absl::Status ReadMeasures(const ActionArguments& arguments, Action& action) {
  for (const std::string& text : arguments.measures) {
    auto measure = ParseMeasure(text);
    if (!measure.ok()) return measure.status();
    *action.add_measures() = *std::move(measure);
  }
  return absl::OkStatus();
}

absl::StatusOr<ActionUpdate> UpdateOf(const ActionArguments& arguments) {
  ActionUpdate update;
  update.set_note(arguments.note);
  if (!arguments.rag.empty()) {
    const auto rag = ParseEnum<Action::Rag>(arguments.rag, "RAG_", "--rag", "red, amber or green",
                                            Action::Rag_Parse);
    if (!rag.ok()) return rag.status();
    update.set_rag(*rag);
  }
  if (!arguments.delivery.empty()) {
    const auto delivery = ParseEnum<Action::Delivery>(
        arguments.delivery, "DELIVERY_", "--delivery",
        "not-started, in-progress, delivered or dropped", Action::Delivery_Parse);
    if (!delivery.ok()) return delivery.status();
    update.set_delivery(*delivery);
  }
  const std::string today = Today();
  for (const std::string& text : arguments.readings) {
    auto reading = ParseReading(text, today);
    if (!reading.ok()) return reading.status();
    *update.add_readings() = *std::move(reading);
  }
  for (const std::string& text : arguments.evidence) {
    *update.add_evidence() = ParseEvidence(text, today);
  }
  return update;
}

// A flag's value and the field that it fills, where it is given.
void SetGiven(const std::string& value, const char* path, std::string* field,
              v1::UpdateActionRequest& request) {
  if (value.empty()) return;
  *field = value;
  request.mutable_update_mask()->add_paths(path);
}

}  // namespace

ExitCode AddAction(const ActionArguments& arguments, Client& client, Console& console) {
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  v1::CreateActionRequest request;
  request.set_parent(*plan);
  request.set_action_id(arguments.id);
  request.set_request_id(client.NewRequestId());
  Action& action = *request.mutable_action();
  action.set_text(arguments.text);
  action.set_owner_role(arguments.owner);
  action.set_due_date(arguments.due);
  if (absl::Status status = ReadMeasures(arguments, action); !status.ok()) {
    return BadInput(status, arguments, console);
  }
  const auto responses = ResponsesOf(*plan, client);
  if (!responses.ok()) return Failed(responses.status(), arguments, client, console);
  for (const std::string& text : arguments.serves) {
    const auto recommendation = FindRecommendation(text, *responses);
    if (!recommendation.ok()) return Failed(recommendation.status(), arguments, client, console);
    action.add_recommendations(*recommendation);
  }
  return Print(CallPlans<Action>("CreateAction", request, client), ActionText, arguments, client,
               console);
}

ExitCode ChangeAction(const ActionArguments& arguments, Client& client, Console& console) {
  const auto name = ActionIn(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::UpdateActionRequest request;
  Action& action = *request.mutable_action();
  action.set_name(*name);
  SetGiven(arguments.text, "text", action.mutable_text(), request);
  SetGiven(arguments.owner, "owner_role", action.mutable_owner_role(), request);
  SetGiven(arguments.due, "due_date", action.mutable_due_date(), request);
  if (absl::Status status = ReadMeasures(arguments, action); !status.ok()) {
    return BadInput(status, arguments, console);
  }
  if (!arguments.measures.empty()) request.mutable_update_mask()->add_paths("measures");
  request.set_reason(arguments.reason);
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<Action>("UpdateAction", request, client), ActionText, arguments, client,
               console);
}

ExitCode DeleteAction(const ActionArguments& arguments, Client& client, Console& console) {
  const auto name = ActionIn(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::DeleteActionRequest request;
  request.set_name(*name);
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<Action>("DeleteAction", request, client), ActionText, arguments, client,
               console);
}

ExitCode UpdateAction(const ActionArguments& arguments, Client& client, Console& console) {
  const auto name = ActionIn(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  auto update = UpdateOf(arguments);
  if (!update.ok()) return BadInput(update.status(), arguments, console);
  v1::RecordActionUpdateRequest request;
  request.set_parent(*name);
  request.set_action_update_id(arguments.id);
  *request.mutable_action_update() = *std::move(update);
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<Action>("RecordActionUpdate", request, client), ActionText, arguments,
               client, console);
}

ExitCode ListActionUpdates(const ActionArguments& arguments, Client& client, Console& console) {
  const auto name = ActionIn(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::ListActionUpdatesRequest request;
  request.set_parent(*name);
  using Response = v1::ListActionUpdatesResponse;
  return Print(AllPages<Response>("ActionPlanService/ListActionUpdates", request, client,
                                  [](Response& all, const Response& page) {
                                    all.mutable_action_updates()->MergeFrom(page.action_updates());
                                  }),
               ActionUpdatesText, arguments, client, console);
}

}  // namespace peerchallenge::cli
