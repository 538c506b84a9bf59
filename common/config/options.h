#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/time/time.h"

// Flags as all our programs have them, on top of CLI11: each can also be set in the environment
// ("--time-limit" as PEERCHALLENGE_TIME_LIMIT); the command line wins; there is no configuration
// file. Unknown flags and values that do not fit end the program before it does anything. `names`
// as in CLI11: "-o,--output"; `value` holds the default. Of several commands only the one that was
// chosen reads the environment.
namespace peerchallenge::config {

// How a program ends whose flags are wrong.
inline constexpr int kUsageExitCode = 2;

// Gives a named option its environment variable.
CLI::Option* WithEnvironment(CLI::Option* option);

// A flag with a value.
template <typename Value>
CLI::Option* AddOption(CLI::App& app, const std::string& names, Value& value,
                       const std::string& text) {
  CLI::Option* option = app.add_option(names, value, text)->capture_default_str();
  // CLI11 takes "-1" for the largest number.
  if constexpr (std::is_unsigned_v<Value>) {
    option->check([](const std::string& given) -> std::string {
      return given.starts_with('-') ? "'" + given + "' is not 0 or more" : "";
    });
  }
  return WithEnvironment(option);
}

// A flag with a whole number from `least` to `most`.
template <typename Number>
CLI::Option* AddNumber(CLI::App& app, const std::string& names, Number& value,
                       const std::string& text, Number least, Number most) {
  return AddOption(app, names, value, text)->check(CLI::Range(least, most));
}

// A flag that may be given several times, one value each; in the environment, one value a line.
CLI::Option* AddRepeated(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                         const std::string& text);

// A flag that may be given several times, or once with commas between its values.
CLI::Option* AddList(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                     const std::string& text);

// A flag without a value; in the environment "true" or "false".
CLI::Option* AddFlag(CLI::App& app, const std::string& names, bool& value, const std::string& text);

// A length of time such as "10s", "1m30s" or "8h", from `minimum` on.
CLI::Option* AddDuration(CLI::App& app, const std::string& names, absl::Duration& value,
                         const std::string& text, absl::Duration minimum = absl::Milliseconds(1));

// One of some words.
template <typename Enum>
CLI::Option* AddChoice(CLI::App& app, const std::string& names, Enum& value,
                       const std::string& text, const std::map<std::string, Enum>& words) {
  std::string choices;
  for (const auto& [word, meaning] : words) choices += (choices.empty() ? "" : "|") + word;
  const auto to_number = [words, choices](std::string& given) -> std::string {
    const auto word = words.find(given);
    if (word == words.end()) return "'" + given + "' is not one of " + choices;
    given = std::to_string(static_cast<int>(word->second));
    return "";
  };
  CLI::Option* option = app.add_option(names, value, text)
                            ->transform(CLI::Validator(to_number, ""))
                            ->type_name(choices);
  for (const auto& [word, meaning] : words) {
    if (meaning == value) option->default_str(word);
  }
  return WithEnvironment(option);
}

// Reads the command line and the environment. An exit code if the program has done all it is asked
// for (--help goes to `out`) or cannot go on (what is wrong goes to `err`).
std::optional<int> Parse(CLI::App& app, int argc, const char* const* argv, std::ostream& out,
                         std::ostream& err);

}  // namespace peerchallenge::config
