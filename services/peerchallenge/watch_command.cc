#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

using changes::v1::Change;
using changes::v1::WatchRequest;
using changes::v1::WatchResponse;

struct WatchArguments {
  ClientOptions client;
  std::string parent;
  std::vector<std::string> types;
  std::string resume;
  int64_t count = 0;
  bool json = false;
};

constexpr char kFooter[] =
    "Prints the changes that the caller may see, in the order in which they were made. Lost "
    "connections are taken up\n"
    "again where they broke off. At the end the resume token goes to standard error: with it, a "
    "later watch goes on\n"
    "there. With --json each line is a WatchResponse, which carries its own token.\n\n"
    "Examples:\n"
    "  peerchallenge watch --parent regions/east-midlands --type Review --type Plan\n"
    "  peerchallenge watch --parent regions/east-midlands --json --count 10\n\n";

constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

// Waits, unless asked to stop meanwhile.
void Pause(absl::Duration duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, absl::ToChronoMilliseconds(duration), [] { return false; });
}

// Whether the stream may simply be opened again with its last token.
bool MayResume(const absl::Status& status) {
  return absl::IsUnavailable(status) ||
         errors::ReasonOf(status) == errors::v1::ERROR_REASON_WATCHER_TOO_SLOW;
}

class Watcher {
 public:
  Watcher(const WatchArguments& arguments, Client& client, const Interrupt& interrupt,
          Console& console)
      : arguments_(arguments),
        client_(client),
        interrupt_(interrupt),
        console_(console),
        token_(arguments.resume) {}

  ExitCode Run() {
    absl::Status status = absl::OkStatus();
    bool ever_connected = false;
    while (!IsDone()) {
      const std::string token_before = token_;
      status = Read();
      if (IsDone()) break;
      const bool progressed = token_ != token_before;
      ever_connected = ever_connected || progressed;
      if (!status.ok() && (!MayResume(status) || !ever_connected)) break;
      status = client_.Reconnect();
      if (!status.ok()) break;
      pause_ = progressed ? kFirstPause : std::min(pause_ * 2, kLongestPause);
      Pause(pause_, interrupt_.token());
    }
    const bool got_token = token_ != arguments_.resume;
    if (!arguments_.json && got_token) console_.err << "resume with --resume " << token_ << "\n";
    if (IsDone()) return ExitCode::kOk;
    return ReportFailure(client_.Explained(status), client_.request_id(), arguments_.json,
                         console_);
  }

 private:
  bool IsDone() const {
    return interrupt_.requested() || (arguments_.count > 0 && shown_ >= arguments_.count) ||
           !console_.out;  // whoever read it has gone
  }

  // Reads one stream to its end.
  absl::Status Read() {
    WatchRequest request;
    request.set_resume_token(token_);
    request.set_parent(arguments_.parent);
    for (const std::string& type : arguments_.types) {
      request.add_resource_types(
          absl::StrContains(type, '.') ? type : absl::StrCat("peerchallenge.scheduling.v1.", type));
    }
    auto reader =
        client_.Stream<WatchResponse>("ChangesService/Watch", request, interrupt_.token());
    if (!reader.ok()) return reader.status();
    while (!IsDone()) {
      const auto response = reader->Next();
      if (!response.ok()) return response.status();
      if (!response->has_value()) return absl::OkStatus();
      token_ = (*response)->resume_token();
      if ((*response)->has_change()) Show(**response);
    }
    return absl::OkStatus();
  }

  void Show(const WatchResponse& response) {
    ++shown_;
    if (arguments_.json) {
      console_.out << FormatJson(response, JsonStyle::kLine) << std::endl;
      return;
    }
    const Change& change = response.change();
    const std::string kind = Change::Kind_Name(change.kind()).substr(std::string("KIND_").size());
    console_.out << google::protobuf::util::TimeUtil::ToString(change.time()) << "  " << kind
                 << "  " << change.name() << std::endl;
  }

  const WatchArguments& arguments_;
  Client& client_;
  const Interrupt& interrupt_;
  Console& console_;
  std::string token_;
  absl::Duration pause_ = kFirstPause;
  int64_t shown_ = 0;
};

ExitCode RunWatch(WatchArguments arguments, Console& console) {
  if (!arguments.parent.empty() && !absl::StartsWith(arguments.parent, "regions/")) {
    const auto region = RegionName(arguments.parent);
    if (!region.ok()) return ReportBadInput(region.status(), arguments.json, console);
    arguments.parent = *region;
  }
  const Interrupt interrupt;
  const auto client = Client::Open(arguments.client);
  if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
  return Watcher(arguments, **client, interrupt, console).Run();
}

}  // namespace

void AddWatchCommand(CLI::App& app, Console& console) {
  CLI::App* watch = app.add_subcommand("watch", "Print changes as they happen");
  watch->footer(kFooter + ExitCodeHelp());
  auto arguments = std::make_shared<WatchArguments>();
  AddOption(*watch, "--parent", arguments->parent,
            "Only resources below this name, for example regions/east-midlands");
  AddRepeated(*watch, "--type", arguments->types,
              "Only this type, for example Review; may be repeated");
  AddOption(*watch, "--resume", arguments->resume, "Go on after this token [from now on]");
  AddNumber<int64_t>(*watch, "--count", arguments->count, "End after so many changes; 0 = never", 0,
                     1'000'000'000);
  AddJsonFlag(*watch, arguments->json);
  AddClientOptions(*watch, arguments->client);
  watch->callback([arguments, &console] { console.exit_code = RunWatch(*arguments, console); });
}

}  // namespace peerchallenge::cli
