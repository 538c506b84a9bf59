#include <memory>
#include <utility>

#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/completion.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  source <(peerchallenge completion bash)\n"
    "  peerchallenge completion fish > ~/.config/fish/completions/peerchallenge.fish\n\n";

}  // namespace

void AddCompletionCommand(CLI::App& app, Console& console) {
  CLI::App* completion = app.add_subcommand("completion", "Print a completion script for a shell");
  completion->require_subcommand(1);
  using Script = std::string (*)(const std::vector<CommandWords>&);
  for (const auto& [name, script] : {std::pair<const char*, Script>("bash", BashScript),
                                     {"fish", FishScript},
                                     {"zsh", ZshScript}}) {
    CLI::App* shell = completion->add_subcommand(name, std::string("For ") + name);
    shell->footer(kFooter + ExitCodeHelp());
    auto json = std::make_shared<bool>(false);
    AddJsonFlag(*shell, *json);
    shell->callback([json, script = script, &app, &console] {
      const std::string text = script(CollectCommands(app));
      console.out << (*json ? JsonObject({{"script", JsonString(text)}}) + "\n" : text);
    });
  }
}

}  // namespace peerchallenge::cli
