#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/themes_actions.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "The programme office keeps the vocabulary and publishes figures; a director says whether the "
    "authority may be named.\n\n"
    "Examples:\n"
    "  peerchallenge themes add east-midlands homes --name 'Homes and placements' --wider care\n"
    "  peerchallenge themes release east-midlands --until 2012-08-31\n"
    "  peerchallenge themes show east-midlands\n"
    "  peerchallenge themes similar east-midlands 'tracking of care leavers' --act-as "
    "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019\n"
    "  peerchallenge themes consent east-midlands E10000019 --give --act-as ...\n\n";

class Adder : public CommandAdder<ThemesArguments> {
 public:
  Adder(CLI::App& themes, Console& console) : CommandAdder(themes, console, kFooter) {}

  CLI::App& OnRegion(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REGION", arguments().region, "Its id, or the whole name")->required();
    return command;
  }
  CLI::App& OnTheme(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = OnRegion(name, text, action);
    command.add_option("THEME", arguments().theme, "Its id")->required();
    return command;
  }
};

void AddVocabulary(Adder& adder) {
  ThemesArguments& arguments = adder.arguments();
  adder.OnRegion("list", "List the themes of a region", ListThemes);
  CLI::App& add = adder.OnTheme("add", "Add a theme", AddTheme);
  AddOption(add, "--name", arguments.display_name, "Its name for people")->required();
  AddOption(add, "--description", arguments.description, "What belongs to it");
  AddOption(add, "--wider", arguments.wider, "Id of the wider theme");
  CLI::App& retire =
      adder.OnTheme("retire", "Keep a theme from new findings and recommendations", RetireTheme);
  retire.add_flag("--back", arguments.back, "Let them use it again");
}

void AddFigures(Adder& adder) {
  ThemesArguments& arguments = adder.arguments();
  CLI::App& release = adder.OnRegion(
      "release", "Publish how many authorities each theme touches, for good", PublishThemes);
  AddOption(release, "--until", arguments.end_date, "Last day on which a letter counts, YYYY-MM-DD")
      ->required();
  AddOption(release, "--id", arguments.id, "Its id [made there]");
  AddOption(release, "--year-start", arguments.year_start,
            "Day on which planning years begin, MM-DD; the first release settles it [09-01]");
  AddOption(release, "--threshold", arguments.threshold,
            "Fewest authorities behind a figure; the first release settles it [3]");
  adder.OnRegion("releases", "List the releases of a region, newest first", ListThemeReleases);
  CLI::App& show = adder.OnRegion("show", "Show the figures of a release", ShowThemes);
  show.add_option("RELEASE", arguments.release, "Its id")->capture_default_str();
}

void AddSearch(Adder& adder) {
  ThemesArguments& arguments = adder.arguments();
  CLI::App& similar = adder.OnRegion(
      "similar", "Find what other letters say that is similar, and what was done", FindSimilar);
  CLI::Option* text = similar.add_option("TEXT", arguments.text, "Similar to this text");
  CLI::Option* recommendation = AddOption(similar, "--recommendation", arguments.recommendation,
                                          "Similar to this recommendation, by its whole name");
  text->excludes(recommendation);
  AddOption(similar, "--theme", arguments.theme, "Only with this theme, by id");
  CLI::App& consent =
      adder.OnRegion("consent", "Show or say whether an authority may be named", ConsentToNaming);
  consent.add_option("AUTHORITY", arguments.authority, "Its GSS code")->required();
  CLI::Option* give = consent.add_flag("--give", arguments.give, "It may be named");
  consent.add_flag("--take-back", arguments.take_back, "It is not to be named")->excludes(give);
}

}  // namespace

void AddThemesCommand(CLI::App& app, Console& console) {
  CLI::App* themes =
      app.add_subcommand("themes", "See what the letters of a region have in common");
  themes->require_subcommand(1);
  Adder adder(*themes, console);
  AddVocabulary(adder);
  AddFigures(adder);
  AddSearch(adder);
}

}  // namespace peerchallenge::cli
