#include "services/recommendations/documents/flow.h"

#include <algorithm>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/recommendations/documents/clean_text.h"

namespace peerchallenge::documents {
namespace {

constexpr int kDeepestLevel = 6;

size_t BytesOf(const Text& text) { return text.text.size() + text.source.size() + kBlockBytes; }

size_t BytesOf(const std::vector<std::string>& cells) {
  size_t bytes = 0;
  for (const std::string& cell : cells) bytes += cell.size() + kBlockBytes;
  return bytes;
}

size_t BytesOf(const Table& table) {
  size_t bytes = table.caption.size() + kBlockBytes + BytesOf(table.header);
  for (const auto& row : table.rows) bytes += BytesOf(row);
  return bytes;
}

size_t BytesOf(const Document& document) {
  size_t bytes = document.title.size() + document.subtitle.size() + document.notice.size();
  for (const Fact& fact : document.facts) {
    bytes += fact.label.size() + fact.value.size() + kBlockBytes;
  }
  for (const Section& section : document.sections) {
    bytes += section.heading.size() + kBlockBytes;
    for (const Block& block : section.blocks) {
      bytes += std::visit([](const auto& any) { return BytesOf(any); }, block);
    }
  }
  return bytes;
}

// Assistive software announces headings and titles, so none may say nothing.
std::string HeadingText(const std::string& text) {
  std::string clean = CleanText(text);
  return clean.empty() ? "Untitled" : clean;
}

std::vector<std::string> CleanCells(const std::vector<std::string>& cells) {
  std::vector<std::string> clean;
  clean.reserve(cells.size());
  for (const std::string& cell : cells) clean.push_back(CleanText(cell));
  return clean;
}

class FlowMaker {
 public:
  explicit FlowMaker(Flow& flow) : flow_(flow) {}

  void Add(const Section& section) {
    AddHeading(section.level + 1, section.heading, section.on_new_page);
    section_level_ = level_;
    for (const Block& block : section.blocks) {
      std::visit([this](const auto& any) { Add(any); }, block);
    }
  }

 private:
  void AddHeading(int level, const std::string& text, bool on_new_page) {
    level_ = std::clamp(level, 2, std::min(level_ + 1, kDeepestLevel));
    flow_.elements.emplace_back(Heading{level_, HeadingText(text), on_new_page});
  }

  void Add(const Text& text) {
    std::string clean = CleanText(text.text);
    if (clean.empty()) return;
    switch (text.shape) {
      case Text::Shape::kParagraph:
        flow_.elements.emplace_back(Paragraph{std::move(clean)});
        return;
      case Text::Shape::kListItem:
        AddItem(List::Marks::kBullets, std::move(clean));
        return;
      case Text::Shape::kNumberedItem:
        AddItem(List::Marks::kNumbers, std::move(clean));
        return;
      case Text::Shape::kHeading:
        AddHeading(section_level_ + 1, clean, false);
        return;
      case Text::Shape::kQuotation:
        flow_.elements.emplace_back(Quotation{std::move(clean), CleanText(text.source)});
        return;
    }
  }

  void AddItem(List::Marks marks, std::string text) {
    List* list = flow_.elements.empty() ? nullptr : std::get_if<List>(&flow_.elements.back());
    if (list == nullptr || list->marks != marks) {
      list = &std::get<List>(flow_.elements.emplace_back(List{marks, {}}));
    }
    list->items.push_back(std::move(text));
  }

  void Add(const Table& table) {
    const size_t columns = table.header.size();
    ABSL_RAW_CHECK(columns >= 1 && columns <= kMostColumns, "a table of as many columns");
    Table clean{CleanText(table.caption), CleanCells(table.header), {}};
    clean.rows.reserve(table.rows.size());
    for (const auto& row : table.rows) {
      ABSL_RAW_CHECK(row.size() == columns,
                     "a row that has another number of cells than its table");
      clean.rows.push_back(CleanCells(row));
    }
    flow_.elements.emplace_back(std::move(clean));
  }

  Flow& flow_;
  int level_ = 1;          // of the last heading
  int section_level_ = 1;  // of the last section's
};

}  // namespace

absl::StatusOr<Flow> FlowOf(const Document& document) {
  if (const size_t bytes = BytesOf(document); bytes > kMostDocumentBytes) {
    return errors::Make(
        errors::v1::ERROR_REASON_REQUEST_TOO_LARGE,
        absl::StrCat("the document has ", bytes, " bytes; at most ", kMostDocumentBytes,
                     " can be rendered"),
        {{"limit_bytes", absl::StrCat(kMostDocumentBytes)}, {"actual_bytes", absl::StrCat(bytes)}});
  }
  Flow flow;
  flow.title = HeadingText(document.title);
  flow.subtitle = CleanText(document.subtitle);
  flow.notice = CleanText(document.notice);
  for (const Fact& fact : document.facts) {
    std::string label = CleanText(fact.label);
    if (!absl::EndsWith(label, ":")) label += ':';
    flow.facts.push_back({std::move(label), CleanText(fact.value)});
  }
  FlowMaker maker(flow);
  for (const Section& section : document.sections) maker.Add(section);
  return flow;
}

}  // namespace peerchallenge::documents
