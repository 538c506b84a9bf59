#include "common/changes/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "tests/common/changes/stream_reader.h"
#include "tests/common/resources/notes.h"

namespace peerchallenge::changes {
namespace {

using errors::ReasonOf;
using resources::Notes;
using storage::Backend;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::v1::Note;

// Shows all but hidden notes, and a note that becomes hidden as deleted.
absl::StatusOr<std::optional<v1::Change>> Seen(const Event& event) {
  const auto visible = [](const auto& message) {
    return message != nullptr && !static_cast<const Note&>(*message).hidden();
  };
  if (!visible(event.before) && !visible(event.after)) return std::nullopt;
  v1::Change change = ToChange(event);
  if (!visible(event.after)) {
    change.set_kind(v1::Change::KIND_DELETED);
    change.clear_resource();
  }
  if (!visible(event.before)) change.set_kind(v1::Change::KIND_CREATED);
  return change;
}

absl::StatusOr<Sight> ByHiding() { return Sight(Seen); }

// Every note is something that sight may come from.
FeedOptions SightFromNotes() {
  return {.poll = absl::InfiniteDuration(), .sight_types = {Note::descriptor()->full_name()}};
}

class FeedTest : public ::testing::TestWithParam<Backend> {
 protected:
  std::unique_ptr<StreamReader> Watch(const v1::WatchRequest& request = {}) {
    auto stream = feed_.Watch(request, ByHiding);
    EXPECT_TRUE(stream.ok()) << stream.status();
    return std::make_unique<StreamReader>(*std::move(stream));
  }
  std::unique_ptr<StreamReader> Resume(const std::string& token) {
    v1::WatchRequest request;
    request.set_resume_token(token);
    return Watch(request);
  }
  absl::Status WatchError(const std::string& token) {
    v1::WatchRequest request;
    request.set_resume_token(token);
    return feed_.Watch(request, ByHiding).status();
  }

  // The first response's token.
  std::string FirstToken(StreamReader& reader) {
    const auto response = reader.NextNow();
    EXPECT_TRUE(response.ok() && response->has_value() && !(*response)->has_change());
    return (*response)->resume_token();
  }

  // All that comes now, as "C name", "U name", "D name", or "-" for a token alone.
  std::vector<std::string> Now(StreamReader& reader) {
    feed_.Tick();
    std::vector<std::string> all;
    while (true) {
      const auto response = reader.NextNow();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || !response->has_value()) return all;
      const v1::Change& change = (*response)->change();
      all.push_back((*response)->has_change()
                        ? std::string(1, "?CUD"[change.kind()]) + " " + change.name()
                        : "-");
      last_ = **response;
    }
  }

  void Insert(const std::string& name, bool hidden = false) {
    Note note = Notes::Named(name);
    note.set_hidden(hidden);
    EXPECT_TRUE(notes_.Insert(note).ok());
  }

  storage::FreshStore store_{GetParam()};
  Notes notes_{store_};
  Feed feed_{*notes_.database,
             notes_.clock,
             notes_.sealer,
             {.poll = absl::InfiniteDuration(), .ring_bytes = 20'000}};
  v1::WatchResponse last_;
};

INSTANTIATE_TEST_SUITE_P(Stores, FeedTest, ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(FeedTest, AFreshWatch_TellsItsTokenThenWhatFollows) {
  Insert("notes/0");
  const auto reader = Watch();
  FirstToken(*reader);
  EXPECT_THAT(Now(*reader), IsEmpty());
  Insert("notes/1");
  ASSERT_TRUE(notes_.Update(Notes::Named("notes/1")).ok());
  ASSERT_TRUE(notes_.Delete("notes/1").ok());
  EXPECT_THAT(Now(*reader), ElementsAre("C notes/1", "U notes/1", "D notes/1"));
}

TEST_P(FeedTest, AChange_CarriesTheResourceAsGetGivesIt) {
  const auto reader = Watch();
  FirstToken(*reader);
  Insert("notes/1");
  Now(*reader);
  Note note;
  ASSERT_TRUE(last_.change().resource().UnpackTo(&note));
  EXPECT_EQ(note.SerializeAsString(), notes_.Get("notes/1")->SerializeAsString());
  EXPECT_EQ(last_.change().time().seconds(), absl::ToUnixSeconds(notes_.clock.Now()));
}

TEST_P(FeedTest, Resume_ContinuesAfterTheToken) {
  auto reader = Watch();
  const std::string start = FirstToken(*reader);
  Insert("notes/1");
  Now(*reader);
  const std::string after_one = last_.resume_token();
  reader.reset();
  Insert("notes/2");
  EXPECT_THAT(Now(*Resume(after_one)), ElementsAre("C notes/2"));
  EXPECT_THAT(Now(*Resume(start)), ElementsAre("C notes/1", "C notes/2"));
}

TEST_P(FeedTest, Resume_RefusesATokenThatIsNotOfThisStore) {
  for (const std::string& token : {std::string("x"), std::string(80, 'A')}) {
    EXPECT_EQ(ReasonOf(WatchError(token)), errors::v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  }
}

TEST_P(FeedTest, Resume_RefusesATokenOlderThanWhatIsKept) {
  const std::string start = FirstToken(*Watch());
  Insert("notes/1");
  Insert("notes/2");
  const std::string later = FirstToken(*Watch());
  notes_.clock.Advance(absl::Hours(31 * 24));
  feed_.Tick();  // deletes all but the last change
  EXPECT_EQ(ReasonOf(WatchError(start)), errors::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD);
  EXPECT_EQ(WatchError(start).code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(WatchError(later).ok());
}

TEST_P(FeedTest, AWatcherThatFellBehindWhatIsKeptIsTold) {
  const auto reader = Watch();
  FirstToken(*reader);
  for (int i = 0; i < 100; ++i) Insert("notes/" + std::to_string(i));
  notes_.clock.Advance(absl::Hours(31 * 24));
  feed_.Tick();
  EXPECT_EQ(ReasonOf(reader->NextNow().status()), errors::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD);
}

TEST_P(FeedTest, Token_HasOneLengthAndTellsNothing) {
  const std::string early = FirstToken(*Watch());
  EXPECT_NE(early, FirstToken(*Watch()));
  for (int i = 0; i < 120; ++i) Insert("notes/" + std::to_string(i));
  EXPECT_EQ(early.size(), FirstToken(*Watch()).size());
}

TEST_P(FeedTest, ASlowWatcherMissesNothingThatTheRingLetGo) {
  const auto slow = Watch();
  FirstToken(*slow);
  std::vector<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    Insert("notes/" + std::to_string(i));
    expected.push_back("C notes/" + std::to_string(i));
    feed_.Tick();
  }
  EXPECT_EQ(Now(*slow), expected);
}

TEST_P(FeedTest, Filters_TakeParentAndTypes) {
  v1::WatchRequest below;
  below.set_parent("regions/x");
  v1::WatchRequest type;
  type.add_resource_types("peerchallenge.tests.v1.Note");
  v1::WatchRequest other_type;
  other_type.add_resource_types("peerchallenge.tests.v1.Other");
  const auto below_reader = Watch(below), type_reader = Watch(type),
             other_reader = Watch(other_type);
  for (const auto& reader : {below_reader.get(), type_reader.get(), other_reader.get()}) {
    FirstToken(*reader);
  }
  for (const char* name : {"regions/x", "regions/x/notes/1", "regions/xx/notes/1"}) Insert(name);
  EXPECT_THAT(Now(*below_reader), ElementsAre("C regions/x/notes/1"));
  EXPECT_EQ(Now(*type_reader).size(), 3u);
  EXPECT_THAT(Now(*other_reader), IsEmpty());
}

TEST_P(FeedTest, Sight_DecidesByBeforeAndAfter) {
  const auto reader = Watch();
  FirstToken(*reader);
  Insert("notes/secret", true);
  Insert("notes/1", true);
  ASSERT_TRUE(notes_.Update(Notes::Named("notes/1")).ok());  // comes into sight
  Note hidden = Notes::Named("notes/1");
  hidden.set_hidden(true);
  ASSERT_TRUE(notes_.Update(hidden).ok());
  ASSERT_TRUE(notes_.Delete("notes/secret").ok());
  EXPECT_THAT(Now(*reader), ElementsAre("C notes/1", "D notes/1"));
}

TEST_P(FeedTest, AnErrorOfSightEndsTheStream) {
  auto stream = feed_.Watch({}, [] {
    return absl::StatusOr<Sight>([](const Event&) -> absl::StatusOr<std::optional<v1::Change>> {
      return absl::UnavailableError("later");
    });
  });
  StreamReader reader(*std::move(stream));
  FirstToken(reader);
  Insert("notes/1");
  feed_.Tick();
  EXPECT_EQ(reader.NextNow().status().code(), absl::StatusCode::kUnavailable);
}

// Sight that a test turns on and off, and that counts how often it was asked for.
struct Switch {
  SightSource Source() {
    return [this]() -> absl::StatusOr<Sight> {
      ++asked;
      if (!status.ok()) return status;
      return [on = on](const Event& event) -> absl::StatusOr<std::optional<v1::Change>> {
        if (!on) return std::nullopt;
        return ToChange(event);
      };
    };
  }
  bool on = true;
  int asked = 0;
  absl::Status status;
};

TEST_P(FeedTest, Sight_IsAskedForAgainOnlyWhenItMayHaveChanged) {
  Switch sight;
  StreamReader reader(*feed_.Watch({}, sight.Source()));
  FirstToken(reader);
  Insert("notes/1");
  EXPECT_THAT(Now(reader), ElementsAre("C notes/1"));
  EXPECT_EQ(sight.asked, 1);

  Feed watchful(*notes_.database, notes_.clock, notes_.sealer, SightFromNotes());
  StreamReader other(*watchful.Watch({}, sight.Source()));
  FirstToken(other);
  EXPECT_EQ(sight.asked, 2);
  Insert("notes/2");
  Insert("notes/3");
  watchful.Tick();
  EXPECT_EQ(other.Next()->change().name(), "notes/2");
  EXPECT_EQ(other.Next()->change().name(), "notes/3");
  EXPECT_EQ(sight.asked, 3);
}

TEST_P(FeedTest, Sight_ThatWasLostShowsNothingMoreNotEvenWhatCameBefore) {
  Switch sight;
  Feed watchful(*notes_.database, notes_.clock, notes_.sealer, SightFromNotes());
  StreamReader reader(*watchful.Watch({}, sight.Source()));
  FirstToken(reader);
  Insert("notes/1");
  sight.on = false;
  Insert("notes/2");
  watchful.Tick();
  const auto response = reader.NextNow();
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_FALSE(response->has_value());
  sight.on = true;
  Insert("notes/3");
  watchful.Tick();
  EXPECT_EQ(reader.Next()->change().name(), "notes/3");
}

TEST_P(FeedTest, Sight_ThatWasLostAltogetherEndsTheStream) {
  Switch sight;
  Feed watchful(*notes_.database, notes_.clock, notes_.sealer, SightFromNotes());
  StreamReader reader(*watchful.Watch({}, sight.Source()));
  FirstToken(reader);
  sight.status = absl::PermissionDeniedError("revoked");
  EXPECT_EQ(watchful.Watch({}, sight.Source()).status(), sight.status);
  Insert("notes/1");
  watchful.Tick();
  EXPECT_EQ(reader.NextNow().status(), sight.status);
}

TEST_P(FeedTest, Heartbeat_ComesAfterHalfAMinuteOfQuiet) {
  const auto reader = Watch();
  FirstToken(*reader);
  notes_.clock.Advance(absl::Seconds(29));
  EXPECT_THAT(Now(*reader), IsEmpty());
  notes_.clock.Advance(absl::Seconds(1));
  EXPECT_THAT(Now(*reader), ElementsAre("-"));
  notes_.clock.Advance(absl::Seconds(29));
  Insert("notes/1");
  EXPECT_THAT(Now(*reader), ElementsAre("C notes/1"));
  notes_.clock.Advance(absl::Seconds(29));
  EXPECT_THAT(Now(*reader), IsEmpty());
  notes_.clock.Advance(absl::Seconds(1));
  EXPECT_THAT(Now(*reader), ElementsAre("-"));
}

TEST_P(FeedTest, Heartbeat_KeepsItsTimeWhateverIsHidden) {
  const auto reader = Watch();
  FirstToken(*reader);
  for (int second = 1; second < 30; ++second) {
    notes_.clock.Advance(absl::Seconds(1));
    Insert("notes/" + std::to_string(second), true);
    EXPECT_THAT(Now(*reader), IsEmpty()) << second;
  }
  notes_.clock.Advance(absl::Seconds(1));
  EXPECT_THAT(Now(*reader), ElementsAre("-"));
  // Its token has passed what was hidden.
  EXPECT_THAT(Now(*Resume(last_.resume_token())), IsEmpty());
}

TEST_P(FeedTest, Wake_ComesWithACommit) {
  const auto reader = Watch();
  FirstToken(*reader);
  Now(*reader);
  const int before = reader->wakes();
  feed_.Tick();
  EXPECT_EQ(reader->wakes(), before);
  Insert("notes/1");
  feed_.Tick();
  EXPECT_EQ(reader->wakes(), before + 1);
}

TEST_P(FeedTest, ItsThreadWakesWatchersAfterCommitsHereAndElsewhere) {
  Notes elsewhere(store_);
  Feed live(*elsewhere.database, elsewhere.clock, elsewhere.sealer);
  StreamReader reader(*live.Watch({}, ByHiding));
  FirstToken(reader);
  ASSERT_TRUE(elsewhere.Insert("notes/here").ok());
  EXPECT_EQ(reader.Next()->change().name(), "notes/here");
  Insert("notes/there");
  EXPECT_EQ(reader.Next()->change().name(), "notes/there");
}

TEST(PostgresFeedTest, WatchersHearOfCommitsElsewhereWithoutAPoll) {
  const storage::FreshStore store(Backend::kPostgres);
  Notes here(store);
  Notes elsewhere(store);
  Feed live(*here.database, here.clock, here.sealer, {.poll = absl::Hours(1)});
  StreamReader reader(*live.Watch({}, ByHiding));
  ASSERT_TRUE(elsewhere.Insert(Notes::Named("notes/there")).ok());
  EXPECT_FALSE(reader.Next()->has_change());
  EXPECT_EQ(reader.Next()->change().name(), "notes/there");
}

}  // namespace
}  // namespace peerchallenge::changes
