#include "services/peerchallenge/finding_actions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/finding_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Finding;
using v1::Recommendation;

// The names of things right below the review, each given by id or whole name.
absl::Status AddNames(const std::vector<std::string>& texts, const std::string& parent,
                      const std::string& collection,
                      google::protobuf::RepeatedPtrField<std::string>& names) {
  for (const std::string& text : texts) {
    auto name = NameInReview(text, parent, collection);
    if (!name.ok()) return name.status();
    *names.Add() = *std::move(name);
  }
  return absl::OkStatus();
}

void AddThemes(const FindingArguments& arguments, const std::string& review,
               google::protobuf::RepeatedPtrField<std::string>& themes) {
  for (const std::string& theme : arguments.themes) {
    *themes.Add() = absl::StrCat(validation::RegionOf(review), "/themes/", theme);
  }
}

absl::StatusOr<Finding::Kind> KindIn(const FindingArguments& arguments) {
  const std::string kind = arguments.kind == "area" ? "area-for-consideration" : arguments.kind;
  return ParseEnum<Finding::Kind>(kind, "KIND_", "--kind", "strength or area", Finding::Kind_Parse);
}

absl::Status AddBases(const FindingArguments& arguments, const std::string& review,
                      Finding& finding) {
  for (const std::string& text : arguments.items) {
    auto item = NameInReview(text, review, "items");
    if (!item.ok()) return item.status();
    finding.add_bases()->set_item(*std::move(item));
  }
  return absl::OkStatus();
}

// The finding's name and, of what the arguments say, each field with its path.
absl::StatusOr<v1::UpdateFindingRequest> ChangeOf(const FindingArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  auto name = NameInReview(arguments.finding, *review, "findings");
  if (!name.ok()) return name.status();
  v1::UpdateFindingRequest request;
  Finding& finding = *request.mutable_finding();
  finding.set_name(*std::move(name));
  const auto given = [&](bool is_given, const char* path) {
    if (is_given) request.mutable_update_mask()->add_paths(path);
    return is_given;
  };
  if (given(!arguments.kind.empty(), "kind")) {
    const auto kind = KindIn(arguments);
    if (!kind.ok()) return kind.status();
    finding.set_kind(*kind);
  }
  if (given(!arguments.limb.empty(), "limb")) finding.set_limb(arguments.limb);
  if (given(!arguments.text.empty(), "text")) finding.set_text(arguments.text);
  if (given(!arguments.items.empty(), "bases")) {
    absl::Status bases = AddBases(arguments, *review, finding);
    if (!bases.ok()) return bases;
  }
  if (given(!arguments.themes.empty(), "themes")) {
    AddThemes(arguments, *review, *finding.mutable_themes());
  }
  if (request.update_mask().paths().empty()) {
    return errors::InvalidField("--text", "nothing to change",
                                "one of --text, --kind, --limb, --item and --theme");
  }
  return request;
}

absl::StatusOr<v1::CreateFindingRequest> FindingOf(const FindingArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  v1::CreateFindingRequest request;
  request.set_parent(*review);
  request.set_finding_id(arguments.id);
  Finding& finding = *request.mutable_finding();
  const auto kind = KindIn(arguments);
  if (!kind.ok()) return kind.status();
  finding.set_kind(*kind);
  finding.set_limb(arguments.limb);
  finding.set_text(arguments.text);
  if (absl::Status bases = AddBases(arguments, *review, finding); !bases.ok()) return bases;
  AddThemes(arguments, *review, *finding.mutable_themes());
  return request;
}

absl::StatusOr<v1::CreateRecommendationRequest> RecommendationOf(
    const FindingArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  v1::CreateRecommendationRequest request;
  request.set_parent(*review);
  request.set_recommendation_id(arguments.id);
  Recommendation& recommendation = *request.mutable_recommendation();
  recommendation.set_text(arguments.text);
  recommendation.set_limb(arguments.limb);
  recommendation.set_addressee_detail(arguments.addressee_detail);
  const auto addressee = ParseEnum<Recommendation::Addressee>(
      arguments.addressee, "ADDRESSEE_", "--to", "director, council, partnership or region",
      Recommendation::Addressee_Parse);
  if (!addressee.ok()) return addressee.status();
  const auto priority =
      ParseEnum<Recommendation::Priority>(arguments.priority, "PRIORITY_", "--priority",
                                          "high, medium or low", Recommendation::Priority_Parse);
  if (!priority.ok()) return priority.status();
  const auto horizon = ParseEnum<Recommendation::Horizon>(
      arguments.horizon, "HORIZON_", "--when", "now, three-months, six-months, year or longer",
      Recommendation::Horizon_Parse);
  if (!horizon.ok()) return horizon.status();
  recommendation.set_addressee(*addressee);
  recommendation.set_priority(*priority);
  recommendation.set_horizon(*horizon);
  absl::Status names =
      AddNames(arguments.findings, *review, "findings", *recommendation.mutable_findings());
  if (!names.ok()) return names;
  AddThemes(arguments, *review, *recommendation.mutable_themes());
  return request;
}

absl::StatusOr<std::string> FindingName(const FindingArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  return NameInReview(arguments.finding, *review, "findings");
}

// Takes a step of a finding that needs its name only, or a reason too.
template <typename Request>
ExitCode TakeStep(const std::string& method, Request request, const FindingArguments& arguments,
                  Client& client, Console& console) {
  const auto name = FindingName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  request.set_name(*name);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<Finding>("FindingService/" + method, request),
               FindingText, arguments, client, console);
}

absl::StatusOr<std::string> RecommendationName(const FindingArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  return NameInReview(arguments.finding, *review, "recommendations");
}

}  // namespace

ExitCode AddFinding(const FindingArguments& arguments, Client& client, Console& console) {
  auto request = FindingOf(arguments);
  if (!request.ok()) return BadInput(request.status(), arguments, console);
  request->set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<Finding>("FindingService/CreateFinding", *request),
               FindingText, arguments, client, console);
}

ExitCode ListFindings(const FindingArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::ListFindingsRequest request;
  request.set_parent(*review);
  using Response = v1::ListFindingsResponse;
  return Print(AllPages<Response>("FindingService/ListFindings", request, client,
                                  [](Response& all, const Response& page) {
                                    all.mutable_findings()->MergeFrom(page.findings());
                                  }),
               FindingsText, arguments, client, console);
}

ExitCode ShowFinding(const FindingArguments& arguments, Client& client, Console& console) {
  const auto name = FindingName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::GetFindingRequest request;
  request.set_name(*name);
  return Print(client.CallRecommendations<Finding>("FindingService/GetFinding", request),
               WholeFindingText, arguments, client, console);
}

ExitCode ChangeFinding(const FindingArguments& arguments, Client& client, Console& console) {
  auto request = ChangeOf(arguments);
  if (!request.ok()) return BadInput(request.status(), arguments, console);
  request->set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<Finding>("FindingService/UpdateFinding", *request),
               FindingText, arguments, client, console);
}

ExitCode RefreshFinding(const FindingArguments& arguments, Client& client, Console& console) {
  const auto name = FindingName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::RefreshFindingRequest request;
  request.set_name(*name);
  return Print(client.CallRecommendations<Finding>("FindingService/RefreshFinding", request),
               WholeFindingText, arguments, client, console);
}

ExitCode AgreeFinding(const FindingArguments& arguments, Client& client, Console& console) {
  return TakeStep("AgreeFinding", v1::AgreeFindingRequest(), arguments, client, console);
}

ExitCode OverrideFinding(const FindingArguments& arguments, Client& client, Console& console) {
  v1::OverrideTriangulationRequest request;
  request.set_reason(arguments.reason);
  return TakeStep("OverrideTriangulation", request, arguments, client, console);
}

ExitCode WithdrawFinding(const FindingArguments& arguments, Client& client, Console& console) {
  v1::WithdrawFindingRequest request;
  request.set_reason(arguments.reason);
  return TakeStep("WithdrawFinding", request, arguments, client, console);
}

ExitCode AddRecommendation(const FindingArguments& arguments, Client& client, Console& console) {
  auto request = RecommendationOf(arguments);
  if (!request.ok()) return BadInput(request.status(), arguments, console);
  request->set_request_id(client.NewRequestId());
  return Print(
      client.CallRecommendations<Recommendation>("FindingService/CreateRecommendation", *request),
      RecommendationText, arguments, client, console);
}

ExitCode ListRecommendations(const FindingArguments& arguments, Client& client, Console& console) {
  v1::ListRecommendationsRequest request;
  if (const auto region = RegionName(arguments.review); region.ok()) {
    request.set_parent(*region + "/reviews/-");
  } else {
    const auto review = ReviewName(arguments.review);
    if (!review.ok()) return BadInput(review.status(), arguments, console);
    request.set_parent(*review);
  }
  request.set_query(arguments.query);
  using Response = v1::ListRecommendationsResponse;
  return Print(
      AllPages<Response>("FindingService/ListRecommendations", request, client,
                         [](Response& all, const Response& page) {
                           all.mutable_recommendations()->MergeFrom(page.recommendations());
                         }),
      RecommendationsText, arguments, client, console);
}

ExitCode RewordRecommendation(const FindingArguments& arguments, Client& client, Console& console) {
  const auto name = RecommendationName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::UpdateRecommendationRequest request;
  request.mutable_recommendation()->set_name(*name);
  request.mutable_recommendation()->set_text(arguments.text);
  request.set_request_id(client.NewRequestId());
  return Print(
      client.CallRecommendations<Recommendation>("FindingService/UpdateRecommendation", request),
      RecommendationText, arguments, client, console);
}

ExitCode WithdrawRecommendation(const FindingArguments& arguments, Client& client,
                                Console& console) {
  const auto name = RecommendationName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::WithdrawRecommendationRequest request;
  request.set_name(*name);
  request.set_reason(arguments.reason);
  request.set_request_id(client.NewRequestId());
  return Print(
      client.CallRecommendations<Recommendation>("FindingService/WithdrawRecommendation", request),
      RecommendationText, arguments, client, console);
}

}  // namespace peerchallenge::cli
