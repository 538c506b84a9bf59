#pragma once

#include <memory>
#include <string>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {

// Adds commands that call a server and share one set of arguments, which has `client` and `json`.
template <typename Arguments>
class CommandAdder {
 public:
  // What a command does, once its client is open.
  using Action = ExitCode (*)(const Arguments&, Client&, Console&);
  using LongAction = ExitCode (*)(const Arguments&, Client&, const Interrupt&, Console&);

  // `parent` and `console` outlive the command tree.
  CommandAdder(CLI::App& parent, Console& console, std::string footer)
      : parent_(parent),
        console_(console),
        footer_(std::move(footer)),
        arguments_(std::make_shared<Arguments>()) {}

  Arguments& arguments() { return *arguments_; }

  CLI::App& Add(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = AddCommand(name, text);
    command.callback([arguments = arguments_, action, &console = console_] {
      RunWithClient(*arguments, console, action);
    });
    return command;
  }
  // One that Ctrl-C ends in order.
  CLI::App& Add(const std::string& name, const std::string& text, LongAction action) {
    CLI::App& command = AddCommand(name, text);
    command.callback([arguments = arguments_, action, &console = console_] {
      const Interrupt interrupt;  // before the client starts threads
      RunWithClient(*arguments, console,
                    [&](const Arguments& given, Client& client, Console& shown) {
                      return action(given, client, interrupt, shown);
                    });
    });
    return command;
  }

 private:
  template <typename Run>
  static void RunWithClient(const Arguments& arguments, Console& console, Run run) {
    const auto client = Client::Open(arguments.client);
    console.exit_code = client.ok() ? run(arguments, **client, console)
                                    : ReportBadInput(client.status(), arguments.json, console);
  }
  CLI::App& AddCommand(const std::string& name, const std::string& text) {
    CLI::App* command = parent_.add_subcommand(name, text);
    command->footer(footer_ + ExitCodeHelp());
    AddJsonFlag(*command, arguments_->json);
    AddClientOptions(*command, arguments_->client);
    return *command;
  }

  CLI::App& parent_;
  Console& console_;
  const std::string footer_;
  std::shared_ptr<Arguments> arguments_;
};

}  // namespace peerchallenge::cli
