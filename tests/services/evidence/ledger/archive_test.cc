#include "services/evidence/ledger/archive.h"

#include <gtest/gtest.h>

#include <sstream>

#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

std::string Archive(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string bytes;
  ArchiveWriter writer([&bytes](std::string_view piece) {
    bytes.append(piece);
    return absl::OkStatus();
  });
  for (const auto& [name, content] : files) EXPECT_TRUE(writer.Add(name, content).ok());
  EXPECT_TRUE(writer.Finish().ok());
  return bytes;
}

// The first error when all is read.
absl::Status ReadThrough(const std::string& bytes) {
  std::istringstream in(bytes);
  ArchiveReader reader(in);
  while (true) {
    const auto file = reader.Next();
    if (!file.ok()) return file.status();
    if (!file->has_value()) return absl::OkStatus();
  }
}

const std::vector<std::pair<std::string, std::string>> kFiles = {
    {"empty", ""},
    {"folder/short", "abc"},
    {"block", std::string(512, 'b')},
    {"long", std::string(70'000, 'l')}};

TEST(ArchiveTest, ArchiveReader_ReadsWhatArchiveWriterWrote) {
  std::istringstream in(Archive(kFiles));
  ArchiveReader reader(in);
  for (const auto& [name, content] : kFiles) {
    const auto file = reader.Next();
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE(file->has_value());
    EXPECT_EQ((*file)->name, name);
    EXPECT_EQ(*reader.ReadAll(1 << 20), content);
  }
  EXPECT_FALSE(reader.Next()->has_value());
  EXPECT_FALSE(reader.Next()->has_value());
}

TEST(ArchiveTest, Next_PassesOverWhatWasNotRead) {
  std::istringstream in(Archive(kFiles));
  ArchiveReader reader(in);
  for (size_t i = 0; i < kFiles.size(); ++i) EXPECT_EQ((*reader.Next())->name, kFiles[i].first);
}

TEST(ArchiveTest, ReadAll_TakesNoMoreThanAsked) {
  std::istringstream in(Archive({{"file", "abcd"}}));
  ArchiveReader reader(in);
  ASSERT_TRUE(reader.Next().ok());
  EXPECT_EQ(errors::ReasonOf(reader.ReadAll(3).status()), errors::v1::ERROR_REASON_DATA_CORRUPT);
}

TEST(ArchiveTest, ArchiveReader_RefusesEveryChangeOutsideTheContents) {
  const std::string bytes = Archive({{"file", "abcd"}});
  ASSERT_TRUE(ReadThrough(bytes).ok());
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i >= 512 && i < 516) continue;  // the content
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    EXPECT_FALSE(ReadThrough(changed).ok()) << i;
  }
}

TEST(ArchiveTest, ArchiveReader_RefusesAnArchiveThatIsCutOffOrGoesOn) {
  const std::string bytes = Archive(kFiles);
  for (size_t size = 0; size < bytes.size(); size += 97) {
    EXPECT_FALSE(ReadThrough(bytes.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ReadThrough(bytes + std::string(1, '\0')).ok());
}

TEST(ArchiveTest, ArchiveWriter_PassesOnTheErrorOfItsSink) {
  ArchiveWriter writer([](std::string_view) { return absl::UnavailableError("full"); });
  EXPECT_TRUE(absl::IsUnavailable(writer.Add("file", "abc")));
  EXPECT_TRUE(absl::IsUnavailable(writer.Finish()));
}

}  // namespace
}  // namespace peerchallenge::evidence
