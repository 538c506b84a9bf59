#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "services/recommendations/documents/document.h"

// A document as all formats write it down: one thing after the other, with clean texts, none of
// them empty but cells and what may be left out, and with headings that skip no level.
namespace peerchallenge::documents {

struct Heading {
  int level = 2;  // 2 to 6: the title is the only one of level 1
  std::string text;
  bool on_new_page = false;
};

struct Paragraph {
  std::string text;
};

struct List {
  enum class Marks { kBullets, kNumbers };
  Marks marks = Marks::kBullets;
  std::vector<std::string> items;
};

struct Quotation {
  std::string text;
  std::string source;  // empty = none
};

using Element = std::variant<Heading, Paragraph, List, Quotation, Table>;

struct Flow {
  std::string title;
  std::string subtitle;     // empty = none
  std::string notice;       // empty = none
  std::vector<Fact> facts;  // labels end in ":"
  std::vector<Element> elements;
};

// Errors: REQUEST_TOO_LARGE (more than kMostDocumentBytes).
absl::StatusOr<Flow> FlowOf(const Document& document);

}  // namespace peerchallenge::documents
