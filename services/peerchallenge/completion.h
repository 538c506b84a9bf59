#pragma once

#include <string>
#include <vector>

// Completion scripts for shells, made from the command tree itself.
namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

struct Completion {
  std::string word;
  std::string description;  // one line
  bool operator==(const Completion&) const = default;
};

// What may follow one command.
struct CommandWords {
  std::string path;  // "peerchallenge plan start"
  std::vector<Completion> subcommands;
  std::vector<Completion> flags;  // "--json", and short ones
};

// All commands of a tree, the root first.
std::vector<CommandWords> CollectCommands(CLI::App& root);

std::string BashScript(const std::vector<CommandWords>& commands);
std::string ZshScript(const std::vector<CommandWords>& commands);
std::string FishScript(const std::vector<CommandWords>& commands);

}  // namespace peerchallenge::cli
