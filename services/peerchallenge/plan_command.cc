#include <functional>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/pictures/year_picture.h"
#include "services/peerchallenge/plan_run.h"
#include "services/peerchallenge/plan_text.h"
#include "services/peerchallenge/view_output.h"
#include "services/peerchallenge/year_load.h"
#include "services/peerchallenge/year_view.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

struct PlanArguments {
  ClientOptions client;
  std::string name;
  std::string review, person, week, lead;
  bool quick = false;
  StartOptions start;
  ViewOutput view;
  bool quiet = false;
  bool json = false;
};

constexpr char kStartFooter[] =
    "Without --watch it returns at once with the plan's name. Ctrl-C while watching leaves the "
    "plan running.\n\n"
    "Examples:\n"
    "  peerchallenge plan start east-midlands/2012-13 --time-limit 30s --watch\n"
    "  peerchallenge plan start east-midlands/2012-13 --adopt --unless-adopted\n\n";
constexpr char kPlanFooter[] =
    "PLAN is a plan's name, REGION/PROGRAMME/PLAN, or REGION/PROGRAMME for its newest plan.\n\n";
constexpr char kExplainFooter[] =
    "Without --review it shows what each review, authority, person and week costs. With a person, "
    "week or lead the plan is also searched anew with that choice (or without it, where it is the "
    "plan's), for up to 10 s.\n\n"
    "Examples:\n"
    "  peerchallenge plan explain east-midlands/2012-13\n"
    "  peerchallenge plan explain east-midlands/2012-13 --review derby-2012-13\n"
    "  peerchallenge plan explain east-midlands/2012-13 --review derby-2012-13 --person em-014\n"
    "  peerchallenge plan explain east-midlands/2012-13 --review derby-2012-13 --week 2012-W40\n"
    "  peerchallenge plan explain east-midlands/2012-13 --review derby-2012-13 --lead em-014 "
    "--quick\n\n";
constexpr char kYearFooter[] =
    "Examples:\n"
    "  peerchallenge plan year east-midlands/2012-13\n"
    "  peerchallenge plan year east-midlands/2012-13 --format svg -o year.svg\n"
    "  peerchallenge plan year east-midlands/2012-13 --json\n\n";

ExitCode Fail(const absl::Status& status, const Client& client, const PlanArguments& arguments,
              Console& console) {
  return ReportFailure(status, client.request_id(), arguments.json, console);
}

void Print(const v1::Plan& plan, const PlanArguments& arguments, Console& console) {
  console.out << (arguments.json ? FormatJson(plan, JsonStyle::kLine) + "\n" : PlanText(plan));
}

// A plan command's work, with the client open and the name whole.
using PlanAction =
    std::function<ExitCode(const PlanArguments&, Client&, const std::string& name, Console&)>;

ExitCode Start(const Interrupt& interrupt, const PlanArguments& arguments, Client& client,
               const std::string& programme, Console& console) {
  PlanRun run(client, console, interrupt,
              arguments.quiet ? ProgressDisplay::Mode::kQuiet : ProgressDisplay::Mode::kShow);
  const auto plan = run.Start(programme, arguments.start);
  if (!plan.ok()) return Fail(plan.status(), client, arguments, console);
  Print(*plan, arguments, console);
  return PlanExitCode(*plan);
}

ExitCode Watch(const Interrupt& interrupt, const PlanArguments& arguments, Client& client,
               const std::string& name, Console& console) {
  PlanRun run(client, console, interrupt,
              arguments.quiet ? ProgressDisplay::Mode::kQuiet : ProgressDisplay::Mode::kShow);
  const auto plan = run.Watch(name);
  if (!plan.ok()) return Fail(plan.status(), client, arguments, console);
  Print(*plan, arguments, console);
  return PlanExitCode(*plan);
}

template <typename Request>
ExitCode OnPlan(const std::string& method, Request request, const PlanArguments& arguments,
                Client& client, const std::string& name, Console& console) {
  request.set_name(name);
  const auto plan = client.Call<v1::Plan>("ProgrammeService/" + method, request);
  if (!plan.ok()) return Fail(plan.status(), client, arguments, console);
  Print(*plan, arguments, console);
  return ExitCode::kOk;
}

ExitCode Show(const PlanArguments& arguments, Client& client, const std::string& name,
              Console& console) {
  return OnPlan("GetPlan", v1::GetPlanRequest(), arguments, client, name, console);
}

ExitCode Adopt(const PlanArguments& arguments, Client& client, const std::string& name,
               Console& console) {
  v1::AdoptPlanRequest request;
  request.set_request_id(client.NewRequestId());
  return OnPlan("AdoptPlan", request, arguments, client, name, console);
}

ExitCode Cancel(const PlanArguments& arguments, Client& client, const std::string& name,
                Console& console) {
  v1::CancelPlanRequest request;
  request.set_request_id(client.NewRequestId());
  return OnPlan("CancelPlan", request, arguments, client, name, console);
}

ExitCode Explain(const PlanArguments& arguments, Client& client, const std::string& name,
                 Console& console) {
  v1::ExplainPlanRequest request;
  request.set_name(name);
  request.set_review(arguments.review);
  request.set_person(arguments.person);
  request.set_week(arguments.week);
  request.set_lead(arguments.lead);
  const int choices = (arguments.person.empty() ? 0 : 1) + (arguments.week.empty() ? 0 : 1) +
                      (arguments.lead.empty() ? 0 : 1);
  request.set_solve(choices == 1 && !arguments.quick);
  const auto explanation =
      client.Call<v1::PlanExplanation>("ProgrammeService/ExplainPlan", request);
  if (!explanation.ok()) return Fail(explanation.status(), client, arguments, console);
  console.out << (arguments.json ? FormatJson(*explanation, JsonStyle::kLine) + "\n"
                                 : ExplanationText(*explanation));
  return ExitCode::kOk;
}

std::string YearAs(ViewOutput::Format format, const YearView& view) {
  if (format == ViewOutput::Format::kSvg) return YearSvg(view);
  if (format == ViewOutput::Format::kCsv) return YearCsv(view);
  return YearText(view);
}

ExitCode ShowYear(const PlanArguments& arguments, Client& client, const std::string& programme,
                  Console& console) {
  const auto view = LoadYear(client, programme);
  if (!view.ok()) return Fail(view.status(), client, arguments, console);
  const std::string text =
      arguments.json ? YearJson(*view) + "\n" : YearAs(arguments.view.format, *view);
  return WriteView(arguments.view.path, text, arguments.json, console);
}

ExitCode OnProgrammeName(const PlanArguments& arguments, const PlanAction& action,
                         Console& console) {
  const auto name = ProgrammeName(arguments.name);
  if (!name.ok()) return ReportBadInput(name.status(), arguments.json, console);
  const auto client = Client::Open(arguments.client);
  if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
  return action(arguments, **client, *name, console);
}

ExitCode OnPlanName(const PlanArguments& arguments, const PlanAction& action, Console& console) {
  const auto programme = ProgrammeName(arguments.name);
  absl::StatusOr<std::string> name = PlanName(arguments.name);
  if (!programme.ok() && !name.ok()) return ReportBadInput(name.status(), arguments.json, console);
  const auto client = Client::Open(arguments.client);
  if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
  if (!name.ok()) name = NewestPlan(**client, *programme);
  if (!name.ok()) return Fail(name.status(), **client, arguments, console);
  return action(arguments, **client, *name, console);
}

CLI::App* AddPlanSubcommand(CLI::App& plan, const std::string& command, const std::string& text,
                            const std::string& footer,
                            const std::shared_ptr<PlanArguments>& arguments) {
  CLI::App* added = plan.add_subcommand(command, text);
  added->footer(footer + ExitCodeHelp());
  AddJsonFlag(*added, arguments->json);
  AddClientOptions(*added, arguments->client);
  return added;
}

void AddProgrammeName(CLI::App& command, PlanArguments& arguments) {
  command.add_option("PROGRAMME", arguments.name, "REGION/PROGRAMME or the whole name")->required();
}

void AddPlanName(CLI::App& command, PlanArguments& arguments) {
  command.add_option("PLAN", arguments.name, "The plan")->required();
}

void AddOnPlan(CLI::App& command, const std::shared_ptr<PlanArguments>& arguments,
               const PlanAction& action, Console& console) {
  AddPlanName(command, *arguments);
  command.callback([arguments, action, &console] {
    console.exit_code = OnPlanName(*arguments, action, console);
  });
}

void AddStart(CLI::App& plan, const std::shared_ptr<PlanArguments>& arguments, Console& console) {
  CLI::App* start =
      AddPlanSubcommand(plan, "start", "Start a plan for a programme", kStartFooter, arguments);
  StartOptions& options = arguments->start;
  AddDuration(*start, "--time-limit", options.search.time_limit, "Longest time to search");
  AddOption(*start, "--seed", options.search.seed, "Start of all random choices");
  AddNumber<int64_t>(*start, "--step-limit", options.search.step_limit,
                     "Most search steps; 0 = no limit", 0, std::numeric_limits<int64_t>::max());
  AddFlag(*start, "--from-scratch", options.from_scratch,
          "Do not start from the weeks and teams that are there");
  AddFlag(*start, "--watch", options.watch, "Show progress until the plan has ended");
  AddFlag(*start, "--adopt", options.adopt, "Watch, then put the plan in force");
  AddFlag(*start, "--unless-adopted", options.unless_adopted,
          "Do nothing when a plan is in force already");
  AddFlag(*start, "-q,--quiet", arguments->quiet, "No progress");
  AddProgrammeName(*start, *arguments);
  start->callback([arguments, &console] {
    const Interrupt interrupt;  // before the client starts threads
    console.exit_code =
        OnProgrammeName(*arguments, std::bind_front(Start, std::cref(interrupt)), console);
  });
}

void AddWatch(CLI::App& plan, const std::shared_ptr<PlanArguments>& arguments, Console& console) {
  CLI::App* watch = AddPlanSubcommand(plan, "watch", "Show a plan's progress until it has ended",
                                      kPlanFooter, arguments);
  AddFlag(*watch, "-q,--quiet", arguments->quiet, "No progress");
  AddPlanName(*watch, *arguments);
  watch->callback([arguments, &console] {
    const Interrupt interrupt;  // before the client starts threads
    console.exit_code =
        OnPlanName(*arguments, std::bind_front(Watch, std::cref(interrupt)), console);
  });
}

void AddYear(CLI::App& plan, const std::shared_ptr<PlanArguments>& arguments, Console& console) {
  CLI::App* year = AddPlanSubcommand(
      plan, "year", "Show the year: who hosts when, who leads, who goes, and at what cost",
      kYearFooter, arguments);
  AddViewOutput(*year, arguments->view);
  AddProgrammeName(*year, *arguments);
  year->callback([arguments, &console] {
    console.exit_code = OnProgrammeName(*arguments, ShowYear, console);
  });
}

void AddExplain(CLI::App& plan, const std::shared_ptr<PlanArguments>& arguments, Console& console) {
  CLI::App* explain = AddPlanSubcommand(
      plan, "explain",
      "Say why a review has its week and team, and not another, and what costs how much",
      std::string(kPlanFooter) + kExplainFooter, arguments);
  AddOption(*explain, "--review", arguments->review, "Id of the review");
  AddOption(*explain, "--person", arguments->person, "Only this person, by id");
  AddOption(*explain, "--week", arguments->week, "Only this week, for example 2012-W40");
  AddOption(*explain, "--lead", arguments->lead, "Only this person as the lead, by id");
  AddFlag(*explain, "--quick", arguments->quick, "Do not search anew");
  AddOnPlan(*explain, arguments, Explain, console);
}

}  // namespace

void AddPlanCommand(CLI::App& app, Console& console) {
  CLI::App* plan = app.add_subcommand("plan", "Plan a programme's year");
  plan->require_subcommand(1);
  auto arguments = std::make_shared<PlanArguments>();
  AddStart(*plan, arguments, console);
  AddWatch(*plan, arguments, console);
  AddOnPlan(*AddPlanSubcommand(*plan, "show", "Show a plan", kPlanFooter, arguments), arguments,
            Show, console);
  AddOnPlan(*AddPlanSubcommand(*plan, "adopt", "Put a plan in force", kPlanFooter, arguments),
            arguments, Adopt, console);
  AddOnPlan(*AddPlanSubcommand(*plan, "cancel", "Stop a plan; its best solution so far stays",
                               kPlanFooter, arguments),
            arguments, Cancel, console);
  AddExplain(*plan, arguments, console);
  AddYear(*plan, arguments, console);
}

}  // namespace peerchallenge::cli
