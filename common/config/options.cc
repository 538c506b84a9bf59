#include "common/config/options.h"

#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace peerchallenge::config {
namespace {

// CLI11 gives the environment's values also to commands that were not chosen, after the flags of
// the chosen one: where commands share a variable, the environment would win over the flag. A
// command that has something to do at the end of its own parsing reads the environment there, and
// only there.
void ReadEnvironmentOfChosenOnly(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    command->parse_complete_callback([] {});
    ReadEnvironmentOfChosenOnly(*command);
  }
}

// What to say when a word came where a command was wanted, which CLI11 reports as none at all; else
// nothing.
std::string UnknownCommand(const CLI::App& app) {
  const CLI::App* last = &app;
  std::string path = app.get_name();
  while (!last->get_subcommands().empty()) {
    last = last->get_subcommands().front();
    absl::StrAppend(&path, " ", last->get_name());
  }
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  if (last->get_require_subcommand_min() == 0 || unknown.empty()) return "";
  return absl::StrCat("'", unknown.front(), "' is no command of '", path, "'");
}

}  // namespace

CLI::Option* WithEnvironment(CLI::Option* option) {
  const std::string flag = absl::StrReplaceAll(option->get_lnames().front(), {{"-", "_"}});
  return option->envname(absl::StrCat("PEERCHALLENGE_", absl::AsciiStrToUpper(flag)));
}

CLI::Option* AddRepeated(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                         const std::string& text) {
  return WithEnvironment(
             app.add_option(names, values, text)->allow_extra_args(false)->delimiter('\n'))
      ->capture_default_str();
}

CLI::Option* AddList(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                     const std::string& text) {
  return AddRepeated(app, names, values, text)->delimiter(',');
}

CLI::Option* AddFlag(CLI::App& app, const std::string& names, bool& value,
                     const std::string& text) {
  return WithEnvironment(app.add_flag(names, value, text));
}

CLI::Option* AddDuration(CLI::App& app, const std::string& names, absl::Duration& value,
                         const std::string& text, absl::Duration minimum) {
  const auto problem = [minimum](const std::string& given) -> std::string {
    absl::Duration parsed;
    if (absl::ParseDuration(given, &parsed) && parsed >= minimum) return "";
    return absl::StrCat("'", given, "' is not a time such as 10s, 1m30s or 8h, from ",
                        absl::FormatDuration(minimum), " on");
  };
  const std::function<void(const std::string&)> store = [&value](const std::string& given) {
    absl::ParseDuration(given, &value);
  };
  CLI::Option* option = app.add_option_function(names, store, text);
  option->default_str(absl::FormatDuration(value))->check(problem)->type_name("TIME");
  return WithEnvironment(option);
}

std::optional<int> Parse(CLI::App& app, int argc, const char* const* argv, std::ostream& out,
                         std::ostream& err) {
  ReadEnvironmentOfChosenOnly(app);
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help, out, err);
  } catch (const CLI::ParseError& error) {
    if (const std::string unknown = UnknownCommand(app); !unknown.empty()) {
      err << unknown << "\nRun with --help for more information.\n";
    } else {
      app.exit(error, out, err);
    }
    return kUsageExitCode;
  }
}

}  // namespace peerchallenge::config
