#include "services/peerchallenge/completion.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace peerchallenge::cli {
namespace {

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

void Collect(CLI::App& app, const std::string& path, std::vector<CommandWords>& commands) {
  CommandWords words{.path = path, .subcommands = {}, .flags = {}};
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words.flags.push_back({absl::StrCat("--", name), FirstLine(option->get_description())});
    }
    for (const std::string& name : option->get_snames()) {
      words.flags.push_back({absl::StrCat("-", name), FirstLine(option->get_description())});
    }
  }
  const std::vector<CLI::App*> children = app.get_subcommands([](CLI::App*) { return true; });
  for (const CLI::App* child : children) {
    words.subcommands.push_back({child->get_name(), FirstLine(child->get_description())});
  }
  commands.push_back(std::move(words));
  for (CLI::App* child : children)
    Collect(*child, absl::StrCat(path, " ", child->get_name()), commands);
}

std::string WordsOf(const CommandWords& command) {
  std::vector<std::string> words;
  for (const Completion& completion : command.subcommands) words.push_back(completion.word);
  for (const Completion& completion : command.flags) words.push_back(completion.word);
  return absl::StrJoin(words, " ");
}

// The part that bash and zsh share: from the words before the cursor, in the array `before`, to
// `choices`. Neither `path` nor `words`, which mean something to zsh.
std::string PathCases(const std::vector<CommandWords>& commands) {
  std::vector<std::string> paths;
  std::string cases;
  for (const CommandWords& command : commands) {
    paths.push_back(absl::StrCat("\"", command.path, "\""));
    absl::StrAppend(&cases, "    \"", command.path, "\") choices=\"", WordsOf(command), "\" ;;\n");
  }
  return absl::StrCat(
      "  local at=peerchallenge word choices\n"
      "  for word in \"${before[@]}\"; do\n"
      "    case \"$at $word\" in\n"
      "      ",
      absl::StrJoin(paths, "|"),
      ") at=\"$at $word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$at\" in\n",
      cases, "  esac\n");
}

std::string FishQuoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string FishFlag(const std::string& word) {
  const absl::string_view name(word);
  if (name.substr(0, 2) == "--") return absl::StrCat("-l ", name.substr(2));
  return absl::StrCat("-s ", name.substr(1));
}

}  // namespace

std::vector<CommandWords> CollectCommands(CLI::App& root) {
  std::vector<CommandWords> commands;
  Collect(root, "peerchallenge", commands);
  return commands;
}

std::string BashScript(const std::vector<CommandWords>& commands) {
  return absl::StrCat(
      "# bash completion for peerchallenge: source <(peerchallenge completion bash)\n"
      "_peerchallenge() {\n"
      "  local before=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n",
      PathCases(commands),
      "  COMPREPLY=($(compgen -W \"$choices\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\n"
      "complete -o default -F _peerchallenge peerchallenge\n");
}

std::string ZshScript(const std::vector<CommandWords>& commands) {
  return absl::StrCat(
      "#compdef peerchallenge\n"
      "# zsh completion for peerchallenge: source <(peerchallenge completion zsh)\n"
      "_peerchallenge() {\n"
      "  local -a before; before=(\"${(@)words[2,CURRENT-1]}\")\n",
      PathCases(commands),
      "  compadd -- ${=choices}\n"
      "  _files\n"
      "}\n"
      "# Called by zsh when the file is one of fpath, else read by source.\n"
      "if [ \"$funcstack[1]\" = _peerchallenge ]; then\n"
      "  _peerchallenge \"$@\"\n"
      "else\n"
      "  compdef _peerchallenge peerchallenge\n"
      "fi\n");
}

std::string FishScript(const std::vector<CommandWords>& commands) {
  std::vector<std::string> paths;
  std::string completions;
  for (const CommandWords& command : commands) {
    paths.push_back(FishQuoted(command.path));
    const std::string start = absl::StrCat(
        "complete -c peerchallenge -n ",
        FishQuoted(absl::StrCat("test (__peerchallenge_path) = \"", command.path, "\"")));
    for (const Completion& sub : command.subcommands) {
      absl::StrAppend(&completions, start, " -f -a ", sub.word, " -d ", FishQuoted(sub.description),
                      "\n");
    }
    for (const Completion& flag : command.flags) {
      absl::StrAppend(&completions, start, " ", FishFlag(flag.word), " -d ",
                      FishQuoted(flag.description), "\n");
    }
  }
  return absl::StrCat(
      "# fish completion for peerchallenge: peerchallenge completion fish | source\n"
      "function __peerchallenge_path\n"
      "  set -l path peerchallenge\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if contains -- \"$path $word\" ",
      absl::StrJoin(paths, " "),
      "\n      set path \"$path $word\"\n"
      "    end\n"
      "  end\n"
      "  echo $path\n"
      "end\n",
      completions);
}

}  // namespace peerchallenge::cli
