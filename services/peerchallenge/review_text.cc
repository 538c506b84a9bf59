#include "services/peerchallenge/review_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using v1::Review;
using v1::TeamMember;
using validation::IdOf;

constexpr size_t kTextWidth = 112;

std::string Words(const std::string& enum_name, absl::string_view prefix) {
  return RoleText(std::string(absl::StripPrefix(enum_name, prefix)));
}

std::string Days(const Review& review) {
  if (review.start_date().empty()) return "not planned";
  return absl::StrCat(DayText(review.start_date()), " to ", DayText(review.end_date()));
}

void AddWrapped(const std::string& start, const std::string& text, std::string& out) {
  const std::string margin(WidthOf(start), ' ');
  absl::StrAppend(&out, start,
                  absl::StrJoin(WrapWords(text, kTextWidth - WidthOf(start)), "\n" + margin), "\n");
}

std::string ScopeText(const v1::Scope& scope) {
  std::string text;
  if (!scope.statement().empty()) AddWrapped("  ", scope.statement(), text);
  for (const v1::KeyLineOfEnquiry& line : scope.lines()) {
    AddWrapped(absl::StrCat("  ", line.id(), "  "), line.question(), text);
    for (const auto& limb : line.limbs())
      AddWrapped(absl::StrCat("      (", limb.id(), ") "), limb.text(), text);
  }
  return text;
}

std::string TeamTable(const Review& review) {
  Table table({{.title = "Person"},
               {.title = "Duty"},
               {.title = "From"},
               {.title = "Role"},
               {.title = "Answer"},
               {.title = "", .max_width = 40}});
  for (const TeamMember& member : review.team()) {
    table.AddRow({IdOf(member.person()), Words(TeamMember::Duty_Name(member.duty()), "DUTY_"),
                  member.authority().empty() ? "partner" : IdOf(member.authority()),
                  RoleText(member.role()), Words(TeamMember::State_Name(member.state()), "STATE_"),
                  member.reason()});
  }
  return table.Render(2);
}

}  // namespace

std::string ReviewListText(const google::protobuf::RepeatedPtrField<Review>& reviews) {
  Table table({{.title = "State"},
               {.title = "Days"},
               {.title = "Host"},
               {.title = "Review", .max_width = 70}});
  for (const Review& review : reviews) {
    table.AddRow({Words(Review::State_Name(review.state()), "STATE_"), Days(review),
                  IdOf(review.host()), review.name()});
  }
  return table.empty() ? "no reviews\n" : table.Render();
}

std::string ReviewText(const Review& review) {
  std::string text = absl::StrCat(review.display_name(), "\n", review.name(), "\n");
  absl::StrAppend(&text, Words(Review::Kind_Name(review.kind()), "KIND_"), " at ",
                  IdOf(review.host()), ", ", Words(Review::State_Name(review.state()), "STATE_"),
                  ", ", Days(review), "\n");
  if (!review.cancel_reason().empty())
    absl::StrAppend(&text, "cancelled: ", review.cancel_reason(), "\n");
  if (review.unannounced())
    absl::StrAppend(&text, "unannounced, ", review.released() ? "released" : "hidden from its host",
                    "\n");
  if (review.has_scope()) absl::StrAppend(&text, "Scope\n", ScopeText(review.scope()));
  if (!review.team().empty()) absl::StrAppend(&text, "Team\n", TeamTable(review));
  return text;
}

std::string SuggestionsText(const v1::SuggestReplacementsResponse& response) {
  Table table({{.title = "Person"}, {.title = "Cost", .align = Align::kRight}});
  for (const auto& suggestion : response.suggestions()) {
    table.AddRow({IdOf(suggestion.person()), absl::StrCat(suggestion.cost_change() > 0 ? "+" : "",
                                                          Grouped(suggestion.cost_change()))});
  }
  return table.empty() ? "nobody can take the place\n" : table.Render();
}

}  // namespace peerchallenge::cli
