#include "services/peerchallenge/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace peerchallenge::cli {
namespace {

constexpr size_t kGap = 2;

bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Splits off the first `width` characters.
std::string TakeFront(std::string& word, size_t width) {
  size_t end = 0;
  for (size_t characters = 0; end < word.size(); ++end) {
    if (BeginsCharacter(word[end]) && characters++ == width) break;
  }
  std::string front = word.substr(0, end);
  word.erase(0, end);
  return front;
}

void WrapLine(const std::string& text, size_t width, std::vector<std::string>& lines) {
  std::string line;
  const std::vector<std::string> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  for (std::string word : words) {
    if (!line.empty() && WidthOf(line) + 1 + WidthOf(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    while (WidthOf(word) > width) lines.push_back(TakeFront(word, width));
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  lines.push_back(std::move(line));
}

std::string Padded(const std::string& text, size_t width, Align align) {
  const std::string spaces(width - std::min(width, WidthOf(text)), ' ');
  return align == Align::kLeft ? text + spaces : spaces + text;
}

using WrappedRow = std::vector<std::vector<std::string>>;  // column, line

WrappedRow Wrap(const std::vector<std::string>& cells, const std::vector<Column>& columns) {
  WrappedRow wrapped;
  for (size_t c = 0; c < columns.size(); ++c) {
    wrapped.push_back(WrapWords(cells[c], columns[c].max_width));
  }
  return wrapped;
}

void AppendRow(const WrappedRow& row, const std::vector<Column>& columns,
               const std::vector<size_t>& widths, size_t indent, std::string& out) {
  size_t height = 0;
  for (const auto& cell : row) height = std::max(height, cell.size());
  for (size_t l = 0; l < height; ++l) {
    std::string line(indent, ' ');
    for (size_t c = 0; c < columns.size(); ++c) {
      const std::string part = l < row[c].size() ? row[c][l] : std::string();
      if (c > 0) line.append(kGap, ' ');
      line += Padded(part, widths[c], columns[c].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&out, line, "\n");
  }
}

}  // namespace

size_t WidthOf(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), BeginsCharacter));
}

std::vector<std::string> WrapWords(const std::string& text, size_t width) {
  std::vector<std::string> lines;
  const std::vector<std::string> parts = absl::StrSplit(text, '\n');
  for (const std::string& part : parts) WrapLine(part, std::max<size_t>(width, 1), lines);
  return lines;
}

std::string Table::Render(size_t indent) const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::vector<WrappedRow> wrapped{Wrap(titles, columns_)};
  for (const std::vector<std::string>& row : rows_) wrapped.push_back(Wrap(row, columns_));
  std::vector<size_t> widths(columns_.size(), 0);
  for (const WrappedRow& row : wrapped) {
    for (size_t c = 0; c < columns_.size(); ++c) {
      for (const std::string& line : row[c]) widths[c] = std::max(widths[c], WidthOf(line));
    }
  }
  std::string out;
  for (const WrappedRow& row : wrapped) AppendRow(row, columns_, widths, indent, out);
  return out;
}

}  // namespace peerchallenge::cli
