#include <memory>

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
  completion->footer(kFooter + ExitCodeHelp());
  struct Arguments {
    std::string shell;
    bool json = false;
  };
  auto arguments = std::make_shared<Arguments>();
  completion->add_option("SHELL", arguments->shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  AddJsonFlag(*completion, arguments->json);
  completion->callback([arguments, &app, &console] {
    const auto commands = CollectCommands(app);
    const std::string script = arguments->shell == "bash"  ? BashScript(commands)
                               : arguments->shell == "zsh" ? ZshScript(commands)
                                                           : FishScript(commands);
    console.out << (arguments->json ? JsonObject({{"script", JsonString(script)}}) + "\n" : script);
  });
}

}  // namespace peerchallenge::cli
