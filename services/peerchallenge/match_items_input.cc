#include "services/peerchallenge/match_items_input.h"

#include "services/peerchallenge/match_input.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using google::protobuf::FieldMask;

void SetText(const std::string& text, const char* path, std::string* field, FieldMask& mask) {
  if (text.empty()) return;
  *field = text;
  mask.add_paths(path);
}

template <typename Item>
void SetNumber(int32_t number, const char* path, void (Item::*set)(int32_t), Item& item,
               FieldMask& mask) {
  if (number == 0) return;
  (item.*set)(number);
  mask.add_paths(path);
}

// The names that texts stand for, by `name(text, region)`.
template <typename Names, typename Name>
absl::Status AddNames(const std::vector<std::string>& texts, const char* path,
                      const std::string& region, Name name, Names* names, FieldMask& mask) {
  for (const std::string& text : texts) {
    auto whole = name(text, region);
    if (!whole.ok()) return whole.status();
    names->Add(*std::move(whole));
  }
  if (!texts.empty()) mask.add_paths(path);
  return absl::OkStatus();
}

// What offers and asks have in common.
template <typename Item>
absl::Status FillCommon(const ItemArguments& arguments, const std::string& region, Item& item,
                        FieldMask& mask) {
  SetText(arguments.text, "text", item.mutable_text(), mask);
  SetText(arguments.start_date, "start_date", item.mutable_start_date(), mask);
  SetText(arguments.end_date, "end_date", item.mutable_end_date(), mask);
  absl::Status status = AddFormats(arguments.formats, *item.mutable_formats());
  if (!status.ok()) return status;
  if (!arguments.formats.empty()) mask.add_paths("formats");
  const auto in_region = [](const char* collection) {
    return [collection](const std::string& text, const std::string& where) {
      return NameInRegion(text, where, collection);
    };
  };
  status = AddNames(arguments.themes, "themes", region, in_region("themes"), item.mutable_themes(),
                    mask);
  if (!status.ok()) return status;
  return AddNames(arguments.excluded, "excluded_authorities", region, in_region("authorities"),
                  item.mutable_excluded_authorities(), mask);
}

}  // namespace

absl::Status FillItem(const ItemArguments& arguments, const std::string& region, v1::Offer& offer,
                      FieldMask& mask) {
  if (absl::Status status = FillCommon(arguments, region, offer, mask); !status.ok()) return status;
  SetNumber(arguments.days, "capacity_days", &v1::Offer::set_capacity_days, offer, mask);
  return AddNames(arguments.references, "letters", region, LetterIn, offer.mutable_letters(), mask);
}

absl::Status FillItem(const ItemArguments& arguments, const std::string& region, v1::Ask& ask,
                      FieldMask& mask) {
  if (absl::Status status = FillCommon(arguments, region, ask, mask); !status.ok()) return status;
  SetNumber(arguments.days, "days", &v1::Ask::set_days, ask, mask);
  SetNumber(arguments.priority, "priority", &v1::Ask::set_priority, ask, mask);
  SetNumber(arguments.max_travel_minutes, "max_travel_minutes", &v1::Ask::set_max_travel_minutes,
            ask, mask);
  SetNumber(arguments.max_offers, "max_offers", &v1::Ask::set_max_offers, ask, mask);
  return AddNames(arguments.references, "recommendations", region, RecommendationIn,
                  ask.mutable_recommendations(), mask);
}

}  // namespace peerchallenge::cli
