#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace peerchallenge::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
  size_t max_width = 120;  // longer cells go on in the next line, broken between words
};

// Text in aligned columns, two spaces between them. Widths count characters, not bytes.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell per column. A line break in a cell starts a new line in it.
  void AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  // Titles, then the rows, each line begun with `indent` spaces and without spaces at its end.
  std::string Render(size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// The number of characters of UTF-8 text.
size_t WidthOf(const std::string& text);

// Breaks text into lines of at most `width` characters, between words where it can, and at its line
// breaks.
std::vector<std::string> WrapWords(const std::string& text, size_t width);

}  // namespace peerchallenge::cli
