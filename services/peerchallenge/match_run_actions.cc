// The `match` commands on runs.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/peerchallenge/follow.h"
#include "services/peerchallenge/match_actions.h"
#include "services/peerchallenge/match_input.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/match_run_text.h"
#include "services/peerchallenge/match_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using google::protobuf::util::TimeUtil;
using v1::MatchRun;

template <typename Reply, typename Request>
absl::StatusOr<Reply> CallSupport(const std::string& method, const Request& request,
                                  Client& client) {
  return client.CallRecommendations<Reply>(absl::StrCat("SupportService/", method), request);
}

absl::StatusOr<v1::StartMatchRunRequest> StartRequest(const MatchArguments& arguments) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return region.status();
  v1::StartMatchRunRequest request;
  request.set_parent(*region);
  request.set_match_run_id(arguments.id);
  *request.mutable_time_limit() =
      TimeUtil::NanosecondsToDuration(absl::ToInt64Nanoseconds(arguments.time_limit));
  if (arguments.weights.empty()) return request;
  const auto weights = ParseWeights(arguments.weights);
  if (!weights.ok()) return weights.status();
  *request.mutable_weights() = *weights;
  return request;
}

absl::StatusOr<MatchRun> Cancel(const std::string& run, Client& client) {
  v1::CancelMatchRunRequest request;
  request.set_name(run);
  request.set_request_id(client.NewRequestId());
  return CallSupport<MatchRun>("CancelMatchRun", request, client);
}

// The run as it ended; cancelled after Ctrl-C.
absl::StatusOr<MatchRun> FollowRun(const std::string& name, const MatchArguments& arguments,
                                   Client& client, const Interrupt& interrupt, Console& console) {
  if (!arguments.quiet) console.err << name << " is computed; Ctrl-C cancels it" << std::endl;
  v1::WatchMatchRunRequest request;
  request.set_name(name);
  const auto ended = Follow<MatchRun>(
      client, interrupt,
      [&] {
        return client.StreamRecommendations<MatchRun>("SupportService/WatchMatchRun", request,
                                                      interrupt.token());
      },
      [](const MatchRun&) {});
  return interrupt.requested() ? Cancel(name, client) : ended;
}

ExitCode ExitCodeOfRun(const MatchRun& run) {
  return run.state() == MatchRun::STATE_SUCCEEDED ? ExitCode::kOk : ExitCode::kFailed;
}

// The newest run of a region.
absl::StatusOr<std::string> NewestRun(const std::string& region, Client& client) {
  v1::ListMatchRunsRequest request;
  request.set_parent(region);
  request.set_page_size(1);
  const auto page = CallSupport<v1::ListMatchRunsResponse>("ListMatchRuns", request, client);
  if (!page.ok()) return page.status();
  if (page->match_runs().empty()) return errors::NotFound(absl::StrCat(region, "/matchRuns/"));
  return page->match_runs(0).name();
}

// Runs `act(name)` with the name of the run that the arguments mean.
template <typename Act>
ExitCode WithRun(const MatchArguments& arguments, Client& client, Console& console, Act act) {
  absl::StatusOr<std::string> name = MatchRunName(arguments.run);
  const auto region = RegionName(arguments.run);
  if (!name.ok() && !region.ok()) return BadInput(name.status(), arguments, console);
  if (!name.ok()) name = NewestRun(*region, client);
  if (!name.ok()) return Failed(name.status(), arguments, client, console);
  return act(*name);
}

// The offer or ask that is to be explained.
absl::StatusOr<std::string> SubjectIn(const MatchArguments& arguments, const std::string& region) {
  if (!arguments.offer.empty()) return OfferIn(arguments.offer, region);
  if (!arguments.ask.empty()) return AskIn(arguments.ask, region);
  return errors::InvalidField("--offer", "neither", "--offer or --ask");
}

}  // namespace

ExitCode RunMatching(const MatchArguments& arguments, Client& client, const Interrupt& interrupt,
                     Console& console) {
  auto request = StartRequest(arguments);
  if (!request.ok()) return BadInput(request.status(), arguments, console);
  request->set_request_id(client.NewRequestId());
  auto run = CallSupport<MatchRun>("StartMatchRun", *request, client);
  if (run.ok()) run = FollowRun(run->name(), arguments, client, interrupt, console);
  const ExitCode printed = Print(run, MatchRunText, arguments, client, console);
  return printed == ExitCode::kOk ? ExitCodeOfRun(*run) : printed;
}

ExitCode ListMatchRuns(const MatchArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListMatchRunsRequest request;
  request.set_parent(*region);
  using Response = v1::ListMatchRunsResponse;
  return Print(AllPages<Response>("SupportService/ListMatchRuns", request, client,
                                  [](Response& all, const Response& page) { all.MergeFrom(page); }),
               MatchRunsText, arguments, client, console);
}

ExitCode ShowMatchRun(const MatchArguments& arguments, Client& client, Console& console) {
  return WithRun(arguments, client, console, [&](const std::string& name) {
    v1::GetMatchRunRequest request;
    request.set_name(name);
    return Print(CallSupport<MatchRun>("GetMatchRun", request, client), MatchRunText, arguments,
                 client, console);
  });
}

ExitCode CancelMatchRun(const MatchArguments& arguments, Client& client, Console& console) {
  return WithRun(arguments, client, console, [&](const std::string& name) {
    return Print(Cancel(name, client), MatchRunText, arguments, client, console);
  });
}

ExitCode ExplainMatchRun(const MatchArguments& arguments, Client& client, Console& console) {
  return WithRun(arguments, client, console, [&](const std::string& name) {
    const auto subject = SubjectIn(arguments, validation::RegionOf(name));
    if (!subject.ok()) return BadInput(subject.status(), arguments, console);
    v1::ExplainMatchRunRequest request;
    request.set_name(name);
    request.set_subject(*subject);
    return Print(CallSupport<v1::ExplainMatchRunResponse>("ExplainMatchRun", request, client),
                 PairsOfSubjectText, arguments, client, console);
  });
}

ExitCode AdoptMatchRun(const MatchArguments& arguments, Client& client, Console& console) {
  return WithRun(arguments, client, console, [&](const std::string& name) {
    v1::AdoptMatchRunRequest request;
    request.set_name(name);
    request.set_answer_due_date(arguments.answer_by);
    for (const std::string& text : arguments.pairs) {
      auto pair = ParsePair(text, validation::RegionOf(name));
      if (!pair.ok()) return BadInput(pair.status(), arguments, console);
      *request.add_pairs() = *std::move(pair);
    }
    request.set_request_id(client.NewRequestId());
    return Print(CallSupport<v1::AdoptMatchRunResponse>("AdoptMatchRun", request, client),
                 AdoptedText, arguments, client, console);
  });
}

}  // namespace peerchallenge::cli
