// The `action` command on a region's clocks and rules.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/action_calls.h"
#include "services/peerchallenge/action_text.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using google::protobuf::FieldDescriptor;
using v1::FollowUpRules;

absl::Status SetValue(const std::string& text, const FieldDescriptor& field, FollowUpRules& rules) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    if (text != "true" && text != "false") {
      return errors::InvalidField("--set", text, "true or false");
    }
    rules.GetReflection()->SetBool(&rules, &field, text == "true");
    return absl::OkStatus();
  }
  int32_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) return errors::InvalidField("--set", text, "a whole number");
  rules.GetReflection()->SetInt32(&rules, &field, value);
  return absl::OkStatus();
}

// "submission-working-days=20" in the rules and, with its path, in the mask.
absl::Status Set(const std::string& setting, v1::UpdateFollowUpRulesRequest& request) {
  const size_t end = setting.find('=');
  const std::string path = absl::StrReplaceAll(setting.substr(0, end), {{"-", "_"}});
  const FieldDescriptor* field = FollowUpRules::descriptor()->FindFieldByName(path);
  if (end == std::string::npos || field == nullptr || !IsRule(*field)) {
    return errors::InvalidField("--set", setting, "NAME=VALUE with a name that is shown");
  }
  request.mutable_update_mask()->add_paths(path);
  return SetValue(setting.substr(end + 1), *field, *request.mutable_follow_up_rules());
}

}  // namespace

ExitCode ShowRules(const ActionArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  const std::string name = *region + "/followUpRules";
  if (arguments.settings.empty()) {
    v1::GetFollowUpRulesRequest request;
    request.set_name(name);
    return Print(CallPlans<FollowUpRules>("GetFollowUpRules", request, client), RulesText,
                 arguments, client, console);
  }
  v1::UpdateFollowUpRulesRequest request;
  request.mutable_follow_up_rules()->set_name(name);
  for (const std::string& setting : arguments.settings) {
    absl::Status status = Set(setting, request);
    if (!status.ok()) return BadInput(status, arguments, console);
  }
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<FollowUpRules>("UpdateFollowUpRules", request, client), RulesText,
               arguments, client, console);
}

}  // namespace peerchallenge::cli
