#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

// A document before it has a format: plain values that a letter, a report or a summary is turned
// into, and every format is rendered from. All text is UTF-8 from anywhere; what cannot be said in
// all formats (control characters, broken bytes) is replaced, alike in all of them (clean_text.h).
namespace peerchallenge::documents {

// How many bytes a document may have, counting its texts and kBlockBytes for each block and cell.
inline constexpr size_t kMostDocumentBytes = 1 << 20;
inline constexpr size_t kBlockBytes = 64;
// How many columns a table may have.
inline constexpr size_t kMostColumns = 12;

// TextBlock of document.proto.
struct Text {
  enum class Shape {
    kParagraph,
    kListItem,      // neighbours form one list
    kNumberedItem,  // neighbours form one list, numbered from 1
    kHeading,       // one level below that of the section
    kQuotation,
  };
  Shape shape = Shape::kParagraph;
  std::string text;
  std::string source;  // with kQuotation: the class of sources that it comes from; empty = none
};

struct Table {
  std::string caption;  // empty = none
  // One a column, 1 to kMostColumns; each row has as many cells.
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

using Block = std::variant<Text, Table>;

struct Section {
  std::string heading;
  int level = 1;             // 1 to 4; a level that skips one is taken for the one skipped
  bool on_new_page = false;  // as an appendix is
  std::vector<Block> blocks;
};

// A line at the head of a document: "Date", "3 September 2012".
struct Fact {
  std::string label;
  std::string value;
};

// The language is English as written in Britain (en-GB).
struct Document {
  std::string title;
  std::string subtitle;  // empty = none
  std::string notice;    // what every page says above its text, such as "Draft"; empty = none
  std::vector<Fact> facts;
  std::vector<Section> sections;
};

}  // namespace peerchallenge::documents
