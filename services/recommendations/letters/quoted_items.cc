#include "services/recommendations/letters/quoted_items.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::recommendations {

using evidence::v1::Item;

std::set<std::string> ItemsQuotedIn(const Sentences& sentences) {
  std::set<std::string> names;
  for (const v1::Sentence& sentence : sentences) {
    for (const v1::Quotation& quotation : sentence.quotations()) names.insert(quotation.item());
  }
  return names;
}

std::set<std::string> ItemsQuotedIn(const Sections& sections) {
  std::set<std::string> names;
  for (const v1::Section& section : sections) {
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      names.merge(ItemsQuotedIn(paragraph.sentences()));
    }
  }
  return names;
}

absl::StatusOr<QuotedItems> AskForItems(const EvidencePeer& evidence,
                                        const std::set<std::string>& names,
                                        const rpc::CallOptions& within) {
  QuotedItems items;
  for (const std::string& name : names) {
    auto item = evidence.GetItem(name, within);
    if (!item.ok() && !absl::IsNotFound(item.status())) return item.status();
    items.emplace(name, item.ok() ? std::optional<Item>(*std::move(item)) : std::nullopt);
  }
  return items;
}

absl::Status SetClasses(const QuotedItems& items, Sentences& sentences) {
  for (v1::Sentence& sentence : sentences) {
    for (v1::Quotation& quotation : *sentence.mutable_quotations()) {
      const auto item = items.find(quotation.item());
      if (item == items.end() || !item->second) {
        return errors::ReferenceBroken(
            quotation.item(),
            absl::StrCat("a quotation names '", quotation.item(), "', which is not there"));
      }
      quotation.set_source_class(item->second->source_class());
    }
  }
  return absl::OkStatus();
}

std::string WhyNotQuoted(const v1::Quotation& quotation, const QuotedItems& items) {
  const auto found = items.find(quotation.item());
  if (found == items.end() || !found->second) return "its item is not there";
  const Item& item = *found->second;
  if (item.state() != Item::STATE_SHARED) return "its item is not shared any more";
  if (item.content().sensitivity() == evidence::v1::SENSITIVITY_GUARDED ||
      item.content().sensitivity() == evidence::v1::SENSITIVITY_LEADS) {
    return "its item is guarded";
  }
  if (item.content().quote_consent() != evidence::v1::QUOTE_CONSENT_GIVEN) {
    return "whoever said it has not agreed to be quoted";
  }
  if (!absl::StrContains(item.content().text(), quotation.text())) {
    return "its item does not hold these words";
  }
  return "";
}

}  // namespace peerchallenge::recommendations
