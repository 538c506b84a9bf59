#include "common/rpc/channel_stream.h"

#include <latch>
#include <thread>

#include "gtest/gtest.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

std::unique_ptr<EchoRequest> Text(const std::string& text) {
  auto message = std::make_unique<EchoRequest>();
  message->set_text(text);
  return message;
}

// The text of a step, "(wait)" or "(end)", or the error's message.
std::string TextOf(const absl::StatusOr<StreamStep>& step) {
  if (!step.ok()) return std::string(step.status().message());
  if (std::holds_alternative<Wait>(*step)) return "(wait)";
  if (std::holds_alternative<End>(*step)) return "(end)";
  return static_cast<const EchoRequest&>(*std::get<0>(*step)).text();
}

TEST(ChannelStream, GivesWhatTheJobPushesThenItsOutcome) {
  Tally wakes;
  ChannelStream stream(8, [](ChannelStream::Writer& writer) {
    EXPECT_TRUE(writer.Push(Text("a")));
    EXPECT_TRUE(writer.Push(Text("b")));
    return absl::OkStatus();
  });
  stream.SetWake([&wakes] { wakes.Add(); });
  ASSERT_TRUE(wakes.WaitFor(3));
  EXPECT_EQ(TextOf(stream.Next()), "a");
  EXPECT_EQ(TextOf(stream.Next()), "b");
  EXPECT_EQ(TextOf(stream.Next()), "(end)");
}

TEST(ChannelStream, WaitsWhileTheJobHasNothingToTell) {
  Tally released;
  Tally wakes;
  ChannelStream stream(1, [&released](ChannelStream::Writer&) {
    EXPECT_TRUE(released.WaitFor(1));
    return absl::AbortedError("no more");
  });
  stream.SetWake([&wakes] { wakes.Add(); });
  EXPECT_EQ(TextOf(stream.Next()), "(wait)");
  released.Add();
  ASSERT_TRUE(wakes.WaitFor(1));
  EXPECT_EQ(TextOf(stream.Next()), "no more");
}

TEST(ChannelStream, MakesAJobWaitForRoom) {
  Tally pushed;
  Tally wakes;
  ChannelStream stream(1, [&pushed](ChannelStream::Writer& writer) {
    for (const char* text : {"a", "b", "c"}) {
      EXPECT_TRUE(writer.Push(Text(text)));
      pushed.Add();
    }
    return absl::OkStatus();
  });
  stream.SetWake([&wakes] { wakes.Add(); });
  ASSERT_TRUE(pushed.WaitFor(1));
  EXPECT_EQ(pushed.count(), 1);
  EXPECT_EQ(TextOf(stream.Next()), "a");
  ASSERT_TRUE(pushed.WaitFor(2));
  EXPECT_EQ(TextOf(stream.Next()), "b");
  ASSERT_TRUE(pushed.WaitFor(3));
  EXPECT_EQ(TextOf(stream.Next()), "c");
}

TEST(ChannelStream, KeepsTheYoungestOfWhatMayBeReplaced) {
  Tally wakes;
  ChannelStream stream(2, [](ChannelStream::Writer& writer) {
    EXPECT_TRUE(writer.Push(Text("kept")));
    for (const char* text : {"1", "2", "3"}) EXPECT_TRUE(writer.PushOrReplace(Text(text)));
    return absl::OkStatus();
  });
  stream.SetWake([&wakes] { wakes.Add(); });
  ASSERT_TRUE(wakes.WaitFor(5));
  EXPECT_EQ(TextOf(stream.Next()), "kept");
  EXPECT_EQ(TextOf(stream.Next()), "3");
  EXPECT_EQ(TextOf(stream.Next()), "(end)");
}

TEST(ChannelStream, StopsAJobThatWaitsForRoom) {
  Tally pushed;
  bool told = false;
  {
    ChannelStream stream(1, [&](ChannelStream::Writer& writer) {
      EXPECT_TRUE(writer.Push(Text("a")));
      pushed.Add();
      told = !writer.Push(Text("b")) && !writer.PushOrReplace(Text("c")) &&
             writer.stop().stop_requested();
      return absl::OkStatus();
    });
    stream.SetWake([] {});
    ASSERT_TRUE(pushed.WaitFor(1));
  }
  EXPECT_TRUE(told);
}

TEST(ChannelStream, LetsTheJobGoWhenItHasReturnedThoughNobodyReads) {
  Tally wakes;
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> left = held;
  ChannelStream stream(1, [held = std::move(held)](ChannelStream::Writer& writer) {
    for (const char* text : {"1", "2"}) EXPECT_TRUE(writer.PushOrReplace(Text(text)));
    return absl::OkStatus();
  });
  stream.SetWake([&wakes] { wakes.Add(); });
  ASSERT_TRUE(wakes.WaitFor(3));
  EXPECT_TRUE(left.expired());
  EXPECT_EQ(TextOf(stream.Next()), "2");
}

TEST(ChannelStream, TurnsAnExceptionIntoAnError) {
  Tally wakes;
  ChannelStream stream(
      1, [](ChannelStream::Writer&) -> absl::Status { throw std::runtime_error("oh"); });
  stream.SetWake([&wakes] { wakes.Add(); });
  ASSERT_TRUE(wakes.WaitFor(1));
  EXPECT_EQ(stream.Next().status().code(), absl::StatusCode::kInternal);
}

TEST(ChannelStream, NeedsNotBeTaken) {
  ChannelStream stream(1, [](ChannelStream::Writer&) -> absl::Status {
    ADD_FAILURE() << "the job ran though nobody took the stream";
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace peerchallenge::rpc
