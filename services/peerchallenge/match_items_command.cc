#include "services/peerchallenge/match_items_command.h"

#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/match_items.h"
#include "services/peerchallenge/match_items_text.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;

struct OfferKind {
  using Item = v1::Offer;
  using Create = v1::CreateOfferRequest;
  using Get = v1::GetOfferRequest;
  using Update = v1::UpdateOfferRequest;
  using List = v1::ListOffersRequest;
  using Listed = v1::ListOffersResponse;
  static constexpr char kMethod[] = "Offer";
  static constexpr char kWord[] = "offer";
  static constexpr char kPlace[] = "OFFER";
  static constexpr char kFooter[] =
      "An offer is its authority's: say with --act-as (or a token) that you are its director.\n\n"
      "Examples:\n"
      "  peerchallenge match offer add east-midlands/E10000024 --id mentors --text 'Heads of "
      "service as mentors' --theme care-leavers --format mentoring --days 20 --act-as "
      "HOST_DIRECTOR@regions/east-midlands/authorities/E10000024\n"
      "  peerchallenge match offer change east-midlands/E10000024/mentors --days 30 --act-as ...\n"
      "  peerchallenge match offer pause east-midlands/E10000024/mentors --act-as ...\n"
      "  peerchallenge match offer list east-midlands --theme care-leavers\n\n";

  static absl::StatusOr<std::string> Name(const std::string& text) { return OfferName(text); }
  template <typename Request>
  static Item& In(Request& request) {
    return *request.mutable_offer();
  }
  static void SetId(Create& request, const std::string& id) { request.set_offer_id(id); }
  static std::string Text(const Item& offer) { return OfferText(offer); }
  static std::string Text(const Listed& offers) { return OffersText(offers); }
};

struct AskKind {
  using Item = v1::Ask;
  using Create = v1::CreateAskRequest;
  using Get = v1::GetAskRequest;
  using Update = v1::UpdateAskRequest;
  using List = v1::ListAsksRequest;
  using Listed = v1::ListAsksResponse;
  static constexpr char kMethod[] = "Ask";
  static constexpr char kWord[] = "ask";
  static constexpr char kPlace[] = "ASK";
  static constexpr char kFooter[] =
      "An ask is its authority's: say with --act-as (or a token) that you are its director.\n\n"
      "Examples:\n"
      "  peerchallenge match ask add east-midlands/E10000019 --id leavers --text 'Help with work "
      "for care leavers' --theme care-leavers --days 10 --priority 8 --act-as "
      "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019\n"
      "  peerchallenge match ask change east-midlands/E10000019/leavers --max-offers 2 --act-as "
      "...\n"
      "  peerchallenge match ask close east-midlands/E10000019/leavers --act-as ...\n"
      "  peerchallenge match ask list east-midlands\n\n";

  static absl::StatusOr<std::string> Name(const std::string& text) { return AskName(text); }
  template <typename Request>
  static Item& In(Request& request) {
    return *request.mutable_ask();
  }
  static void SetId(Create& request, const std::string& id) { request.set_ask_id(id); }
  static std::string Text(const Item& ask) { return AskText(ask); }
  static std::string Text(const Listed& asks) { return AsksText(asks); }
};

template <typename Kind>
class Adder : public CommandAdder<ItemArguments> {
 public:
  Adder(CLI::App& parent, Console& console) : CommandAdder(parent, console, Kind::kFooter) {}

  CLI::App& OnItem(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, absl::StrCat(text, " an ", Kind::kWord), action);
    command
        .add_option(Kind::kPlace, arguments().item,
                    absl::StrCat("REGION/AUTHORITY/", Kind::kPlace, " or the whole name"))
        ->required();
    return command;
  }
};

// The flags that say what is offered or asked for; `required` those that it cannot do without.
void AddContent(CLI::App& command, ItemArguments& arguments, bool required) {
  AddOption(command, "--text", arguments.text, "What it is about")->required(required);
  AddRepeated(command, "--theme", arguments.themes, "Id of a theme, 1 to 5; may be repeated")
      ->required(required);
  AddOption(command, "--from", arguments.start_date, "First day, YYYY-MM-DD");
  AddOption(command, "--to", arguments.end_date, "Last day, YYYY-MM-DD");
  AddRepeated(command, "--exclude", arguments.excluded,
              "GSS code of an authority that it shall not be matched with; may be repeated");
}

constexpr char kFormatHelp[] =
    "shadowing, workshop, mentoring, secondment or materials; may be repeated";

void AddOfferContent(CLI::App& command, ItemArguments& arguments, bool required) {
  AddContent(command, arguments, required);
  AddRepeated(command, "--format", arguments.formats, kFormatHelp)->required(required);
  AddOption(command, "--days", arguments.days, "Days of work that it has to give")
      ->required(required);
  AddRepeated(command, "--letter", arguments.references,
              "REVIEW/LETTER, an issued letter that shows the strength; may be repeated");
}

void AddAskContent(CLI::App& command, ItemArguments& arguments, bool required) {
  AddContent(command, arguments, required);
  AddRepeated(command, "--format", arguments.formats, std::string(kFormatHelp) + " [any]");
  AddOption(command, "--days", arguments.days, "Days of work that it needs")->required(required);
  AddOption(command, "--priority", arguments.priority, "How much it matters, 1 to 10")
      ->required(required);
  AddOption(command, "--max-travel", arguments.max_travel_minutes,
            "Longest way to the other in minutes; 0 = no limit");
  AddOption(command, "--max-offers", arguments.max_offers,
            "Most offers that together may meet it; 0 = 1");
  AddRepeated(
      command, "--recommendation", arguments.references,
      "REVIEW/RECOMMENDATION, an issued one that shows the need, by its id; may be repeated");
}

template <typename Kind>
void AddKind(CLI::App& match, Console& console, const std::string& help,
             void (*add_content)(CLI::App&, ItemArguments&, bool)) {
  CLI::App* parent = match.add_subcommand(Kind::kWord, help);
  parent->require_subcommand(1);
  Adder<Kind> adder(*parent, console);
  ItemArguments& arguments = adder.arguments();
  CLI::App& add = adder.Add("add", absl::StrCat("Make an ", Kind::kWord), AddItem<Kind>);
  add.add_option("AUTHORITY", arguments.authority, "REGION/AUTHORITY or the whole name")
      ->required();
  add_content(add, arguments, true);
  AddOption(add, "--id", arguments.id, "Its id [made there]");
  CLI::App& change = adder.OnItem("change", "Change", ChangeItem<Kind>);
  add_content(change, arguments, false);
  adder.OnItem("pause", "Keep out of runs for now", SetItemState<Kind, v1::SUPPORT_STATE_PAUSED>);
  adder.OnItem("open", "Let take part in runs again", SetItemState<Kind, v1::SUPPORT_STATE_OPEN>);
  adder.OnItem("close", "Close, for good,", SetItemState<Kind, v1::SUPPORT_STATE_CLOSED>);
  adder.OnItem("show", "Show", ShowItem<Kind>);
  CLI::App& list = adder.Add("list", absl::StrCat("List the ", Kind::kWord, "s that you may see"),
                             ListItemsOf<Kind>);
  list.add_option("REGION", arguments.region, "Id or whole name")->required();
  AddOption(list, "--authority", arguments.authority, "Only of this authority, by GSS code");
  AddOption(list, "--theme", arguments.theme, "Only with this theme, by id");
}

}  // namespace

void AddMatchItemsCommands(CLI::App& match, Console& console) {
  AddKind<OfferKind>(match, console, "What authorities can give", AddOfferContent);
  AddKind<AskKind>(match, console, "What authorities need", AddAskContent);
}

}  // namespace peerchallenge::cli
