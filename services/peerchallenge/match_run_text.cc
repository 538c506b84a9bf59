#include "services/peerchallenge/match_run_text.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::MatchRun;
using v1::PairExplanation;

constexpr size_t kWhyWidth = 64;

std::string RuleText(v1::MatchRule rule) {
  switch (rule) {
    case v1::MATCH_RULE_SAME_AUTHORITY:
      return "They are the same authority's.";
    case v1::MATCH_RULE_THEME:
      return "They have no theme in common.";
    case v1::MATCH_RULE_FORMAT:
      return "They have no format in common.";
    case v1::MATCH_RULE_DATES:
      return "Their dates do not meet.";
    case v1::MATCH_RULE_CAPACITY:
      return "The offer has too few free days.";
    case v1::MATCH_RULE_TRAVEL:
      return "It is too far.";
    case v1::MATCH_RULE_EXCLUDED:
      return "One side excludes the other, or an interest stands between them.";
    case v1::MATCH_RULE_LAPSED:
      return "It was proposed a short time ago, and came to nothing.";
    case v1::MATCH_RULE_MATCHED:
      return "They are matched already, or the ask has as many offers as it may.";
    default:
      return InWords(v1::MatchRule_Name(rule), "MATCH_RULE_");
  }
}

std::string Signed(int64_t number) { return absl::StrCat(number > 0 ? "+" : "", Grouped(number)); }

// What forbids the pair, or the parts of its score, one a line.
std::string WhyText(const PairExplanation& pair) {
  std::vector<std::string> lines;
  for (const int rule : pair.rules()) lines.push_back(RuleText(static_cast<v1::MatchRule>(rule)));
  for (const v1::ScoreItem& item : pair.items()) {
    const bool counts = pair.rules().empty() && item.score() != 0;
    if (counts) lines.push_back(absl::StrCat(Signed(item.score()), " ", item.message()));
  }
  return absl::StrJoin(lines, "\n");
}

std::string InsteadText(const PairExplanation& pair) {
  return pair.next_offer().empty() ? "nobody" : ShortName(pair.next_offer());
}

std::string PairTable(const MatchRun& run) {
  Table table({{"score", Align::kRight},
               {"offer"},
               {"ask"},
               {"lost without", Align::kRight},
               {"next offer"},
               {"why", Align::kLeft, kWhyWidth}});
  for (const PairExplanation& pair : run.pairs()) {
    table.AddRow({Grouped(pair.score()), ShortName(pair.offer()), ShortName(pair.ask()),
                  Grouped(pair.loss()), InsteadText(pair), WhyText(pair)});
  }
  return table.empty() ? "No pairs.\n" : table.Render();
}

// Those of `collection` that found nobody, in a line; nothing where there are none.
std::string UnmatchedLine(const MatchRun& run, const std::string& collection,
                          const std::string& what) {
  std::vector<std::string> names;
  for (const std::string& name : run.unmatched()) {
    if (absl::StrContains(name, absl::StrCat("/", collection, "/"))) {
      names.push_back(ShortName(name));
    }
  }
  if (names.empty()) return "";
  return absl::StrCat(what, ": ", absl::StrJoin(names, ", "), "\n");
}

std::string StateText(const MatchRun& run) {
  return InWords(MatchRun::State_Name(run.state()), "STATE_");
}

// "9 Jul 2012", of an instant.
std::string DayOf(const google::protobuf::Timestamp& time) {
  constexpr size_t kDateLength = 10;
  return DayText(google::protobuf::util::TimeUtil::ToString(time).substr(0, kDateLength));
}

std::string AdoptedOn(const MatchRun& run) {
  return run.has_adopt_time() ? DayOf(run.adopt_time()) : "-";
}

}  // namespace

std::string MatchingText(const MatchRun& run) {
  const std::string nobody = absl::StrCat(UnmatchedLine(run, "offers", "Offers that found nobody"),
                                          UnmatchedLine(run, "asks", "Asks that found nobody"));
  return absl::StrCat(PairTable(run), nobody.empty() ? "" : "\n", nobody);
}

std::string MatchRunText(const MatchRun& run) {
  std::string text = absl::StrCat(run.name(), ": ", StateText(run));
  if (!run.error().empty()) absl::StrAppend(&text, ": ", run.error());
  if (run.state() != MatchRun::STATE_SUCCEEDED) return text + "\n";
  absl::StrAppend(&text, ", total score ", Grouped(run.score()),
                  run.has_adopt_time() ? ", adopted " : ", not adopted",
                  run.has_adopt_time() ? AdoptedOn(run) : "");
  return absl::StrCat(text, "\n\n", MatchingText(run));
}

std::string MatchRunsText(const v1::ListMatchRunsResponse& response) {
  if (response.match_runs().empty()) return "No runs.\n";
  Table table({{"run"}, {"begun"}, {"stands"}, {"score", Align::kRight}, {"adopted"}});
  for (const MatchRun& run : response.match_runs()) {
    table.AddRow({validation::IdOf(run.name()), DayOf(run.create_time()), StateText(run),
                  run.state() == MatchRun::STATE_SUCCEEDED ? Grouped(run.score()) : "-",
                  AdoptedOn(run)});
  }
  return table.Render();
}

std::string PairsOfSubjectText(const v1::ExplainMatchRunResponse& response) {
  if (response.pairs().empty()) return "No pairs.\n";
  Table table({{""},
               {"offer"},
               {"ask"},
               {"score", Align::kRight},
               {"loss", Align::kRight},
               {"why", Align::kLeft, kWhyWidth}});
  for (const PairExplanation& pair : response.pairs()) {
    const bool forbidden = !pair.rules().empty();
    std::string why = WhyText(pair);
    if (pair.chosen()) absl::StrAppend(&why, "\nWithout it: ", InsteadText(pair), ".");
    table.AddRow({pair.chosen() ? "*" : "", ShortName(pair.offer()), ShortName(pair.ask()),
                  forbidden ? "-" : Grouped(pair.score()), forbidden ? "-" : Grouped(pair.loss()),
                  why});
  }
  return absl::StrCat(table.Render(),
                      "\n* chosen. Loss: what the total would lose without a chosen pair, or with "
                      "another one.\n");
}

}  // namespace peerchallenge::cli
