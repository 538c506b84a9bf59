#include "services/peerchallenge/year_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/peerchallenge/entry_text.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/plan_text.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

constexpr size_t kColumns = 120;
constexpr size_t kIndent = 2;

std::string EntryTable(const YearView& view) {
  Table table({{.title = "From", .max_width = 12},
               {.title = "Host", .max_width = 16},
               {.title = "What", .max_width = 9},
               {.title = "State", .max_width = 11},
               {.title = "Led by", .max_width = 24},
               {.title = "With", .max_width = 38}});
  for (const v1::Year::Entry& entry : view.year.entries()) {
    table.AddRow({WhenText(entry, view.directory), view.directory.AuthorityName(entry.host()),
                  KindText(entry.kind()), StateText(entry.state()), LeadText(entry, view.directory),
                  TeamText(entry, view.directory)});
  }
  return table.Render(0);
}

std::string LedgerTable(const v1::GiveAndTake& ledger, const Directory& directory) {
  Table table({{.title = "Authority", .max_width = 30},
               {.title = "given", .align = Align::kRight},
               {.title = "got", .align = Align::kRight},
               {.title = "balance", .align = Align::kRight},
               {.title = "leads", .align = Align::kRight},
               {.title = "hosts", .align = Align::kRight},
               {.title = "travel, minutes one way", .align = Align::kRight}});
  for (const v1::GiveAndTake::Balance& row : ledger.balances()) {
    const int balance = row.given() - row.got();
    table.AddRow({directory.AuthorityName(row.authority()), absl::StrCat(row.given()),
                  absl::StrCat(row.got()), absl::StrCat(balance > 0 ? "+" : "", balance),
                  absl::StrCat(row.led()), absl::StrCat(row.hosted()),
                  Grouped(row.travel_minutes())});
  }
  return table.Render(kIndent);
}

std::string TradeOffList(const YearView& view) {
  std::string text;
  for (const TradeOff& trade_off : FindTradeOffs(view.year, view.directory)) {
    const std::vector<std::string> lines = WrapWords(trade_off.message, kColumns - kIndent - 2);
    absl::StrAppend(&text, "  - ", absl::StrJoin(lines, "\n    "), "\n");
  }
  return text.empty() ? "  nothing: every wish is met\n" : text;
}

}  // namespace

std::string YearText(const YearView& view) {
  const v1::Programme& programme = view.programme;
  std::string text =
      absl::StrCat(programme.display_name(), ", ", DayText(programme.start_date()), " to ",
                   DayText(programme.end_date()), "\n", programme.name(), "\n\n");
  absl::StrAppend(&text, "WHO HOSTS WHEN, AND WHO GOES\n", EntryTable(view));
  if (view.ledger) {
    absl::StrAppend(&text, "\nWHAT EACH AUTHORITY GIVES AND GETS (places on teams)\n",
                    LedgerTable(*view.ledger, view.directory));
  }
  if (view.plan && view.plan->solution().has_plan()) {
    absl::StrAppend(&text, "\nWHAT THE PLAN COSTS\n", CostText(view.plan->solution().plan()));
  }
  absl::StrAppend(&text, "\nWHAT WAS TRADED OFF\n", TradeOffList(view));
  return text;
}

std::string YearJson(const YearView& view) {
  std::vector<std::pair<std::string, std::string>> members;
  members.emplace_back("programme", FormatJson(view.programme, JsonStyle::kLine));
  members.emplace_back("year", FormatJson(view.year, JsonStyle::kLine));
  if (view.ledger) members.emplace_back("giveAndTake", FormatJson(*view.ledger, JsonStyle::kLine));
  if (view.plan) members.emplace_back("plan", FormatJson(*view.plan, JsonStyle::kLine));
  std::vector<std::string> trade_offs;
  for (const TradeOff& trade_off : FindTradeOffs(view.year, view.directory)) {
    trade_offs.push_back(JsonObject({{"kind", JsonString(KindName(trade_off.kind))},
                                     {"review", JsonString(trade_off.review)},
                                     {"message", JsonString(trade_off.message)}}));
  }
  members.emplace_back("tradeOffs", JsonArray(trade_offs));
  return JsonObject(members);
}

}  // namespace peerchallenge::cli
