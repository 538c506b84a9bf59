#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "common/changes/feed.h"
#include "common/resources/change_log.h"
#include "tests/common/changes/stream_reader.h"
#include "tests/common/resources/notes.h"

// Watchers that come and go while several processes write see exactly the history that the database
// has.
namespace peerchallenge::changes {
namespace {

using resources::Notes;
using storage::Backend;
using tests::v1::Note;

constexpr int kReplicas = 3;
constexpr int kWritersEach = 2;
constexpr int kWritesEach = 60;
constexpr int kNames = 8;
constexpr int kWatchers = 4;
constexpr char kEnd[] = "notes/end";

// One service process: its own connections and feed.
struct Replica {
  explicit Replica(const storage::FreshStore& store)
      : notes(store),
        feed(*notes.database, notes.clock, notes.sealer,
             {.poll = absl::Milliseconds(20), .ring_bytes = 5'000}) {}

  Notes notes;
  Feed feed;
};

// What a watcher may see: notes of even number.
bool Visible(const std::string& name) { return name == kEnd || (name.back() - '0') % 2 == 0; }

std::string Line(v1::Change::Kind kind, const std::string& name, const std::string& text) {
  return std::to_string(kind) + " " + name + " " + text;
}

absl::StatusOr<std::optional<v1::Change>> SeenByName(const Event& event) {
  if (!Visible(event.name)) return std::nullopt;
  return ToChange(event);
}
absl::StatusOr<Sight> ByName() { return Sight(SeenByName); }

// Inserts, updates and deletes notes at random; now and then fails on purpose after having written.
void Write(Notes& notes, uint32_t seed) {
  std::mt19937 random(seed);
  for (int i = 0; i < kWritesEach; ++i) {
    const std::string name = "notes/" + std::to_string(random() % kNames);
    const bool fail = random() % 8 == 0;
    const bool remove = random() % 3 == 0;
    const absl::Status status = notes.Write([&](storage::Transaction& tx) -> absl::Status {
      Note note = Notes::Named(name, std::to_string(seed) + "-" + std::to_string(i));
      const bool there = notes.table.Get(tx, name).ok();
      absl::Status written = !there   ? notes.table.Insert(tx, note)
                             : remove ? notes.table.Delete(tx, name)
                                      : notes.table.Update(tx, note);
      if (written.ok() && fail) return absl::AbortedError("on purpose");
      return written;
    });
    EXPECT_EQ(status.code(), fail ? absl::StatusCode::kAborted : absl::StatusCode::kOk) << status;
  }
}

// Watches until the end, reconnecting at random to any replica with a token that may be an old one;
// gives what was seen.
std::vector<std::string> Watch(std::vector<std::unique_ptr<Replica>>& replicas, std::string token,
                               uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::string> seen;
  size_t seen_at_token = 0;
  while (true) {
    v1::WatchRequest request;
    request.set_resume_token(token);
    auto stream = replicas[random() % kReplicas]->feed.Watch(request, ByName);
    EXPECT_TRUE(stream.ok()) << stream.status();
    if (!stream.ok()) return seen;
    StreamReader reader(*std::move(stream));
    seen.resize(seen_at_token);  // the rest comes again
    for (auto left = random() % 40; left > 0; --left) {
      const absl::StatusOr<v1::WatchResponse> response = reader.Next();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return seen;
      Note note;
      response->change().resource().UnpackTo(&note);
      seen.push_back(Line(response->change().kind(), response->change().name(), note.text()));
      if (response->change().name() == kEnd) return seen;
      if (random() % 3 == 0) {
        token = response->resume_token();
        seen_at_token = seen.size();
      }
    }
  }
}

// The model: what the change table says in order of revision, without what is hidden.
std::vector<std::string> History(Notes& notes) {
  std::vector<std::string> lines;
  EXPECT_TRUE(notes
                  .Read([&](storage::Transaction& tx) {
                    const auto rows = resources::ReadChanges(tx, 0, 100'000);
                    for (const resources::ChangeRow& row : rows.value()) {
                      Note note;
                      note.ParseFromString(row.after.value_or(""));
                      if (Visible(row.name)) lines.push_back(Line(row.kind, row.name, note.text()));
                    }
                    return rows.status();
                  })
                  .ok());
  return lines;
}

// Replays the history: it must be one that can happen, and lead to what the table holds.
void ExpectHistoryIsTrue(Notes& notes) {
  std::vector<resources::ChangeRow> rows;
  std::vector<Note> all;
  EXPECT_TRUE(notes
                  .Read([&](storage::Transaction& tx) {
                    rows = resources::ReadChanges(tx, 0, 100'000).value();
                    all = notes.table.All(tx).value();
                    return absl::OkStatus();
                  })
                  .ok());
  std::map<std::string, std::string> replayed, stored;
  for (const resources::ChangeRow& row : rows) {
    const auto found = replayed.find(row.name);
    const bool there = found != replayed.end();
    EXPECT_EQ(row.before, there ? std::optional(found->second) : std::nullopt) << row.revision;
    replayed.erase(row.name);
    if (row.after) replayed[row.name] = *row.after;
  }
  for (Note& note : all) {
    note.clear_etag();
    stored[note.name()] = note.SerializeAsString();
  }
  EXPECT_EQ(replayed, stored);
}

class HistoryTest : public ::testing::TestWithParam<Backend> {};

INSTANTIATE_TEST_SUITE_P(Stores, HistoryTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(HistoryTest, WatchersSkipNothingAndSeeCommitOrder) {
  const storage::FreshStore store(GetParam());
  std::vector<std::unique_ptr<Replica>> replicas;
  for (int i = 0; i < kReplicas; ++i) replicas.push_back(std::make_unique<Replica>(store));
  const std::string start =
      StreamReader(*replicas[0]->feed.Watch({}, ByName)).Next()->resume_token();

  std::vector<std::vector<std::string>> seen(kWatchers);
  std::vector<std::thread> watchers, writers;
  for (uint32_t i = 0; i < kWatchers; ++i) {
    watchers.emplace_back([&, i] { seen[i] = Watch(replicas, start, 100 + i); });
  }
  for (uint32_t i = 0; i < kReplicas * kWritersEach; ++i) {
    writers.emplace_back([&, i] { Write(replicas[i % kReplicas]->notes, i); });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(replicas[0]->notes.Insert(kEnd).ok());
  for (std::thread& watcher : watchers) watcher.join();

  ExpectHistoryIsTrue(replicas[0]->notes);
  const std::vector<std::string> history = History(replicas[0]->notes);
  EXPECT_GT(history.size(), 100u);
  for (const std::vector<std::string>& one : seen) EXPECT_EQ(one, history);
}

}  // namespace
}  // namespace peerchallenge::changes
