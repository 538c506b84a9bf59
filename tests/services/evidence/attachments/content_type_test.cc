#include "services/evidence/attachments/content_type.h"

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/evidence/attachments/content_samples.h"

namespace peerchallenge::evidence {
namespace {

using namespace std::string_literals;

struct Sample {
  std::string name;
  std::string bytes;
  std::string type;
  bool allowed;
};

void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.name; }

class ContentTypeTest : public testing::TestWithParam<Sample> {
 protected:
  const std::unique_ptr<ContentTypes> types_ = *ContentTypes::Load();
};

TEST_P(ContentTypeTest, IsToldByTheBytes) {
  InMemory content(GetParam().bytes);
  const auto type = types_->Of(content);
  ASSERT_TRUE(type.ok()) << type.status();
  EXPECT_EQ(*type, GetParam().type);
  EXPECT_EQ(CheckAllowed(DefaultAllowedTypes(1 << 20), *type, content.size(), "it").ok(),
            GetParam().allowed);
}

constexpr char kWord[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr char kSheet[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr char kSlides[] =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation";

INSTANTIATE_TEST_SUITE_P(
    All, ContentTypeTest,
    testing::Values(
        Sample{"Pdf", Pdf(), "application/pdf", true}, Sample{"Png", Png(), "image/png", true},
        Sample{"Jpeg", "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xFF\xDB"s, "image/jpeg",
               true},
        Sample{"Heic",
               "\0\0\0\x18"
               "ftypheic\0\0\0\0mif1heic"s,
               "image/heic", true},
        Sample{"WebP", "RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\x30\1\0\x9d\1\x2a\1\0\1\0"s, "image/webp",
               true},
        Sample{"Mp3", "ID3\4\0\0\0\0\0\0\xFF\xFB\x90\x64"s, "audio/mpeg", true},
        Sample{"Mp4Audio",
               "\0\0\0\x1c"
               "ftypM4A \0\0\2\0M4A mp42isom"s,
               "audio/mp4", true},
        Sample{
            "Wav",
            "RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xAC\0\0\x88\x58\1\0\2\0\x10\0data\0\0\0\0"s,
            "audio/wav", true},
        Sample{"Text", "What was said.\n", "text/plain", true},
        Sample{"TextWithUmlauts",
               "Gr\xC3\xBC\xC3\x9F"
               "e\n",
               "text/plain", true},
        Sample{"TextThatLooksLikeCode", "#include <stdio.h>\nint main(void) { return 0; }\n",
               "text/plain", true},
        Sample{"Csv", "name,year\na,2012\nb,2013\nc,2014\n", "text/csv", true},
        Sample{"Word", OfficeDocument("word/document.xml"), kWord, true},
        Sample{"Sheet", OfficeDocument("xl/workbook.xml"), kSheet, true},
        Sample{"Slides", OfficeDocument("ppt/presentation.xml"), kSlides, true},
        Sample{"OpenText", OpenDocument("text"), "application/vnd.oasis.opendocument.text", true},
        Sample{"OpenSheet", OpenDocument("spreadsheet"),
               "application/vnd.oasis.opendocument.spreadsheet", true},
        Sample{"WordWithMacros", OfficeDocument("word/document.xml", true),
               "application/vnd.ms-word.document.macroEnabled.12", false},
        Sample{"SheetWithMacros", OfficeDocument("xl/workbook.xml", true),
               "application/vnd.ms-excel.sheet.macroEnabled.12", false},
        Sample{"SlidesWithMacros", OfficeDocument("ppt/presentation.xml", true),
               "application/vnd.ms-powerpoint.presentation.macroEnabled.12", false},
        Sample{"Archive", Zip({{"a.txt", "a"}}), "application/zip", false},
        Sample{"ArchiveWithoutDirectory", OfficeDocument("word/document.xml").substr(0, 150),
               "application/octet-stream", false},
        Sample{"Html", "<!DOCTYPE html><html><script>1</script></html>", "text/html", false},
        Sample{"Svg", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
               "image/svg+xml", false},
        Sample{"Program",
               "\x7f"
               "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3e\0\1\0\0\0"s +
                   std::string(64, '\0'),
               "application/x-sharedlib", false},
        Sample{"Nothing", "", "application/octet-stream", false},
        Sample{"Noise", "\1\2\3\4\xFE\xFF\0\7"s, "application/octet-stream", false}),
    [](const auto& sample) { return sample.param.name; });

TEST(AllowedTypesTest, NamesTheRuleThatIsBroken) {
  const AllowedTypes allowed = DefaultAllowedTypes(512 << 20);
  EXPECT_TRUE(CheckAllowed(allowed, "application/pdf", 512 << 20, "it").ok());
  EXPECT_TRUE(CheckAllowed(allowed, "text/plain", 16 << 20, "it").ok());
  const absl::Status size = CheckAllowed(allowed, "text/plain", (16 << 20) + 1, "it");
  EXPECT_EQ(errors::ReasonOf(size), errors::v1::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(size.ToString(), testing::HasSubstr("ATTACHMENT_SIZE"));
  const absl::Status kind = CheckAllowed(allowed, "text/html", 1, "it");
  EXPECT_EQ(errors::ReasonOf(kind), errors::v1::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(kind.ToString(), testing::HasSubstr("ATTACHMENT_KIND"));
}

}  // namespace
}  // namespace peerchallenge::evidence
