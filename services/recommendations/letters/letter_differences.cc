#include "services/recommendations/letters/letter_differences.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace peerchallenge::recommendations {
namespace {

using v1::Paragraph;
using v1::ParagraphDifference;
using Piece = ParagraphDifference::Piece;

constexpr int kMostEdits = 500;

// Words with the spaces that follow them, so that they join to the text.
std::vector<std::string_view> WordsWithSpaces(std::string_view text) {
  std::vector<std::string_view> words;
  size_t begin = 0;
  while (begin < text.size()) {
    size_t end = text.find(' ', begin);
    end = end == std::string_view::npos ? text.size()
                                        : std::min(text.find_first_not_of(' ', end), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

using Words = std::vector<std::string_view>;

// For each number of edits, the furthest place in `a` on each diagonal; empty where it takes more
// than kMostEdits.
std::vector<std::vector<int>> FurthestPlaces(const Words& a, const Words& b) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  const int most = std::min(n + m, kMostEdits);
  std::vector<std::vector<int>> trace;
  const auto at = [&](int k) {
    const int place = k + most + 1;
    return static_cast<size_t>(place);
  };
  std::vector<int> furthest(static_cast<size_t>(2 * most + 3), 0);
  for (int edits = 0; edits <= most; ++edits) {
    for (int k = -edits; k <= edits; k += 2) {
      const bool down = k == -edits || (k != edits && furthest[at(k - 1)] < furthest[at(k + 1)]);
      int x = down ? furthest[at(k + 1)] : furthest[at(k - 1)] + 1;
      int y = x - k;
      while (x < n && y < m && a[static_cast<size_t>(x)] == b[static_cast<size_t>(y)]) ++x, ++y;
      furthest[at(k)] = x;
      if (x >= n && y >= m) {
        trace.push_back(
            {furthest.begin() + most + 1 - edits - 1, furthest.begin() + most + 1 + edits + 2});
        return trace;
      }
    }
    trace.push_back(
        {furthest.begin() + most + 1 - edits - 1, furthest.begin() + most + 1 + edits + 2});
  }
  return {};
}

enum class In { kBoth, kBefore, kAfter };

// The words in order, with where they are; found by going back from the end.
std::vector<std::pair<std::string_view, In>> Script(const Words& a, const Words& b,
                                                    const std::vector<std::vector<int>>& trace) {
  std::vector<std::pair<std::string_view, In>> script;
  int x = static_cast<int>(a.size()), y = static_cast<int>(b.size());
  for (int edits = static_cast<int>(trace.size()) - 1; edits >= 0; --edits) {
    const int k = x - y;
    int before_x = 0, before_y = 0;
    if (edits > 0) {
      // Row `edits - 1` holds the diagonals from -edits to edits.
      const std::vector<int>& row = trace[static_cast<size_t>(edits - 1)];
      const auto at = [&](int diagonal) {
        const int place = diagonal + edits;
        return row[static_cast<size_t>(place)];
      };
      const bool down = k == -edits || (k != edits && at(k - 1) < at(k + 1));
      const int before_k = down ? k + 1 : k - 1;
      before_x = at(before_k);
      before_y = before_x - before_k;
    }
    while (x > before_x && y > before_y) {
      script.emplace_back(a[static_cast<size_t>(--x)], In::kBoth);
      --y;
    }
    if (edits == 0) break;
    if (x > before_x) {
      script.emplace_back(a[static_cast<size_t>(--x)], In::kBefore);
    } else {
      script.emplace_back(b[static_cast<size_t>(--y)], In::kAfter);
    }
  }
  std::reverse(script.begin(), script.end());
  return script;
}

Piece MakePiece(std::string_view text, In in) {
  Piece piece;
  piece.set_text(std::string(text));
  piece.set_before(in != In::kAfter);
  piece.set_after(in != In::kBefore);
  return piece;
}

// Where each paragraph stands: its section, and the one it follows among those in both versions.
std::map<std::string, std::pair<std::string, std::string>> PlacesOf(
    const Sections& sections, const std::set<std::string>& in_both) {
  std::map<std::string, std::pair<std::string, std::string>> places;
  for (const v1::Section& section : sections) {
    std::string last;
    for (const Paragraph& paragraph : section.paragraphs()) {
      if (!in_both.contains(paragraph.name())) continue;
      places[paragraph.name()] = {section.id(), last};
      last = paragraph.name();
    }
  }
  return places;
}

}  // namespace

std::vector<Piece> PiecesOf(const std::string& before, const std::string& after) {
  const Words a = WordsWithSpaces(before), b = WordsWithSpaces(after);
  const auto trace = FurthestPlaces(a, b);
  if (trace.empty()) return {MakePiece(before, In::kBefore), MakePiece(after, In::kAfter)};
  std::vector<Piece> pieces;
  for (const auto& [word, in] : Script(a, b, trace)) {
    Piece piece = MakePiece(word, in);
    if (!pieces.empty() && pieces.back().before() == piece.before() &&
        pieces.back().after() == piece.after()) {
      pieces.back().mutable_text()->append(piece.text());
    } else {
      pieces.push_back(std::move(piece));
    }
  }
  return pieces;
}

std::vector<ParagraphDifference> DifferencesOf(
    const Sections& before, const Sections& after,
    const std::map<std::string, std::vector<std::string>>& corrections) {
  const std::vector<std::string> earlier = ParagraphNames(before), later = ParagraphNames(after);
  const std::set<std::string> had(earlier.begin(), earlier.end());
  std::set<std::string> in_both;
  for (const std::string& name : later) {
    if (had.contains(name)) in_both.insert(name);
  }
  const auto places_before = PlacesOf(before, in_both), places_after = PlacesOf(after, in_both);
  std::vector<ParagraphDifference> differences;
  const auto add = [&](const std::string& name, ParagraphDifference::Kind kind,
                       const std::string& from, const std::string& to) {
    ParagraphDifference& difference = differences.emplace_back();
    difference.set_paragraph(name);
    difference.set_kind(kind);
    for (Piece& piece : PiecesOf(from, to)) *difference.add_pieces() = std::move(piece);
    const auto led = corrections.find(name);
    if (led == corrections.end()) return;
    difference.mutable_corrections()->Assign(led->second.begin(), led->second.end());
  };
  const auto text = [](const Sections& sections, const std::string& name) {
    return TextOf(FindParagraph(sections, name)->sentences());
  };
  for (const std::string& name : earlier) {
    if (!in_both.contains(name)) {
      add(name, ParagraphDifference::KIND_REMOVED, text(before, name), "");
    }
  }
  for (const std::string& name : later) {
    if (!in_both.contains(name)) {
      add(name, ParagraphDifference::KIND_ADDED, "", text(after, name));
      continue;
    }
    const std::string from = text(before, name), to = text(after, name);
    const bool moved = places_before.at(name) != places_after.at(name);
    if (!moved && from == to) continue;
    add(name, moved ? ParagraphDifference::KIND_MOVED : ParagraphDifference::KIND_CHANGED, from,
        to);
  }
  return differences;
}

}  // namespace peerchallenge::recommendations
