#include "common/config/options.h"

#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace peerchallenge::config {

CLI::Option* WithEnvironment(CLI::Option* option) {
  const std::string flag = absl::StrReplaceAll(option->get_lnames().front(), {{"-", "_"}});
  return option->envname(absl::StrCat("PEERCHALLENGE_", absl::AsciiStrToUpper(flag)));
}

CLI::Option* AddRepeated(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                         const std::string& text) {
  return WithEnvironment(
      app.add_option(names, values, text)->allow_extra_args(false)->capture_default_str());
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
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help, out, err);
  } catch (const CLI::ParseError& error) {
    app.exit(error, out, err);
    return kUsageExitCode;
  }
}

}  // namespace peerchallenge::config
