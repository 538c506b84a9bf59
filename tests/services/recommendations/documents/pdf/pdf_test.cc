#include "services/recommendations/documents/pdf/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <regex>

#include "services/recommendations/documents/pdf/page.h"
#include "services/recommendations/documents/pdf/qpdf.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A PDF as another reader finds it.
class ReadPdf {
 public:
  explicit ReadPdf(const Document& document) {
    const absl::StatusOr<Fonts> fonts = Fonts::Open(kDefaultFontFolder);
    bytes_ = PdfOf(*FlowOf(document), fonts.value()).value();
    file_.processMemoryFile("document.pdf", bytes_.data(), bytes_.size());
  }

  QPDFObjectHandle root() { return file_.getRoot(); }
  std::vector<QPDFObjectHandle> pages() { return file_.getAllPages(); }
  QPDFObjectHandle structure() { return root().getKey("/StructTreeRoot"); }
  static std::string Contents(QPDFObjectHandle page) {
    const std::shared_ptr<Buffer> data = page.getKey("/Contents").getStreamData();
    return std::string(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  }
  // The tags below a node, depth first.
  static void CollectTags(QPDFObjectHandle node, std::vector<std::string>& tags) {
    if (node.hasKey("/S")) tags.push_back(node.getKey("/S").getName());
    for (const QPDFObjectHandle& child : node.getKey("/K").aitems()) {
      if (QPDFObjectHandle(child).hasKey("/S")) CollectTags(child, tags);
    }
  }
  std::vector<std::string> tags() {
    std::vector<std::string> tags;
    CollectTags(structure(), tags);
    return tags;
  }

 private:
  std::string bytes_;
  QPDF file_;
};

Document With(std::vector<Block> blocks) {
  Document document;
  document.title = "Title";
  document.sections.push_back({"Section", 1, false, std::move(blocks)});
  return document;
}

TEST(PdfTest, PdfOf_SaysWhatItIs) {
  ReadPdf pdf(SampleLetter());
  EXPECT_EQ(pdf.root().getKey("/Lang").getStringValue(), "en-GB");
  EXPECT_TRUE(pdf.root().getKey("/MarkInfo").getKey("/Marked").getBoolValue());
  EXPECT_TRUE(pdf.root().getKey("/ViewerPreferences").getKey("/DisplayDocTitle").getBoolValue());
  const std::shared_ptr<Buffer> data = pdf.root().getKey("/Metadata").getStreamData();
  const std::string xmp(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  EXPECT_THAT(xmp, HasSubstr("Peer challenge of Lincolnshire, 9 to 11 July 2012"));
  EXPECT_THAT(xmp, HasSubstr("pdfuaid:part=\"1\""));
  EXPECT_THAT(xmp, HasSubstr("pdfaid:part=\"2\" pdfaid:conformance=\"A\""));
}

TEST(PdfTest, PdfOf_TagsWhatIsReadInItsOrder) {
  ReadPdf pdf(With({Text{Text::Shape::kParagraph, "a", ""}, Text{Text::Shape::kHeading, "b", ""},
                    Text{Text::Shape::kNumberedItem, "c", ""},
                    Text{Text::Shape::kQuotation, "d", "e"}, Table{"f", {"g"}, {{"h"}}}}));
  EXPECT_THAT(pdf.tags(), ElementsAre("/Document", "/H1", "/H2", "/P", "/H3", "/L", "/LI", "/Lbl",
                                      "/LBody", "/BlockQuote", "/P", "/P", "/Table", "/Caption",
                                      "/THead", "/TR", "/TH", "/TBody", "/TR", "/TD"));
}

TEST(PdfTest, PdfOf_ShowsEverythingWithinThePage) {
  const std::regex kPlaces(R"(1 0 0 1 (-?[\d.]+) (-?[\d.]+) Tm)");
  for (const auto& [name, document] : SampleDocuments()) {
    ReadPdf pdf(document);
    for (const QPDFObjectHandle& page : pdf.pages()) {
      const std::string contents = ReadPdf::Contents(page);
      for (std::sregex_iterator at(contents.begin(), contents.end(), kPlaces), end; at != end;
           ++at) {
        const double x = std::stod((*at)[1]);
        const double y = std::stod((*at)[2]);
        EXPECT_GE(x, PageFrame::kLeft - 20) << name;
        EXPECT_LE(x, PageFrame::kRight + 20) << name;
        EXPECT_GE(y, PageFrame::kHeight - PageFrame::kFooter - 20) << name;
        EXPECT_LE(y, PageFrame::kHeight - PageFrame::kHeader) << name;
      }
    }
  }
}

TEST(PdfTest, PdfOf_BookmarksHeadingsByLevel) {
  ReadPdf pdf(SampleReport());
  QPDFObjectHandle outlines = pdf.root().getKey("/Outlines");
  std::vector<std::string> titles;
  for (QPDFObjectHandle item = outlines.getKey("/First"); item.isDictionary();
       item = item.getKey("/Next")) {
    titles.push_back(item.getKey("/Title").getUTF8Value());
  }
  EXPECT_THAT(titles, ElementsAre("Summary", "Actions required", "Appendix A", "Appendix B"));
  QPDFObjectHandle below = outlines.getKey("/Last").getKey("/Prev").getKey("/First");
  EXPECT_EQ(below.getKey("/Title").getUTF8Value(), "Introduction");
  EXPECT_EQ(outlines.getKey("/Count").getIntValue(), 18);
}

TEST(PdfTest, PdfOf_ShortensTheTitlesOfBookmarksOnly) {
  Document document = With({});
  document.sections[0].heading = std::string(20'000, 'a');
  ReadPdf pdf(document);
  EXPECT_EQ(pdf.root().getKey("/Outlines").getKey("/First").getKey("/Title").getUTF8Value(),
            std::string(500, 'a') + "…");
  EXPECT_GT(pdf.pages().size(), 5U);
}

TEST(PdfTest, PdfOf_BeginsAnAppendixOnANewPage) {
  Document document = With({Text{Text::Shape::kParagraph, "short", ""}});
  EXPECT_EQ(ReadPdf(document).pages().size(), 1U);
  document.sections.push_back({"Appendix", 1, true, {}});
  EXPECT_EQ(ReadPdf(document).pages().size(), 2U);
}

TEST(PdfTest, PdfOf_RepeatsAndHidesWhatIsNotRead) {
  ReadPdf pdf(SampleReport());
  const auto artifacts = [](const std::string& contents) {
    size_t count = 0;
    for (size_t at = 0; (at = contents.find("/Artifact BMC", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  const std::vector<QPDFObjectHandle> pages = pdf.pages();
  // The header of the table that goes on, its line, the running head and the page's number at
  // least.
  EXPECT_GE(artifacts(ReadPdf::Contents(pages.at(1))), 4U + 3U);
  EXPECT_EQ(artifacts(ReadPdf::Contents(pages.back())), 2U);
}

}  // namespace
}  // namespace peerchallenge::documents
