#pragma once

#include <cstdint>
#include <string>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `themes` commands do, one function each.
namespace peerchallenge::cli {

// The flags of all theme commands; each reads those that it has.
struct ThemesArguments {
  ClientOptions client;
  std::string region;
  std::string theme;  // id
  std::string display_name;
  std::string description;
  std::string wider;
  bool back = false;
  std::string release = "latest";  // id
  std::string id;
  std::string end_date;
  std::string year_start;
  int32_t threshold = 0;
  std::string text;
  std::string recommendation;
  std::string authority;
  bool give = false;
  bool take_back = false;
  bool json = false;
};

ExitCode ListThemes(const ThemesArguments& arguments, Client& client, Console& console);
ExitCode AddTheme(const ThemesArguments& arguments, Client& client, Console& console);
// Or brings it back.
ExitCode RetireTheme(const ThemesArguments& arguments, Client& client, Console& console);
ExitCode PublishThemes(const ThemesArguments& arguments, Client& client, Console& console);
ExitCode ListThemeReleases(const ThemesArguments& arguments, Client& client, Console& console);
ExitCode ShowThemes(const ThemesArguments& arguments, Client& client, Console& console);
ExitCode FindSimilar(const ThemesArguments& arguments, Client& client, Console& console);
// Shows it, or gives it or takes it back.
ExitCode ConsentToNaming(const ThemesArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
