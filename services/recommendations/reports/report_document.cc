#include "services/recommendations/reports/report_document.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/validation/civil_date.h"
#include "services/recommendations/days_in_words.h"
#include "services/recommendations/letters/letter_document.h"

namespace peerchallenge::recommendations {
namespace {

using documents::Document;
using documents::Section;
using documents::Text;

std::string DayOf(const std::string& text) {
  const auto day = validation::ParseDay(text);
  return day ? DayInWords(*day) : text;
}

Section& AddSection(Document& document, const std::string& heading) {
  Section& section = document.sections.emplace_back();
  section.heading = heading;
  return section;
}

void AddBlocks(const TextBlocks& blocks, Section& section) {
  for (const v1::TextBlock& block : blocks) {
    section.blocks.emplace_back(Text{ShapeOf(block.shape()), block.text(), ""});
  }
}

std::string AppendixName(int index) {
  return absl::StrCat("Appendix ", std::string(1, static_cast<char>('A' + index)));
}

void AddParts(const v1::CommitteeReport& report, Document& document) {
  for (const auto& [heading, blocks] : std::vector<std::pair<const char*, const TextBlocks*>>{
           {"Summary", &report.summary()},
           {"Actions required", &report.actions_required()},
           {"Background", &report.background()},
           {"Conclusion", &report.conclusion()},
           {"Consultation", &report.consultation()}}) {
    AddBlocks(*blocks, AddSection(document, heading));
  }
}

void AddListOfAppendices(const v1::CommitteeReport& report, const v1::Letter& letter,
                         Document& document) {
  Section& list = AddSection(document, "Appendices");
  documents::Table table;
  table.header = {"Appendix", "Title"};
  table.rows.push_back({AppendixName(0), letter.title()});
  for (int i = 0; i < report.appendices_size(); ++i) {
    table.rows.push_back({AppendixName(i + 1), report.appendices(i).title()});
  }
  list.blocks.emplace_back(std::move(table));
}

void AddLetter(const v1::Letter& letter, Document& document) {
  Section& appendix = AddSection(document, absl::StrCat(AppendixName(0), ": ", letter.title()));
  appendix.on_new_page = true;
  if (!letter.sender().empty()) {
    appendix.blocks.emplace_back(
        Text{Text::Shape::kParagraph, absl::StrCat("From: ", letter.sender()), ""});
  }
  appendix.blocks.emplace_back(
      Text{Text::Shape::kParagraph, absl::StrCat("To: ", letter.addressee()), ""});
  appendix.blocks.emplace_back(
      Text{Text::Shape::kParagraph, absl::StrCat("Date: ", DayOf(letter.issue_date())), ""});
  for (Section& section : SectionsOf(letter, 2)) document.sections.push_back(std::move(section));
}

}  // namespace

Document DocumentOf(const v1::CommitteeReport& report, const v1::Letter& letter) {
  Document document;
  document.title = report.subject();
  if (report.state() == v1::CommitteeReport::STATE_DRAFT) document.notice = "Draft";
  document.facts = {{"Report to", report.report_to()},
                    {"Date", DayOf(report.meeting_date())},
                    {"Report from", report.report_from()},
                    {"Subject", report.subject()}};
  if (!report.publication_date().empty()) {
    document.facts.push_back({"Published", DayOf(report.publication_date())});
  }
  AddParts(report, document);
  AddListOfAppendices(report, letter, document);
  AddLetter(letter, document);
  for (int i = 0; i < report.appendices_size(); ++i) {
    const auto& appendix = report.appendices(i);
    Section& section =
        AddSection(document, absl::StrCat(AppendixName(i + 1), ": ", appendix.title()));
    section.on_new_page = true;
    AddBlocks(appendix.blocks(), section);
  }
  return document;
}

Document DocumentOf(const v1::ExemptAnnex& annex, const v1::CommitteeReport& report) {
  Document document;
  document.title = absl::StrCat("Exempt annex: ", report.subject());
  document.notice = absl::StrCat("Not for publication (", annex.ground(), ")");
  document.facts = {{"Report to", report.report_to()},
                    {"Date", DayOf(report.meeting_date())},
                    {"Ground", annex.ground()}};
  AddBlocks(annex.blocks(), AddSection(document, "Exempt information"));
  return document;
}

}  // namespace peerchallenge::recommendations
