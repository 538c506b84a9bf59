#include "services/recommendations/documents/docx/docx.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "services/recommendations/documents/xml.h"
#include "tests/services/recommendations/documents/archives.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

std::string Docx(const Document& document) {
  absl::StatusOr<std::string> docx = DocxOf(*FlowOf(document));
  EXPECT_TRUE(docx.ok()) << docx.status();
  return *std::move(docx);
}

size_t Count(const pugi::xml_node& root, const std::string& path) {
  return root.select_nodes(path.c_str()).size();
}

TEST(DocxTest, DocxOf_IsAPackageWithTypedParts) {
  const std::string docx = Docx(SampleLetter());
  const pugi::xml_document types = PartOf(docx, "[Content_Types].xml");
  const std::vector<UnpackedFile> files = Unpacked(docx);
  ASSERT_FALSE(files.empty());
  for (const UnpackedFile& file : files) {
    const bool relations = file.name.ends_with(".rels");
    if (relations || file.name == "[Content_Types].xml") continue;
    EXPECT_EQ(Count(types, absl::StrCat("//Override[@PartName='/", file.name, "']")), 1U)
        << file.name;
  }
  for (const char* relations : {"_rels/.rels", "word/_rels/document.xml.rels"}) {
    EXPECT_GT(Count(PartOf(docx, relations), "//Relationship"), 1U);
  }
}

TEST(DocxTest, DocxOf_HasHeadingsListsAndTables) {
  const pugi::xml_document document = PartOf(Docx(SampleReport()), "word/document.xml");
  EXPECT_EQ(Count(document, "//w:pStyle[@w:val='Title']"), 1U);
  EXPECT_EQ(Count(document, "//w:pStyle[@w:val='Heading1']"), 4U);
  EXPECT_EQ(Count(document, "//w:pPr[w:pStyle/@w:val='Heading1' and w:pageBreakBefore]"), 2U);
  EXPECT_EQ(Count(document, "//w:p[w:pPr/w:numPr/w:numId/@w:val='2']"), 12U);
  EXPECT_EQ(Count(document, "//w:tbl/w:tr[w:trPr/w:tblHeader]"), 2U);
  EXPECT_EQ(Count(document, "//w:tbl[1]/w:tblGrid/w:gridCol"), 4U);
  EXPECT_EQ(Count(document, "//w:body/*[last()][self::w:sectPr]"), 1U);
}

TEST(DocxTest, DocxOf_NumbersEachListFromOne) {
  Document document = SampleLetter();
  document.sections.push_back({"Again", 1, false, {Text{Text::Shape::kNumberedItem, "one", ""}}});
  const std::string docx = Docx(document);
  EXPECT_EQ(Count(PartOf(docx, "word/document.xml"), "//w:numId[@w:val='3']"), 1U);
  EXPECT_EQ(Count(PartOf(docx, "word/numbering.xml"),
                  "//w:num/w:lvlOverride/w:startOverride[@w:val='1']"),
            2U);
}

TEST(DocxTest, DocxOf_SaysTitleLanguageAndNotice) {
  const std::string docx = Docx(SampleReport());
  const pugi::xml_document core = PartOf(docx, "docProps/core.xml");
  EXPECT_STREQ(Find(core, "dc:title").text().get(), "Outcome of the peer challenge");
  EXPECT_STREQ(Find(core, "dc:language").text().get(), "en-GB");
  EXPECT_EQ(Count(PartOf(docx, "word/header.xml"), "//w:t[.='Draft – not yet published']"), 1U);
  EXPECT_EQ(Count(PartOf(docx, "word/styles.xml"), "//w:lang[@w:val='en-GB']"), 1U);
}

TEST(DocxTest, DocxOf_NamesOnlyStylesThatThereAre) {
  const std::string docx = Docx(SampleReport());
  const pugi::xml_document styles = PartOf(docx, "word/styles.xml");
  for (const char* part : {"word/document.xml", "word/header.xml", "word/footer.xml"}) {
    const pugi::xml_document uses = PartOf(docx, part);
    for (const auto& use : uses.select_nodes("//w:pStyle/@w:val | //w:tblStyle/@w:val")) {
      const std::string id = use.attribute().value();
      EXPECT_EQ(Count(styles, absl::StrCat("//w:style[@w:styleId='", id, "']")), 1U) << id;
    }
  }
}

}  // namespace
}  // namespace peerchallenge::documents
