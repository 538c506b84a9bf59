#include "services/recommendations/documents/document_text.h"

namespace peerchallenge::documents {
namespace {

class TextCollector {
 public:
  void operator()(const Heading& heading) { Add(heading.text); }
  void operator()(const Paragraph& paragraph) { Add(paragraph.text); }
  void operator()(const List& list) { Add(list.items); }
  void operator()(const Quotation& quotation) {
    Add(quotation.text);
    Add(quotation.source);
  }
  void operator()(const Table& table) {
    Add(table.caption);
    Add(table.header);
    for (const auto& row : table.rows) Add(row);
  }

  void Add(const std::string& text) {
    if (!text.empty()) texts_.push_back(text);
  }
  void Add(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) Add(text);
  }

  std::vector<std::string> Take() { return std::move(texts_); }

 private:
  std::vector<std::string> texts_;
};

}  // namespace

std::vector<std::string> TextsOf(const Flow& flow) {
  TextCollector collector;
  collector.Add(flow.notice);
  collector.Add(flow.title);
  collector.Add(flow.subtitle);
  for (const Fact& fact : flow.facts) {
    collector.Add(fact.label);
    collector.Add(fact.value);
  }
  for (const Element& element : flow.elements) std::visit(collector, element);
  return collector.Take();
}

}  // namespace peerchallenge::documents
