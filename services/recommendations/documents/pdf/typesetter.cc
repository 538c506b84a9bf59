#include "services/recommendations/documents/pdf/typesetter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace peerchallenge::documents {
namespace {

constexpr double kMarginTextSize = 9;
constexpr size_t kFewestLines = 2;   // of a row on either side of a page's end
constexpr double kTolerance = 0.01;  // of a point, for sums

size_t LinesOf(const std::vector<Column>& columns) {
  size_t lines = 0;
  for (const Column& column : columns) lines = std::max(lines, column.lines.size());
  return lines;
}

// Greys are those of sRGB's white and gamma, as PDF/A wants colours that do not depend on a device
// (ISO 19005-2, 6.2.4.3).
QPDFObjectHandle ColourSpaces() {
  return QPDFObjectHandle::parse(
      "<< /DefaultGray [/CalGray << /WhitePoint [0.9505 1 1.089] /Gamma 2.2 >>] >>");
}

}  // namespace

Typesetter::Typesetter(QPDF& file, Structure& structure, TextSetter& setter)
    : file_(file), structure_(structure), setter_(setter) {
  BeginPage();
}

double Typesetter::HeightOf(const std::vector<Column>& columns, const RowStyle& style) {
  return style.before + static_cast<double>(LinesOf(columns)) * style.text.Leading() + style.after;
}

Place Typesetter::Add(const std::vector<Column>& columns, const RowStyle& style) {
  const size_t lines = LinesOf(columns);
  const double leading = style.text.Leading();
  if (top_ > PageFrame::kTop) top_ += style.before;
  if (style.keep > 0 && static_cast<double>(lines) * leading + style.keep > Room()) BreakPage();
  std::optional<Place> begin;
  for (size_t done = 0; done < lines;) {
    const size_t fitting = LinesThatFit(lines - done, leading);
    if (fitting == 0) {
      BeginPage();
      continue;
    }
    if (!begin.has_value()) begin = Place{pages_.size() - 1, top_};
    Show(columns, style.text, done, done + fitting);
    top_ += static_cast<double>(fitting) * leading;
    done += fitting;
  }
  top_ += style.after;
  return begin.value_or(Place{pages_.size() - 1, top_});
}

void Typesetter::AddRule() {
  Page& page = pages_.back();
  page.BeginArtifact();
  page.Rule(PageFrame::kLeft, PageFrame::kRight, top_);
  page.End();
}

void Typesetter::BreakPage() {
  if (!page_is_empty_) BeginPage();
}

void Typesetter::BeginPage() {
  pages_.emplace_back();
  objects_.push_back(file_.makeIndirectObject(QPDFObjectHandle::newDictionary()));
  top_ = PageFrame::kTop;
  page_is_empty_ = true;
  if (at_top_) at_top_();
  page_is_empty_ = true;
}

double Typesetter::Room() const { return PageFrame::kBottom - top_; }

size_t Typesetter::LinesThatFit(size_t left, double leading) const {
  const auto room = static_cast<size_t>(std::max(0.0, (Room() + kTolerance) / leading));
  if (left <= room) return left;
  // What the next page gets is no lone line either.
  const size_t fitting = std::min(room, left > kFewestLines ? left - kFewestLines : 0);
  if (fitting >= kFewestLines) return fitting;
  return page_is_empty_ ? std::max<size_t>(room, 1) : 0;
}

void Typesetter::Show(const std::vector<Column>& columns, const TextStyle& style, size_t from,
                      size_t to) {
  Page& page = pages_.back();
  for (const Column& column : columns) {
    const size_t end = std::min(to, column.lines.size());
    if (from >= end || column.lines[from].runs.empty()) continue;  // an empty text has no runs
    if (column.owner.has_value()) {
      Structure::Node owner = *column.owner;
      const int content = page.BeginContent(owner.getKey("/S").getName());
      structure_.AddContent(owner, pages_.size() - 1, objects_.back(), content);
    } else {
      page.BeginArtifact();
    }
    for (size_t i = from; i < end; ++i) {
      const double top = top_ + static_cast<double>(i - from) * style.Leading();
      page.Show(column.lines[i], style.size, PageFrame::kLeft + column.left, top + style.Baseline(),
                fonts_);
    }
    page.End();
  }
  page_is_empty_ = false;
}

void Typesetter::ShowMargin(const std::string& text, TextStyle::Weight weight, double top,
                            Page& page) {
  const TextStyle style{kMarginTextSize, weight};
  const GlyphLine line = setter_.Set(text, style, PageFrame::kTextWidth).front();
  page.BeginArtifact();
  page.Show(line, style.size, PageFrame::kRight - line.end, top + style.Baseline(), fonts_);
  page.End();
}

void Typesetter::Finish(const std::string& header) {
  for (size_t i = 0; i < pages_.size(); ++i) {
    if (!header.empty()) {
      ShowMargin(header, TextStyle::Weight::kBold, PageFrame::kHeader, pages_[i]);
    }
    ShowMargin(absl::StrCat("Page ", i + 1, " of ", pages_.size()), TextStyle::Weight::kRegular,
               PageFrame::kFooter, pages_[i]);
  }
  auto resources = file_.makeIndirectObject(QPDFObjectHandle::newDictionary());
  resources.replaceKey("/Font", fonts_.AddTo(file_));
  resources.replaceKey("/ColorSpace", ColourSpaces());
  for (size_t i = 0; i < pages_.size(); ++i) {
    QPDFObjectHandle object = objects_[i];
    object.replaceKey("/Type", QPDFObjectHandle::newName("/Page"));
    object.replaceKey("/MediaBox", QPDFObjectHandle::newArray(QPDFObjectHandle::Rectangle(
                                       0, 0, PageFrame::kWidth, PageFrame::kHeight)));
    object.replaceKey("/Resources", resources);
    object.replaceKey("/Contents", QPDFObjectHandle::newStream(&file_, pages_[i].operators()));
    object.replaceKey("/Tabs", QPDFObjectHandle::newName("/S"));
    file_.addPage(object, false);
  }
  structure_.Finish(objects_);
}

}  // namespace peerchallenge::documents
