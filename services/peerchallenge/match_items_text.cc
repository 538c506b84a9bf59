#include "services/peerchallenge/match_items_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using validation::IdOf;

constexpr size_t kTextWidth = 60;

template <typename Names>
std::string IdsText(const Names& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) { *out += IdOf(name); });
}

template <typename Item>
std::string StateText(const Item& item) {
  return InWords(v1::SupportState_Name(item.state()), "SUPPORT_STATE_");
}

std::string ReviewAndId(const std::string& name) {
  return absl::StrCat(IdOf(validation::ReviewOf(name)), "/", IdOf(name));
}

// What an offer or ask says of itself, in lines; `days` says how much work it is.
template <typename Item, typename References>
std::string WholeText(const Item& item, const std::string& days, const char* shown_by,
                      const References& references) {
  std::string text = absl::StrCat(item.name(), ": ", StateText(item), "\n");
  for (const std::string& line : WrapWords(item.text(), 2 * kTextWidth)) {
    absl::StrAppend(&text, "  ", line, "\n");
  }
  absl::StrAppend(&text, "  themes: ", IdsText(item.themes()), "\n");
  if (!item.formats().empty()) {
    absl::StrAppend(&text, "  formats: ", FormatsText(item.formats()), "\n");
  }
  absl::StrAppend(&text, "  ", days, "; ", SpanText(item.start_date(), item.end_date()), "\n");
  if (!references.empty()) {
    absl::StrAppend(
        &text, "  ", shown_by, ": ",
        absl::StrJoin(references, ", ",
                      [](std::string* out, const std::string& name) { *out += ReviewAndId(name); }),
        "\n");
  }
  if (!item.excluded_authorities().empty()) {
    absl::StrAppend(&text, "  not with: ", IdsText(item.excluded_authorities()), "\n");
  }
  return text;
}

// "-" where there are none, or none that are shown.
std::string DaysLeft(int32_t days) { return days > 0 ? absl::StrCat(days) : "-"; }

template <typename Item>
std::string DatesText(const Item& item) {
  return SpanText(item.start_date(), item.end_date());
}

}  // namespace

std::string FormatsText(const google::protobuf::RepeatedField<int>& formats) {
  return absl::StrJoin(formats, ", ", [](std::string* out, int format) {
    *out +=
        InWords(v1::SupportFormat_Name(static_cast<v1::SupportFormat>(format)), "SUPPORT_FORMAT_");
  });
}

std::string SpanText(const std::string& start_date, const std::string& end_date) {
  if (start_date.empty() && end_date.empty()) return "any time";
  if (end_date.empty()) return absl::StrCat("from ", DayText(start_date));
  if (start_date.empty()) return absl::StrCat("until ", DayText(end_date));
  return absl::StrCat(DayText(start_date), " to ", DayText(end_date));
}

std::string OfferText(const v1::Offer& offer) {
  std::string days = absl::StrCat(offer.capacity_days(), " days");
  if (offer.free_days() > 0) absl::StrAppend(&days, ", ", offer.free_days(), " of them free");
  return WholeText(offer, days, "shown by letters", offer.letters());
}

std::string OffersText(const v1::ListOffersResponse& response) {
  if (response.offers().empty()) return "No offers.\n";
  Table table({{"offer"},
               {"stands"},
               {"days", Align::kRight},
               {"free", Align::kRight},
               {"themes", Align::kLeft, 24},
               {"formats", Align::kLeft, 24},
               {"when"},
               {"what", Align::kLeft, kTextWidth}});
  for (const v1::Offer& offer : response.offers()) {
    table.AddRow({ShortName(offer.name()), StateText(offer), absl::StrCat(offer.capacity_days()),
                  DaysLeft(offer.free_days()), IdsText(offer.themes()),
                  FormatsText(offer.formats()), DatesText(offer), offer.text()});
  }
  return table.Render();
}

std::string AskText(const v1::Ask& ask) {
  std::string days = absl::StrCat(ask.days(), " days");
  if (ask.open_days() > 0) absl::StrAppend(&days, ", ", ask.open_days(), " of them open");
  absl::StrAppend(&days, ", priority ", ask.priority());
  if (ask.max_offers() > 1) absl::StrAppend(&days, ", from up to ", ask.max_offers(), " offers");
  if (ask.max_travel_minutes() > 0) {
    absl::StrAppend(&days, ", at most ", ask.max_travel_minutes(), " minutes away");
  }
  return WholeText(ask, days, "shown by recommendations", ask.recommendations());
}

std::string AsksText(const v1::ListAsksResponse& response) {
  if (response.asks().empty()) return "No asks.\n";
  Table table({{"ask"},
               {"stands"},
               {"days", Align::kRight},
               {"open", Align::kRight},
               {"priority", Align::kRight},
               {"themes", Align::kLeft, 24},
               {"formats", Align::kLeft, 24},
               {"when"},
               {"what", Align::kLeft, kTextWidth}});
  for (const v1::Ask& ask : response.asks()) {
    table.AddRow({ShortName(ask.name()), StateText(ask), absl::StrCat(ask.days()),
                  DaysLeft(ask.open_days()), absl::StrCat(ask.priority()), IdsText(ask.themes()),
                  ask.formats().empty() ? "any" : FormatsText(ask.formats()), DatesText(ask),
                  ask.text()});
  }
  return table.Render();
}

}  // namespace peerchallenge::cli
