#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <map>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "services/evidence/disposal.h"
#include "services/evidence/ledger/merkle.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/migrate.h"
#include "tests/services/evidence/fresh_evidence.h"

// Processes that die in the middle of capturing, revising and disposing: what was acknowledged is
// there, with its ledger entries, and nothing by halves. No server is in between, so that processes
// can be forked; the handlers are those that a server would call.
namespace peerchallenge::evidence {
namespace {

constexpr int kThreads = 3;
constexpr int kSqliteRounds = 100;
constexpr int kPostgresRounds = 40;

// The same id and text for a number in every process.
std::string IdOf(int number) {
  environment::SeededRandom random(static_cast<uint64_t>(number) + 1);
  return environment::NewUuidV4(random);
}
std::string TextOf(int number, int version) {
  return absl::StrCat("Item ", number, " as version ", version, " says it.");
}

// One process's evidence over the store of a test.
class Process {
 public:
  explicit Process(const storage::FreshStore& files) : database_(files.Open()) {
    const absl::Status migrated = MigrateEvidence(*database_, clock_);
    EXPECT_TRUE(migrated.ok()) << migrated;
    parts_ = std::make_unique<EvidenceParts>(*database_, clock_, random_,
                                             [] { return int64_t{1} << 40; });
  }

  void Know() { parts_->Know(MakeReview()); }

  absl::Status AddOccasion() {
    v1::CreateOccasionRequest request;
    request.set_parent(kReview);
    request.set_occasion_id(IdOf(-1));
    request.mutable_occasion()->set_kind(v1::Occasion::KIND_INTERVIEW);
    request.mutable_occasion()->set_declared_class(v1::SOURCE_CLASS_STAFF);
    request.mutable_occasion()->set_date("2012-07-10");
    return service().CreateOccasion(Call(), request).status();
  }
  absl::StatusOr<v1::Item> Capture(int number) {
    v1::CaptureItemRequest request;
    request.set_parent(kReview);
    request.mutable_capture()->set_item_id(IdOf(number));
    *request.mutable_capture()->mutable_content() = Content(TextOf(number, 1));
    request.mutable_capture()->set_share(true);
    return service().CaptureItem(Call(), request);
  }
  absl::StatusOr<v1::Item> Revise(int number) {
    v1::ReviseItemRequest request;
    request.set_name(NameOf(number));
    request.set_revision_id(IdOf(number + 1'000'000));
    request.set_base_version(1);
    *request.mutable_content() = Content(TextOf(number, 2));
    return service().ReviseItem(Call(), request);
  }
  absl::StatusOr<v1::Item> Get(int number) {
    v1::GetItemRequest request;
    request.set_name(NameOf(number));
    return service().GetItem(Call(), request);
  }
  const Context& context() const { return parts_->context(); }

  static std::string NameOf(int number) { return absl::StrCat(kReview, "/items/", IdOf(number)); }

 private:
  EvidenceService service() { return EvidenceService(parts_->context()); }
  rpc::Call Call() {
    rpc::Call call = By(kAnn);
    call.deadline = absl::Now() + absl::Minutes(5);
    return call;
  }
  v1::ItemContent Content(const std::string& text) {
    v1::ItemContent content;
    content.set_kind(v1::ItemContent::KIND_NOTE);
    content.set_text(text);
    content.set_occasion(absl::StrCat(kReview, "/occasions/", IdOf(-1)));
    return content;
  }

  environment::SystemClock clock_;
  environment::SystemRandom random_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<EvidenceParts> parts_;
};

// What a process tells through its pipe as soon as it is acknowledged.
struct Acknowledged {
  int32_t item;
  int32_t version;
};

// Captures items from `first` on, and revises each, in several threads.
[[noreturn]] void BeReviewer(const storage::FreshStore& files, int first, int pipe) {
  Process process(files);
  std::atomic<int> next = first;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      while (true) {
        const int number = next++;
        for (const int version : {1, 2}) {
          const auto item = version == 1 ? process.Capture(number) : process.Revise(number);
          if (!item.ok()) _exit(1);
          const Acknowledged told{number, version};
          if (write(pipe, &told, sizeof(told)) != sizeof(told)) _exit(1);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(1);
}

// Works on the disposal runs of the store until it is killed.
[[noreturn]] void BeClerk(const storage::FreshStore& files, int pipe) {
  const Process process(files);
  const Acknowledged begun{0, 0};
  if (write(pipe, &begun, sizeof(begun)) != sizeof(begun)) _exit(1);
  while (WorkOnDisposalRuns(process.context()).ok()) {
  }
  _exit(1);
}

// Runs `child`, kills it some acknowledgements and a while later, and gives what it acknowledged.
template <typename Child>
std::vector<Acknowledged> KillAfter(int acknowledgements, int microseconds, Child child) {
  std::vector<Acknowledged> all;
  std::array<int, 2> acks;
  EXPECT_EQ(pipe(acks.data()), 0);
  const pid_t pid = fork();
  if (pid == 0) child(acks[1]);
  close(acks[1]);
  Acknowledged told{};
  while (read(acks[0], &told, sizeof(told)) == sizeof(told)) {
    all.push_back(told);
    if (static_cast<int>(all.size()) == acknowledgements) {
      usleep(static_cast<useconds_t>(microseconds));
      kill(pid, SIGKILL);
    }
  }
  close(acks[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the process ended by itself: " << WEXITSTATUS(status);
  return all;
}

// The ledger is whole: what is stored of its tree follows from its leaves, and every version of
// every item is what its entry commits to.
void ExpectWholeLedger(Process& process) {
  const Context& context = process.context();
  const absl::Status whole =
      context.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
        const int64_t size = *context.ledger.SizeOf(tx, kReview);
        RootStream root;
        std::map<std::string, int64_t> versions;
        for (int64_t next = 0; next < size;) {
          auto entries = context.ledger.Entries(tx, kReview, next, size, 500);
          if (!entries.ok()) return entries.status();
          if (entries->empty()) return absl::DataLossError("entries are missing");
          for (const auto& stored : *entries) {
            root.Add(LeafHash(stored.leaf));
            next = stored.index + 1;
            auto entry = EntryFrom(stored.leaf);
            if (!entry.ok()) return entry.status();
            if (stored.author.empty()) continue;
            ++versions[entry->subject];
            if (!stored.salt) continue;
            auto version = context.store.Version(tx, entry->subject, entry->version);
            if (!version.ok()) return version.status();
            const std::string record =
                RecordOf(entry->subject, version->base_version(), version->provenance().stamp(),
                         version->content().SerializeAsString());
            if (Commitment(*stored.salt, record) != entry->commitment) {
              return absl::DataLossError(absl::StrCat("entry ", stored.index, " does not hold"));
            }
          }
        }
        if (root.Root() != *context.ledger.RootOf(tx, kReview, size)) {
          return absl::DataLossError("the tree is another than its leaves'");
        }
        // Nothing but what is in the log.
        int64_t stored = 0;
        absl::Status counted = tx.Query("SELECT CAST(COUNT(*) AS BIGINT) FROM item_versions", {},
                                        [&](const storage::Row& row) {
                                          stored = row.Int(0);
                                          return absl::OkStatus();
                                        });
        if (!counted.ok()) return counted;
        int64_t entered = 0;
        for (const auto& [item, count] : versions) entered += count;
        return stored == entered
                   ? absl::OkStatus()
                   : absl::DataLossError(absl::StrCat(stored, " versions, ", entered, " entries"));
      });
  ASSERT_TRUE(whole.ok()) << whole;
}

void KillReviewers(storage::Backend backend, int rounds) {
  const storage::FreshStore files(backend);
  {
    Process process(files);
    process.Know();
    ASSERT_TRUE(process.AddOccasion().ok());
  }
  std::mt19937 random(2012);
  size_t acknowledged = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto all =
        KillAfter(static_cast<int>(1 + random() % 20), static_cast<int>(random() % 3'000),
                  [&](int pipe) { BeReviewer(files, round * 1000, pipe); });
    acknowledged += all.size();
    Process process(files);
    ASSERT_NO_FATAL_FAILURE(ExpectWholeLedger(process)) << "round " << round;
    for (const auto& [number, version] : all) {
      const auto found = process.Get(number);
      ASSERT_TRUE(found.ok()) << found.status();
      ASSERT_GE(found->version(), version);
      // Sent again it doubles nothing.
      const auto again = version == 1 ? process.Capture(number) : process.Revise(number);
      ASSERT_TRUE(again.ok()) << again.status();
      ASSERT_EQ(again->version(), found->version());
    }
  }
  EXPECT_GE(acknowledged, static_cast<size_t>(rounds));
}

TEST(CaptureCrashTest, Sqlite_KilledReviewersLoseNothingAcknowledged) {
  KillReviewers(storage::Backend::kSqlite, kSqliteRounds);
}

TEST(CaptureCrashTest, Postgres_KilledReviewersLoseNothingAcknowledged) {
  KillReviewers(storage::Backend::kPostgres, kPostgresRounds);
}

// A run that is killed again and again goes on, and every thing is erased and entered once.
TEST(CaptureCrashTest, AKilledDisposalRunGoesOnToItsEnd) {
  constexpr int kItems = 300;
  const storage::FreshStore files(storage::Backend::kSqlite);
  {
    Process process(files);
    process.Know();
    ASSERT_TRUE(process.AddOccasion().ok());
    for (int i = 0; i < kItems; ++i) ASSERT_TRUE(process.Capture(i).ok());
    const absl::Status begun = process.context().database.Write(
        absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
          absl::Status status =
              tx.Execute(
                    "INSERT INTO anchored_documents (document, review, kind, sha256, "
                    "issue_date, number) VALUES ('d', $1, 1, $2, '2012-01-01', 0)",
                    {{std::string(kReview), storage::Blob{std::string(32, 'x')}}})
                  .status();
          if (!status.ok()) return status;
          v1::DisposalRun run;
          run.set_name(absl::StrCat(kRegion, "/disposalRuns/all"));
          run.set_due_date("2012-05-01");
          run.set_state(v1::DisposalRun::STATE_RUNNING);
          return process.context().store.disposal_runs.Insert(tx, run);
        });
    ASSERT_TRUE(begun.ok()) << begun;
  }
  std::mt19937 random(2012);
  v1::DisposalRun run;
  run.set_state(v1::DisposalRun::STATE_RUNNING);
  int rounds = 0;
  for (; run.state() == v1::DisposalRun::STATE_RUNNING && rounds < 1'000; ++rounds) {
    KillAfter(1, static_cast<int>(random() % 60'000), [&](int pipe) { BeClerk(files, pipe); });
    Process process(files);
    const absl::Status read = process.context().database.Read(
        absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
          auto found = process.context().store.disposal_runs.Get(
              tx, absl::StrCat(kRegion, "/disposalRuns/all"));
          if (found.ok()) run = *found;
          return found.status();
        });
    ASSERT_TRUE(read.ok()) << read;
  }
  EXPECT_EQ(run.state(), v1::DisposalRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.disposed(), kItems + 1);  // and the occasion
  EXPECT_GT(rounds, 1);
  Process process(files);
  process.Know();
  ASSERT_NO_FATAL_FAILURE(ExpectWholeLedger(process));
  for (int i = 0; i < kItems; ++i) {
    EXPECT_EQ(Value(process.Get(i)).state(), v1::Item::STATE_DISPOSED);
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
