#include "tests/services/recommendations/documents/sample_documents.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace peerchallenge::documents {
namespace {

using Shape = Text::Shape;

constexpr absl::string_view kSentences[] = {
    "The gap between children who are eligible for free school meals and their peers has narrowed "
    "at the end of the early years, and leaders can say why.",
    "Schools told us that they know whom to call, and that somebody answers.",
    "Data are shared between the local authority, the schools and the NHS, but they arrive too "
    "late "
    "to change what happens in the classroom in the same year.",
    "Head teachers challenge one another in the district partnerships; the best of these write "
    "down what they agreed and look at it again after a term.",
    "For children with special educational needs the offer is clear from the age of four to 16, "
    "and much less so before and after.",
    "Carers spoke warmly of the families programme (“for once nobody passed us on”) and asked why "
    "it ends when a child changes school.",
};

Section Headed(absl::string_view heading) {
  Section section;
  section.heading = std::string(heading);
  return section;
}

Text Paragraph(size_t from, size_t sentences) {
  std::string text;
  for (size_t i = 0; i < sentences; ++i) {
    absl::StrAppend(&text, i == 0 ? "" : " ", kSentences[(from + i) % std::size(kSentences)]);
  }
  return {Shape::kParagraph, text, ""};
}

Section LineOfEnquiry(absl::string_view heading, size_t from) {
  Section section = Headed(heading);
  section.blocks = {Paragraph(from, 4), Text{Shape::kHeading, "Strengths", ""}};
  for (size_t i = 0; i < 4; ++i) {
    section.blocks.emplace_back(
        Text{Shape::kListItem, std::string(kSentences[(from + i) % std::size(kSentences)]), ""});
  }
  section.blocks.emplace_back(
      Text{Shape::kQuotation, "They ask us what we think, and then they do it.", "Young people"});
  section.blocks.emplace_back(Text{Shape::kHeading, "Areas for consideration", ""});
  for (size_t i = 0; i < 7; ++i) section.blocks.emplace_back(Paragraph(from + i, 4));
  return section;
}

Section Recommendations() {
  Section section = Headed("Recommendations");
  for (size_t i = 0; i < 12; ++i) {
    section.blocks.emplace_back(
        Text{Shape::kNumberedItem, std::string(kSentences[i % std::size(kSentences)]), ""});
  }
  return section;
}

Table Actions() {
  Table table{"What is to be done, by whom and by when", {"Action", "Owner", "Due", "RAG"}, {}};
  for (int i = 1; i <= 40; ++i) {
    table.rows.push_back({absl::StrCat("Action ", i, ": ",
                                       kSentences[static_cast<size_t>(i) % std::size(kSentences)]),
                          "Assistant director, education", absl::StrCat(1 + i % 28, " May 2013"),
                          i % 3 == 0 ? "" : "Amber, one step from target"});
  }
  return table;
}

Section OfTexts(absl::string_view heading, const std::vector<std::string>& texts) {
  Section section = Headed(heading);
  for (const std::string& text : texts) {
    for (const Shape shape : {Shape::kParagraph, Shape::kListItem, Shape::kQuotation}) {
      section.blocks.emplace_back(Text{shape, text, "Staff <b>"});
    }
  }
  return section;
}

std::string Repeated(absl::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) absl::StrAppend(&repeated, text);
  return repeated;
}

}  // namespace

Document SampleLetter() {
  Document letter;
  letter.title = "Peer challenge of Lincolnshire, 9 to 11 July 2012";
  letter.subtitle = "Letter of recommendations";
  letter.facts = {{"To", "The Executive Director of Children’s Services, Lincolnshire"},
                  {"Date", "3 September 2012"},
                  {"Fingerprint (SHA-256)", "6aac320b6b3e35ecd4d387c0bd6ac8f958d6d699"}};
  letter.sections.push_back({"Introduction", 1, false, {Paragraph(0, 6), Paragraph(2, 5)}});
  letter.sections.push_back({"Headline messages", 1, false, {Paragraph(1, 6), Paragraph(4, 6)}});
  for (const absl::string_view limb : {"Children eligible for free school meals",
                                       "Children with special educational needs or a disability",
                                       "Identified vulnerable groups"}) {
    letter.sections.push_back(LineOfEnquiry(limb, limb.size()));
  }
  letter.sections.push_back(Recommendations());
  letter.sections.push_back({"Next steps", 1, false, {Paragraph(3, 4)}});
  letter.sections.push_back({"What this letter is not", 1, false, {Paragraph(5, 3)}});
  return letter;
}

Document SampleReport() {
  Document report;
  report.title = "Outcome of the peer challenge";
  report.notice = "Draft – not yet published";
  report.facts = {{"Report to", "Children and Young People Scrutiny Committee"},
                  {"Date of meeting", "7 September 2012"},
                  {"Subject", "Narrowing the gap: \"what works\" & what does not"}};
  report.sections.push_back({"Summary", 1, false, {Paragraph(0, 3)}});
  report.sections.push_back(
      {"Actions required", 1, false, {Actions(), Paragraph(2, 2), Actions()}});
  report.sections.push_back({"Appendix A", 1, true, {}});
  for (Section section : SampleLetter().sections) {
    section.level = 2;
    report.sections.push_back(std::move(section));
  }
  report.sections.push_back({"Appendix B", 1, true, {Paragraph(1, 2)}});
  return report;
}

Document HostileDocument() {
  Document document;
  document.title = "</title><script>alert(1)</script> & \"quoted\" 'title'";
  document.subtitle = std::string("null\0and\x01\x1b[31m\x7f controls", 25);
  document.notice = "\"; } body { display: none } </style><script>alert(2)</script> \\";
  document.facts = {{"<label>", "]]> value --> <!-- &amp; &#0;"}, {"Empty", ""}};
  document.sections = {
      {"   ", 1, false, {}},
      OfTexts("Skips a level", {"\tTabs,\r\nline breaks\vand\x0c feeds\u0085\u2028\u2029 "}),
      OfTexts("Scripts", {"<script>alert(3)</script><img src=x onerror=alert(4)>",
                          "'; DROP TABLE letters; -- ${x} {{x}} %s %n \\u0000"}),
      OfTexts("Signs", {"👍🏽 👩‍👩‍👧‍👦 "
                        "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F 😀 "
                        "☃ é e\u0301 ﬁ ½ Ǆ \uFDFA",
                        "漢字 ひらがな 한국어 ไทย ਪੰਜਾਬੀ বাংলা ગુજરાતી தமிழ்",
                        "Price: £5–£6… ‘single’ “double” naïve façade Łódź Ďáblické ạ̈̃"}),
      OfTexts("Rightwards", {"مرحبا بالعالم: 123 (abc) لا إله", "שלום עולם, abc שלום 45%",
                             "English then العربية then English (עברית) again.",
                             "می‌خواهم کتاب‌ها را بخوانم"}),
      OfTexts("Disguises",
              {"invoice\u202Efdp.exe", "\u2066isolated\u2069 \u202Bembedded\u202C",
               "soft\u00ADhyphen zero\u200Bwidth \uFEFFmark", "\uE000 \uFFFF \U0010FFFF"}),
      OfTexts("Broken", {"bad \xFF\xFE bytes \xC3( \xED\xA0\x80 \xF5 cut \xE2\x82"}),
      OfTexts("Long", {Repeated("x", 2000), Repeated("語", 600), Repeated("a", 7000),
                       absl::StrCat("Z", Repeated("\u0301", 900), " zalgo")}),
      OfTexts("Joined", {absl::StrCat("a", Repeated("\u200D", 1000), "b")}),
  };
  document.sections[1].level = 4;
  document.sections.push_back({Repeated("Heading ", 900), 1, false, {}});
  document.sections.push_back(
      {"Cells",
       1,
       false,
       {Table{"<caption>",
              {"", "<th>", Repeated("wide", 400)},
              {{Repeated("cell ", 1500), "", "\x02"}, {"a", Repeated("b", 3000), "c"}}}}});
  return document;
}

std::vector<std::pair<std::string, Document>> SampleDocuments() {
  return {{"letter", SampleLetter()}, {"report", SampleReport()}, {"hostile", HostileDocument()}};
}

}  // namespace peerchallenge::documents
