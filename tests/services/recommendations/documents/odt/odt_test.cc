#include "services/recommendations/documents/odt/odt.h"

#include <gtest/gtest.h>

#include <set>

#include "services/recommendations/documents/xml.h"
#include "tests/services/recommendations/documents/archives.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

std::string Odt(const Document& document) {
  absl::StatusOr<std::string> odt = OdtOf(*FlowOf(document));
  EXPECT_TRUE(odt.ok()) << odt.status();
  return *std::move(odt);
}

size_t Count(const pugi::xml_node& root, const char* path) {
  return root.select_nodes(path).size();
}

TEST(OdtTest, OdtOf_IsAPackageOfItsMediaType) {
  const std::vector<UnpackedFile> files = Unpacked(Odt(SampleLetter()));
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(files[0].name, "mimetype");
  EXPECT_FALSE(files[0].deflated);
  EXPECT_EQ(files[0].bytes, "application/vnd.oasis.opendocument.text");
  const pugi::xml_document manifest = PartOf(Odt(SampleLetter()), "META-INF/manifest.xml");
  EXPECT_EQ(Count(manifest, "//manifest:file-entry"), files.size() - 1);
}

TEST(OdtTest, OdtOf_HasHeadingsListsAndTables) {
  const pugi::xml_document content = PartOf(Odt(SampleReport()), "content.xml");
  EXPECT_EQ(Count(content, "//text:h[@text:outline-level='1']"), 4U);
  EXPECT_EQ(Count(content, "//text:h[@text:style-name='NewPage1']"), 2U);
  EXPECT_EQ(Count(content, "//text:h[@text:outline-level='3' and .='Strengths']"), 3U);
  EXPECT_EQ(Count(content, "//text:list[@text:style-name='Numbers']/text:list-item"), 12U);
  EXPECT_EQ(Count(content, "//table:table/table:table-header-rows/table:table-row"), 2U);
  EXPECT_EQ(Count(content, "//table:table[1]/table:table-column"), 4U);
  EXPECT_EQ(Count(content, "//text:p[@text:style-name='Quotation_20_source']"), 3U);
}

TEST(OdtTest, OdtOf_SaysTitleLanguageAndNotice) {
  const std::string odt = Odt(SampleReport());
  const pugi::xml_document meta = PartOf(odt, "meta.xml");
  EXPECT_STREQ(Find(meta, "dc:title").text().get(), "Outcome of the peer challenge");
  EXPECT_STREQ(Find(meta, "dc:language").text().get(), "en-GB");
  const pugi::xml_document styles = PartOf(odt, "styles.xml");
  EXPECT_EQ(Count(styles, "//style:header/text:p[.='Draft – not yet published']"), 1U);
  EXPECT_EQ(Count(styles, "//style:text-properties[@fo:language='en' and @fo:country='GB']"), 1U);
}

TEST(OdtTest, OdtOf_NamesOnlyStylesThatThereAre) {
  const std::string odt = Odt(SampleReport());
  const pugi::xml_document content = PartOf(odt, "content.xml");
  const pugi::xml_document styles = PartOf(odt, "styles.xml");
  std::set<std::string> known;
  for (const auto* part : {&content, &styles}) {
    for (const auto& name : part->select_nodes("//@style:name"))
      known.insert(name.attribute().value());
  }
  for (const char* use : {"//@text:style-name", "//@table:style-name"}) {
    for (const auto& name : content.select_nodes(use)) {
      EXPECT_TRUE(known.contains(name.attribute().value())) << name.attribute().value();
    }
  }
}

}  // namespace
}  // namespace peerchallenge::documents
