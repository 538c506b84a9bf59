#include "services/peerchallenge/timetable_actions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/timetable_events.h"
#include "services/peerchallenge/timetable_text.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using validation::IdOf;

// Prints what a call gave, as JSON or by `text`, or its error.
template <typename Message>
ExitCode Print(const absl::StatusOr<Message>& message, std::string (*text)(const Message&),
               const TimetableArguments& arguments, const Client& client, Console& console) {
  if (!message.ok()) {
    return ReportFailure(message.status(), client.request_id(), arguments.json, console);
  }
  console.out << (arguments.json ? FormatJson(*message, JsonStyle::kLine) + "\n" : text(*message));
  return ExitCode::kOk;
}

ExitCode BadInput(const absl::Status& status, const TimetableArguments& arguments,
                  Console& console) {
  return ReportBadInput(status, arguments.json, console);
}

SearchWatcher WatcherOf(const TimetableArguments& arguments, Client& client, Console& console,
                        const Interrupt& interrupt) {
  return {client, console, interrupt,
          arguments.quiet ? ProgressDisplay::Mode::kQuiet : ProgressDisplay::Mode::kShow,
          "call TimetableService/GetBuild"};
}

template <typename Resource>
ExitCode ExitOf(const Resource& resource) {
  switch (resource.state()) {
    case Resource::STATE_INFEASIBLE:
      return ExitCode::kInfeasible;
    case Resource::STATE_NOT_FOUND:
      return ExitCode::kNotFound;
    case Resource::STATE_INTERRUPTED:
    case Resource::STATE_FAILED:
      return ExitCode::kFailed;
    default:
      return ExitCode::kOk;
  }
}

absl::StatusOr<v1::Build> Adopt(const std::string& build, Client& client) {
  v1::AdoptBuildRequest request;
  request.set_name(build);
  request.set_request_id(client.NewRequestId());
  return client.Call<v1::Build>("TimetableService/AdoptBuild", request);
}

absl::StatusOr<v1::Build> Build(const std::string& review, const TimetableArguments& arguments,
                                Client& client, Console& console) {
  v1::StartBuildRequest request;
  request.set_parent(review);
  request.set_request_id(client.NewRequestId());
  request.set_ignore_incumbent(arguments.from_scratch);
  *request.mutable_options() = ToMessage(arguments.search);
  auto build = client.Call<v1::Build>("TimetableService/StartBuild", request);
  if (!build.ok() || !(arguments.watch || arguments.adopt)) return build;
  const Interrupt interrupt;
  build = WatchSearch<v1::Build, v1::WatchBuildRequest>(
      WatcherOf(arguments, client, console, interrupt), "TimetableService/WatchBuild",
      build->name());
  const bool adopts = build.ok() && arguments.adopt && build->state() == v1::Build::STATE_SUCCEEDED;
  return adopts ? Adopt(build->name(), client) : build;
}

absl::StatusOr<bool> HasTimetable(const std::string& review, Client& client) {
  v1::GetTimetableRequest request;
  request.set_name(absl::StrCat(review, "/timetables/current"));
  const auto found = client.Call<v1::VisitTimetable>("TimetableService/GetTimetable", request);
  if (found.ok()) return true;
  if (absl::IsNotFound(found.status())) return false;
  return found.status();
}

// The newest build of a review.
absl::StatusOr<std::string> NewestBuild(const std::string& review, Client& client) {
  v1::ListBuildsRequest request;
  request.set_parent(review);
  std::string newest;
  do {
    const auto page = client.Call<v1::ListBuildsResponse>("TimetableService/ListBuilds", request);
    if (!page.ok()) return page.status();
    if (!page->builds().empty()) newest = page->builds().rbegin()->name();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  if (newest.empty()) return errors::NotFound(absl::StrCat(review, "/builds/"));
  return newest;
}

absl::StatusOr<v1::Disruption> Accept(const std::string& name, Client& client) {
  v1::AcceptDisruptionRequest request;
  request.set_name(name);
  request.set_request_id(client.NewRequestId());
  return client.Call<v1::Disruption>("TimetableService/AcceptDisruption", request);
}

}  // namespace

ExitCode BuildTimetable(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  if (arguments.unless_built) {
    const auto built = HasTimetable(*review, client);
    if (!built.ok()) {
      return ReportFailure(built.status(), client.request_id(), arguments.json, console);
    }
    if (*built) return ExitCode::kOk;
  }
  const auto build = Build(*review, arguments, client, console);
  const ExitCode printed = Print(build, BuildText, arguments, client, console);
  return build.ok() ? ExitOf(*build) : printed;
}

ExitCode AdoptBuild(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  auto name = arguments.subject.empty() ? NewestBuild(*review, client)
                                        : NameInReview(arguments.subject, *review, "builds");
  if (!name.ok()) {
    return ReportFailure(name.status(), client.request_id(), arguments.json, console);
  }
  return Print(Adopt(*name, client), BuildText, arguments, client, console);
}

ExitCode ExplainBuild(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto build = arguments.build.empty() ? NewestBuild(*review, client)
                                             : NameInReview(arguments.build, *review, "builds");
  if (!build.ok()) {
    return ReportFailure(build.status(), client.request_id(), arguments.json, console);
  }
  v1::ExplainBuildRequest request;
  request.set_name(*build);
  request.set_limit(arguments.limit);
  if (!arguments.subject.empty()) {
    const auto session = NameInReview(arguments.subject, *review, "sessions");
    if (!session.ok()) return BadInput(session.status(), arguments, console);
    request.set_session(*session);
  }
  v1::Placement choice;
  choice.set_date(arguments.date);
  choice.set_start(arguments.start);
  choice.set_venue(arguments.venue);
  for (const std::string& reviewer : arguments.reviewers) choice.add_reviewers(reviewer);
  if (choice.ByteSizeLong() > 0) {
    *request.mutable_choice() = std::move(choice);
    request.set_solve(!arguments.quick);
  }
  return Print<v1::BuildExplanation>(
      client.Call<v1::BuildExplanation>("TimetableService/ExplainBuild", request), ExplanationText,
      arguments, client, console);
}

ExitCode MoveSession(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto session = NameInReview(arguments.subject, *review, "sessions");
  if (!session.ok()) return BadInput(session.status(), arguments, console);
  v1::MoveSessionRequest request;
  request.set_parent(*review);
  request.set_request_id(client.NewRequestId());
  request.set_reason(arguments.reason);
  request.set_pin(arguments.pin);
  request.set_validate_only(arguments.check);
  if (arguments.leave_out) {
    request.add_left_out(*session);
  } else {
    v1::Placement* placement = request.add_placements();
    placement->set_session(IdOf(*session));
    placement->set_date(arguments.date);
    placement->set_start(arguments.start);
    placement->set_venue(arguments.venue);
    for (const std::string& reviewer : arguments.reviewers) placement->add_reviewers(reviewer);
  }
  const auto response =
      client.Call<v1::MoveSessionResponse>("TimetableService/MoveSession", request);
  const ExitCode printed = Print(response, MoveText, arguments, client, console);
  return response.ok() && !response->clashes().empty() ? ExitCode::kFailed : printed;
}

ExitCode SuggestSlots(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto session = NameInReview(arguments.subject, *review, "sessions");
  if (!session.ok()) return BadInput(session.status(), arguments, console);
  v1::SuggestSlotsRequest request;
  request.set_session(*session);
  request.set_limit(arguments.limit);
  return Print(client.Call<v1::SuggestSlotsResponse>("TimetableService/SuggestSlots", request),
               SlotsText, arguments, client, console);
}

ExitCode ReportDisruption(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  auto events = DisruptionOf(arguments, *review);
  if (!events.ok()) return BadInput(events.status(), arguments, console);
  v1::ReportDisruptionRequest request;
  request.set_parent(*review);
  request.set_request_id(client.NewRequestId());
  *request.mutable_disruption() = *std::move(events);
  auto disruption = client.Call<v1::Disruption>("TimetableService/ReportDisruption", request);
  if (disruption.ok()) {
    const Interrupt interrupt;
    disruption = WatchSearch<v1::Disruption, v1::WatchDisruptionRequest>(
        WatcherOf(arguments, client, console, interrupt), "TimetableService/WatchDisruption",
        disruption->name());
  }
  const bool accepts =
      disruption.ok() && arguments.adopt && disruption->state() == v1::Disruption::STATE_PROPOSED;
  if (accepts) disruption = Accept(disruption->name(), client);
  const ExitCode printed = Print(disruption, DisruptionText, arguments, client, console);
  return disruption.ok() ? ExitOf(*disruption) : printed;
}

ExitCode AcceptDisruption(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto name = NameInReview(arguments.subject, *review, "disruptions");
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  return Print(Accept(*name, client), DisruptionText, arguments, client, console);
}

ExitCode RejectDisruption(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto name = NameInReview(arguments.subject, *review, "disruptions");
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::RejectDisruptionRequest request;
  request.set_name(*name);
  request.set_reason(arguments.reason);
  request.set_request_id(client.NewRequestId());
  return Print(client.Call<v1::Disruption>("TimetableService/RejectDisruption", request),
               DisruptionText, arguments, client, console);
}

ExitCode ReleaseTimetable(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::CreateReleaseRequest request;
  request.set_parent(*review);
  request.set_note(arguments.note);
  request.set_request_id(client.NewRequestId());
  return Print(client.Call<v1::Release>("TimetableService/CreateRelease", request), ReleaseText,
               arguments, client, console);
}

}  // namespace peerchallenge::cli
