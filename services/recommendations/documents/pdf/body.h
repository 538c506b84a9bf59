#pragma once

#include <string>
#include <vector>

#include "services/recommendations/documents/flow.h"
#include "services/recommendations/documents/pdf/bookmarks.h"
#include "services/recommendations/documents/pdf/structure.h"
#include "services/recommendations/documents/pdf/text_setter.h"
#include "services/recommendations/documents/pdf/typesetter.h"

namespace peerchallenge::documents {

// Turns what a document consists of into tagged rows of text. Throws as QPDF
// and TextSetter do.
class PdfBody {
 public:
  // All outlive it.
  PdfBody(Structure& structure, TextSetter& setter, Typesetter& pages)
      : structure_(structure), setter_(setter), pages_(pages) {}

  // What stands before the elements: notice, title, subtitle and facts.
  void AddHead(const Flow& flow);
  void operator()(const Heading& heading);
  void operator()(const Paragraph& paragraph);
  void operator()(const List& list);
  void operator()(const Quotation& quotation);
  void operator()(const Table& table);

  const std::vector<Bookmark>& bookmarks() const { return bookmarks_; }

 private:
  // Text of the full width but for the indents, below `parent`.
  Place AddText(const Structure::Node& parent, const char* tag, const std::string& text,
                const RowStyle& style, double indent = 0);
  // A label and, `indent` from it, what it labels.
  void AddLabelled(const Structure::Node& list, const std::string& label, TextStyle::Weight weight,
                   const std::string& text, double indent);
  void AddFacts(const std::vector<Fact>& facts);

  Structure& structure_;
  TextSetter& setter_;
  Typesetter& pages_;
  std::vector<Bookmark> bookmarks_;
};

}  // namespace peerchallenge::documents
