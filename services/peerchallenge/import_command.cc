#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/sample.h"
#include "services/peerchallenge/sample_import.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

struct ImportArguments {
  ClientOptions client;
  std::string region;
  std::string file;
  std::string folder;
  bool validate_only = false;
  bool json = false;
};

constexpr char kPeopleFooter[] =
    "All rows are taken or none; known ids are updated. Columns: id, display_name, role, and if "
    "wanted authority,\n"
    "organisation, themes, can_lead, max_reviews, reviews_done, unavailable, conflicts, account; "
    "lists with ';' between.\n"
    "Exit code 1 when a row is wrong.\n\n"
    "Examples:\n"
    "  peerchallenge import people east-midlands people.csv --validate-only\n"
    "  peerchallenge import people east-midlands - < people.csv\n\n";

constexpr char kSampleFooter[] =
    "Reads region.json, authorities.json, people.csv, programme.json and reviews.json. What is "
    "there already is kept as\n"
    "it is, so a second run changes nothing, and one that was broken off is taken up again.\n\n"
    "Examples:\n"
    "  peerchallenge import sample deploy/sample/east-midlands --data-dir var --wait 30s\n\n";

std::string ReportText(const v1::ImportPeopleResponse& report, bool validate_only) {
  std::map<std::string, int> counts;
  std::string text;
  for (const auto& row : report.rows()) {
    const std::string outcome = RoleText(v1::ImportPeopleResponse::Row::Outcome_Name(row.outcome())
                                             .substr(std::string("OUTCOME_").size()));
    ++counts[outcome];
    for (const std::string& problem : row.problems())
      absl::StrAppend(&text, "line ", row.line(), ": ", problem, "\n");
  }
  std::vector<std::string> parts;
  parts.reserve(counts.size());
  for (const auto& [outcome, count] : counts) parts.push_back(absl::StrCat(count, " ", outcome));
  const std::string what =
      report.imported() ? "imported" : (validate_only ? "checked only" : "nothing imported");
  return absl::StrCat(text, what, ": ", absl::StrJoin(parts, ", "), "\n");
}

bool HasRejectedRow(const v1::ImportPeopleResponse& report) {
  for (const auto& row : report.rows()) {
    if (row.outcome() == v1::ImportPeopleResponse::Row::OUTCOME_REJECTED) return true;
  }
  return false;
}

ExitCode ImportPeople(const ImportArguments& arguments, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return ReportBadInput(region.status(), arguments.json, console);
  const auto csv = ReadInput(arguments.file, console.in);
  if (!csv.ok()) return ReportBadInput(csv.status(), arguments.json, console);
  const auto client = Client::Open(arguments.client);
  if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
  v1::ImportPeopleRequest request;
  request.set_parent(*region);
  request.set_csv(*csv);
  request.set_validate_only(arguments.validate_only);
  request.set_request_id((*client)->NewRequestId());
  const auto report =
      (*client)->Call<v1::ImportPeopleResponse>("DirectoryService/ImportPeople", request);
  if (!report.ok())
    return ReportFailure(report.status(), (*client)->request_id(), arguments.json, console);
  if (arguments.json) {
    console.out << FormatJson(*report, JsonStyle::kLine) << "\n";
  } else {
    console.out << ReportText(*report, arguments.validate_only);
  }
  return HasRejectedRow(*report) ? ExitCode::kFailed : ExitCode::kOk;
}

std::string ImportedJson(const std::vector<ImportedResource>& resources) {
  std::vector<std::string> entries;
  entries.reserve(resources.size());
  for (const ImportedResource& resource : resources) {
    entries.push_back(JsonObject(
        {{"name", JsonString(resource.name)}, {"outcome", JsonString(resource.outcome)}}));
  }
  return JsonObject({{"resources", JsonArray(entries)}});
}

ExitCode ImportFolder(const ImportArguments& arguments, Console& console) {
  const auto sample = LoadSample(arguments.folder);
  if (!sample.ok()) return ReportBadInput(sample.status(), arguments.json, console);
  const auto client = Client::Open(arguments.client);
  if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
  SampleImport import(**client);
  const absl::Status status = import.Run(*sample);
  if (arguments.json && status.ok()) {
    console.out << ImportedJson(import.resources()) << "\n";
  } else if (!arguments.json) {
    for (const ImportedResource& resource : import.resources()) {
      console.out << resource.name << ": " << resource.outcome << "\n";
    }
  }
  if (!status.ok()) return ReportFailure(status, (*client)->request_id(), arguments.json, console);
  return ExitCode::kOk;
}

}  // namespace

void AddImportCommand(CLI::App& app, Console& console) {
  CLI::App* import = app.add_subcommand("import", "Load people or a whole sample region");
  import->require_subcommand(1);
  auto arguments = std::make_shared<ImportArguments>();

  CLI::App* people = import->add_subcommand("people", "Import people from CSV");
  people->footer(kPeopleFooter + ExitCodeHelp());
  people->add_option("REGION", arguments->region, "The region")->required();
  people->add_option("FILE", arguments->file, "CSV (RFC 4180, UTF-8); '-' = standard input")
      ->required();
  AddFlag(*people, "--validate-only", arguments->validate_only, "Only check");
  AddJsonFlag(*people, arguments->json);
  AddClientOptions(*people, arguments->client);
  people->callback(
      [arguments, &console] { console.exit_code = ImportPeople(*arguments, console); });

  CLI::App* sample = import->add_subcommand("sample", "Create a region from a folder of files");
  sample->footer(kSampleFooter + ExitCodeHelp());
  sample->add_option("DIR", arguments->folder, "The folder")->required();
  AddJsonFlag(*sample, arguments->json);
  AddClientOptions(*sample, arguments->client);
  sample->callback(
      [arguments, &console] { console.exit_code = ImportFolder(*arguments, console); });
}

}  // namespace peerchallenge::cli
