#include "services/evidence/ledger/record.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "google/protobuf/unknown_field_set.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kItem[] = "regions/em/reviews/lin/items/a";

v1::ItemContent MakeContent() {
  v1::ItemContent content;
  content.set_kind(v1::ItemContent::KIND_NOTE);
  content.set_text("said\npeerchallenge-capture-v1\nagain");  // the words that begin the lines
  return content;
}

v1::CaptureStamp MakeStamp() {
  v1::CaptureStamp stamp;
  stamp.set_device("regions/em/reviews/lin/devices/d");
  stamp.set_sequence(5);
  stamp.mutable_device_time()->set_seconds(1'341'820'800);
  stamp.mutable_device_time()->set_nanos(1'500);
  stamp.set_previous_sha256(std::string(32, '\x11'));
  stamp.set_anchor_tree_size(9);
  stamp.set_anchor_root_sha256(std::string(32, '\x22'));
  return stamp;
}

TEST(RecordTest, CaptureLines_AreThoseOfTheContract) {
  const std::string ones(64, '1'), twos(64, '2');
  EXPECT_EQ(CaptureLines(kItem, 2, MakeStamp(), Sha256("abc")),
            "peerchallenge-capture-v1\n"
            "regions/em/reviews/lin/items/a\n"
            "2\n"
            "5\n" +
                ones +
                "\n"
                "2012-07-09T08:00:00.000001Z\n"
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
                "9 " +
                twos + "\n");
}

TEST(RecordTest, CaptureLines_HaveZerosForWhatIsNotKnown) {
  const std::string lines = CaptureLines(kItem, 0, v1::CaptureStamp(), Sha256("abc"));
  EXPECT_NE(lines.find("\n0\n0\n" + std::string(64, '0') + "\n1970-01-01T00:00:00.000000Z\n"),
            std::string::npos);
  EXPECT_NE(lines.find("\n0 " + std::string(64, '0') + "\n"), std::string::npos);
}

TEST(RecordTest, VersionFrom_ReadsWhatRecordOfWrites) {
  const auto encoded = EncodeContent(MakeContent(), "content");
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  const auto version = VersionFrom(RecordOf(kItem, 2, MakeStamp(), *encoded), kItem);
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(version->base_version, 2);
  EXPECT_EQ(version->content.SerializeAsString(), *encoded);
}

TEST(RecordTest, VersionFrom_RefusesTheRecordOfAnotherItemOrContent) {
  const std::string encoded = *EncodeContent(MakeContent(), "content");
  const std::string record = RecordOf(kItem, 2, MakeStamp(), encoded);
  EXPECT_FALSE(VersionFrom(record, "regions/em/reviews/lin/items/b").ok());
  std::string changed = record;
  changed[3] ^= 1;
  EXPECT_EQ(errors::ReasonOf(VersionFrom(changed, kItem).status()),
            errors::v1::ERROR_REASON_DATA_CORRUPT);
  EXPECT_FALSE(VersionFrom(encoded, kItem).ok());
}

TEST(RecordTest, VersionFrom_RefusesEveryOtherSpelling) {
  const std::string encoded = *EncodeContent(MakeContent(), "content");
  const std::string record = RecordOf(kItem, 2, MakeStamp(), encoded);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\n2\n5\n", "\n+2\n5\n"},
           {"\n2\n5\n", "\n2\n05\n"},
           {std::string(64, '1'), std::string(63, '1')},
           {".000001Z", ".0000010Z"},
           {"2012-07", "20120-07"},
           {"2012-07", "-2012-07"},
           {"\n9 ", "\n9  "},
           {std::string(64, '2'), "none"}}) {
    std::string other = record;
    other.replace(other.find(from), from.size(), to);
    EXPECT_FALSE(VersionFrom(other, kItem).ok()) << to;
  }
  // Content with a field at its default is encoded in another way.
  const std::string wordy = encoded + std::string("\x38\x00", 2);
  EXPECT_FALSE(VersionFrom(RecordOf(kItem, 2, MakeStamp(), wordy), kItem).ok());
}

TEST(RecordTest, EncodeContent_RefusesFieldsThatItDoesNotKnow) {
  v1::ItemContent content = MakeContent();
  content.GetReflection()->MutableUnknownFields(&content)->AddVarint(99, 1);
  EXPECT_EQ(errors::ReasonOf(EncodeContent(content, "content").status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
  content = MakeContent();
  v1::Bearing* bearing = content.add_bearings();
  bearing->GetReflection()->MutableUnknownFields(bearing)->AddLengthDelimited(98, "x");
  EXPECT_FALSE(EncodeContent(content, "content").ok());
}

}  // namespace
}  // namespace peerchallenge::evidence
