#pragma once

#include <optional>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/peerchallenge/trade_offs.h"

// A planned year as people read it.
namespace peerchallenge::cli {

// All that the view is made of, as far as the caller may read it.
struct YearView {
  scheduling::v1::Programme programme;
  scheduling::v1::Year year;                          // entries by week, then host
  std::optional<scheduling::v1::GiveAndTake> ledger;  // absent = the caller may not read it
  std::optional<scheduling::v1::Plan> plan;           // the plan in force; absent likewise
  Directory directory;
};

// Four parts, at most 120 columns wide: who hosts when, led by whom and visited by whom; what each
// authority gives and gets; what the plan costs; what was traded off. Ends with a line break.
std::string YearText(const YearView& view);

// {"programme", "year", "giveAndTake", "plan", "tradeOffs": [{"kind", "review", "message"}]};
// absent parts are left out.
std::string YearJson(const YearView& view);

}  // namespace peerchallenge::cli
