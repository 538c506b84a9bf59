#include "services/peerchallenge/attach_action.h"
#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "An upload that was interrupted goes on with the same command: what has arrived is not sent "
    "again, and the SHA-256 of the whole is checked. A file that is there already is not doubled. "
    "Say with --as (or a token) which member of the team you are.\n\n"
    "Examples:\n"
    "  peerchallenge attach east-midlands/lincolnshire-2012 audit.pdf --as "
    "regions/east-midlands/people/em-014\n"
    "  peerchallenge attach east-midlands/lincolnshire-2012 audit.pdf --item ID --as ...\n\n";

}  // namespace

void AddAttachCommand(CLI::App& app, Console& console) {
  CommandAdder<AttachArguments> adder(app, console, kFooter);
  AttachArguments& arguments = adder.arguments();
  CLI::App& attach =
      adder.Add("attach", "Attach a file to a review and to an item of its evidence", AttachFile);
  attach.add_option("REVIEW", arguments.review, "REGION/REVIEW or the whole name")->required();
  attach.add_option("FILE", arguments.file, "The file")->required();
  AddOption(attach, "--item", arguments.item,
            "The item that it belongs to, id or name; it is revised so that it names the file");
  AddOption(attach, "--occasion", arguments.occasion, "Where it comes from, id or name");
  AddOption(attach, "--description", arguments.description, "What it is");
  AddOption(attach, "--sensitivity", arguments.sensitivity, "team, guarded or leads [team]");
}

}  // namespace peerchallenge::cli
