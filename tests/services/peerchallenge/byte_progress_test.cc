#include "services/peerchallenge/byte_progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace peerchallenge::cli {
namespace {

TEST(BytesTextTest, CountsInThousands) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(999), "999 B");
  EXPECT_EQ(BytesText(1000), "1.0 kB");
  EXPECT_EQ(BytesText(999'940), "999.9 kB");
  EXPECT_EQ(BytesText(999'960), "1.0 MB");
  EXPECT_EQ(BytesText(12'345'678), "12.3 MB");
  EXPECT_EQ(BytesText(int64_t{4'500'000'000'000}), "4.5 TB");
}

class ByteProgressTest : public testing::Test {
 protected:
  std::istringstream in_;
  std::ostringstream out_, err_;
  Console console_{.in = in_, .out = out_, .err = err_};
};

TEST_F(ByteProgressTest, ChangesOneLineOnATerminal) {
  console_.err_is_terminal = true;
  ByteProgress progress(console_, "saved", ByteProgress::Mode::kShow);
  progress.Add(999'999);
  EXPECT_EQ(err_.str(), "");
  progress.Add(1);
  EXPECT_EQ(err_.str(), "\r\033[Ksaved 1.0 MB");
  progress.Done();
  EXPECT_EQ(err_.str(), "\r\033[Ksaved 1.0 MB\r\033[K");
}

TEST_F(ByteProgressTest, SaysOfHowMuchWhereThatIsKnown) {
  console_.err_is_terminal = true;
  ByteProgress progress(console_, "sent", ByteProgress::Mode::kShow, 4'500'000);
  progress.Add(1'200'000);
  EXPECT_EQ(err_.str(), "\r\033[Ksent 1.2 MB of 4.5 MB");
}

TEST_F(ByteProgressTest, WritesALineNowAndThenElsewhere) {
  ByteProgress progress(console_, "saved", ByteProgress::Mode::kShow);
  for (int megabyte = 0; megabyte < 600; ++megabyte) progress.Add(1'000'000);
  progress.Done();
  EXPECT_EQ(err_.str(), "saved 250.0 MB\nsaved 500.0 MB\n");
}

TEST_F(ByteProgressTest, IsQuietWhereItIsToldSo) {
  ByteProgress progress(console_, "saved", ByteProgress::Mode::kQuiet);
  progress.Add(1'000'000'000);
  progress.Done();
  EXPECT_EQ(err_.str(), "");
}

}  // namespace
}  // namespace peerchallenge::cli
