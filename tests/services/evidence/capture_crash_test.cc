#include <unistd.h>

#include <array>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/environment/uuid.h"
#include "services/evidence/disposal.h"
#include "services/evidence/log_differences.h"
#include "services/evidence/migrate.h"
#include "tests/services/evidence/fresh_evidence.h"
#include "tests/services/evidence/killing.h"

// Processes that die in the middle of capturing (single and in batches), revising, settling,
// sharing, withdrawing and disposing: what was acknowledged is there, with its ledger entries, and
// nothing by halves. No server is in between, so that processes can be forked; the handlers are
// those that a server would call.
namespace peerchallenge::evidence {
namespace {

constexpr int kThreads = 3;
constexpr int kInABatch = 10;

// The same id and text for a number in every process.
std::string IdOf(int64_t number) {
  environment::SeededRandom random(static_cast<uint64_t>(number) + 1);
  return environment::NewUuidV4(random);
}
std::string TextOf(int64_t number, int version) {
  return absl::StrCat("Item ", number, " as version ", version, " says it.");
}

// What a reviewer does with an item, by its number.
enum class Work { kRevise, kBatch, kWithdraw, kSettle };
Work WorkOf(int number) { return static_cast<Work>(number % 4); }
int StepsOf(int number) {
  switch (WorkOf(number)) {
    case Work::kBatch:
      return 1;
    case Work::kRevise:
      return 2;
    case Work::kWithdraw:
      return 3;
    case Work::kSettle:
      return 4;
  }
  return 0;
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
  // Takes one step of the work on an item; taken again it changes nothing.
  absl::Status Do(int number, int step) {
    switch (WorkOf(number)) {
      case Work::kRevise:
        return step == 0 ? Capture(number, true) : Revise(kAnn, number, 2);
      case Work::kBatch:
        return CaptureBatch(int64_t{1'000'000'000} + number * kInABatch, kInABatch);
      case Work::kWithdraw:
        return step == 0 ? Capture(number, false) : step == 1 ? Share(number) : Withdraw(number);
      case Work::kSettle:
        return step == 0   ? Capture(number, true)
               : step == 1 ? Revise(kAnn, number, 2)
               : step == 2 ? Revise(kLead, number, 3)
                           : Settle(number);
    }
    return absl::OkStatus();
  }

  // Captures items from `first` on; every second has a case reference where they are `cases`.
  absl::Status CaptureBatch(int64_t first, int count, bool cases = false) {
    v1::BatchCaptureItemsRequest request;
    request.set_parent(kReview);
    for (int i = 0; i < count; ++i) {
      v1::ItemCapture& capture = *request.add_captures();
      capture.set_item_id(IdOf(first + i));
      *capture.mutable_content() = Content(TextOf(first + i, 1));
      if (cases && i % 2 == 0) capture.mutable_content()->set_case_reference("LCS-1");
      capture.set_share(true);
    }
    const auto response = service().BatchCaptureItems(Call(), request);
    if (!response.ok()) return response.status();
    for (const auto& outcome : response->outcomes()) {
      if (outcome.has_failure()) return absl::InternalError(outcome.failure().message());
    }
    return absl::OkStatus();
  }
  absl::StatusOr<v1::Item> Get(int64_t number) {
    v1::GetItemRequest request;
    request.set_name(NameOf(number));
    return service().GetItem(Call(), request);
  }
  const Context& context() const { return parts_->context(); }
  // How many entries the ledger has.
  int64_t LedgerSize() const {
    int64_t size = -1;
    const absl::Status read =
        context().database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
          auto found = context().ledger.SizeOf(tx, kReview);
          if (found.ok()) size = *found;
          return found.status();
        });
    EXPECT_TRUE(read.ok()) << read;
    return size;
  }

  static std::string NameOf(int64_t number) {
    return absl::StrCat(kReview, "/items/", IdOf(number));
  }

 private:
  absl::Status Capture(int number, bool share) {
    v1::CaptureItemRequest request;
    request.set_parent(kReview);
    request.mutable_capture()->set_item_id(IdOf(number));
    *request.mutable_capture()->mutable_content() = Content(TextOf(number, 1));
    request.mutable_capture()->set_share(share);
    return service().CaptureItem(Call(), request).status();
  }
  absl::Status Revise(const char* person, int number, int version) {
    v1::ReviseItemRequest request;
    request.set_name(NameOf(number));
    request.set_revision_id(IdOf(int64_t{1'000'000} * version + number));
    request.set_base_version(1);
    *request.mutable_content() = Content(TextOf(number, version));
    return service().ReviseItem(Call(person), request).status();
  }
  absl::Status Share(int number) {
    v1::ShareItemsRequest request;
    request.set_parent(kReview);
    request.add_names(NameOf(number));
    request.set_request_id(absl::StrCat("share-", number));
    return service().ShareItems(Call(), request).status();
  }
  absl::Status Withdraw(int number) {
    v1::WithdrawItemRequest request;
    request.set_name(NameOf(number));
    request.set_reason("It was said otherwise.");
    request.set_request_id(absl::StrCat("withdraw-", number));
    return service().WithdrawItem(Call(), request).status();
  }
  absl::Status Settle(int number) {
    v1::SettleItemConflictRequest request;
    request.set_name(NameOf(number) + "/conflicts/3");
    request.set_keep_version(3);
    request.set_note("Asked again.");
    request.set_request_id(absl::StrCat("settle-", number));
    return service().SettleItemConflict(Call(kLead), request).status();
  }

  EvidenceService service() { return EvidenceService(parts_->context()); }
  rpc::Call Call(const char* person = kAnn) {
    rpc::Call call = By(person);
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
  int32_t number;
  int32_t step;
};

// Works on items from `first` on, in several threads.
[[noreturn]] void BeReviewer(const storage::FreshStore& files, int first, int pipe) {
  Process process(files);
  std::atomic<int> next = first;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      while (true) {
        const int number = next++;
        for (int step = 0; step < StepsOf(number); ++step) {
          if (!process.Do(number, step).ok()) _exit(1);
          const Acknowledged told{number, step};
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

// Everything is as the ledger says, which is whole: nothing was stored by halves, nothing twice.
void ExpectWholeLedger(const Process& process) {
  const Context& context = process.context();
  std::vector<std::string> differences;
  const absl::Status read =
      context.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
        auto found = DifferencesFromLog(tx, context, kReview, {});
        if (!found.ok()) return found.status();
        differences = *std::move(found);
        return absl::OkStatus();
      });
  ASSERT_TRUE(read.ok()) << read;
  ASSERT_TRUE(differences.empty()) << absl::StrJoin(differences, "; ");
}

void KillReviewers(storage::Backend backend, int rounds) {
  const storage::FreshStore files(backend);
  {
    Process process(files);
    process.Know();
    ASSERT_TRUE(process.AddOccasion().ok());
  }
  std::mt19937 random(2012);
  std::array<size_t, 4> acknowledged{};
  for (int round = 0; round < rounds; ++round) {
    const auto all = KillAfter<Acknowledged>(
        static_cast<int>(1 + random() % 30), static_cast<int>(random() % 3'000),
        [&](int pipe) { BeReviewer(files, round * 1000, pipe); });
    Process process(files);
    ASSERT_NO_FATAL_FAILURE(ExpectWholeLedger(process)) << "round " << round;
    // What is there changes nothing when it is sent again; what was lost would be entered.
    const int64_t size = process.LedgerSize();
    for (const auto& [number, step] : all) {
      ++acknowledged[static_cast<size_t>(WorkOf(number))];
      const absl::Status again = process.Do(number, step);
      ASSERT_TRUE(again.ok()) << again;
    }
    ASSERT_EQ(process.LedgerSize(), size) << "round " << round;
  }
  for (const size_t of_a_kind : acknowledged) {
    EXPECT_GE(of_a_kind, static_cast<size_t>(rounds / 4));
  }
}

TEST(CaptureCrashTest, Sqlite_KilledReviewersLoseNothingAcknowledged) {
  KillReviewers(storage::Backend::kSqlite, CrashRounds(50));
}

TEST(CaptureCrashTest, Postgres_KilledReviewersLoseNothingAcknowledged) {
  KillReviewers(storage::Backend::kPostgres, CrashRounds(20));
}

// Makes everything of the review due.
absl::Status BeginDisposal(const Context& context) {
  return context.database.Write(
      absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
        const std::string letter = absl::StrCat(kReview, "/letters/letter");
        const std::string sha256(32, 'x');
        auto index = context.ledger.Append(tx, kReview,
                                           {.action = v1::LedgerEntry::ACTION_DOCUMENT_ANCHORED,
                                            .subject = letter,
                                            .time = context.clock.Now(),
                                            .bytes = sha256});
        if (!index.ok()) return index.status();
        absl::Status status =
            tx.Execute(
                  "INSERT INTO anchored_documents (document, review, kind, sha256, "
                  "issue_date, number) VALUES ($1, $2, 1, $3, '2012-01-01', $4)",
                  {{letter, std::string(kReview), storage::Blob{sha256}, *index}})
                .status();
        if (!status.ok()) return status;
        v1::DisposalRun run;
        run.set_name(absl::StrCat(kRegion, "/disposalRuns/all"));
        run.set_due_date("2012-05-01");
        run.set_state(v1::DisposalRun::STATE_RUNNING);
        return context.store.disposal_runs.Insert(tx, run);
      });
}

v1::DisposalRun RunOf(const Context& context) {
  v1::DisposalRun run;
  const absl::Status read =
      context.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
        auto found =
            context.store.disposal_runs.Get(tx, absl::StrCat(kRegion, "/disposalRuns/all"));
        if (found.ok()) run = *found;
        return found.status();
      });
  EXPECT_TRUE(read.ok()) << read;
  return run;
}

// A run that is killed again and again goes on, and every thing is erased and entered once. Gives
// how often it was killed.
int KillClerksOfARun(storage::Backend backend, std::mt19937& random) {
  // Of a hundred items, fifty of them with a case reference.
  const int batches = backend == storage::Backend::kSqlite ? 3 : 1;
  const storage::FreshStore files(backend);
  {
    Process process(files);
    process.Know();
    EXPECT_TRUE(process.AddOccasion().ok());
    for (int i = 0; i < batches; ++i) {
      EXPECT_TRUE(process.CaptureBatch(100 * i, 100, true).ok());
    }
    const absl::Status begun = BeginDisposal(process.context());
    EXPECT_TRUE(begun.ok()) << begun;
  }
  v1::DisposalRun run;
  run.set_state(v1::DisposalRun::STATE_RUNNING);
  int kills = 0;
  for (; run.state() == v1::DisposalRun::STATE_RUNNING && kills < 1'000; ++kills) {
    KillAfter<Acknowledged>(1, static_cast<int>(random() % 100'000),
                            [&](int pipe) { BeClerk(files, pipe); });
    Process process(files);
    run = RunOf(process.context());
    ExpectWholeLedger(process);
  }
  EXPECT_EQ(run.state(), v1::DisposalRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.disposed(), 150 * batches + 1);  // the cases first, and the occasion
  Process process(files);
  process.Know();
  for (int i = 0; i < 100 * batches; ++i) {
    EXPECT_EQ(Value(process.Get(i)).state(), v1::Item::STATE_DISPOSED);
  }
  return kills;
}

void KillClerks(storage::Backend backend, int rounds) {
  std::mt19937 random(2012);
  for (int kills = 0; kills < rounds && !testing::Test::HasFailure();) {
    kills += KillClerksOfARun(backend, random);
  }
}

TEST(CaptureCrashTest, Sqlite_AKilledDisposalRunGoesOnToItsEnd) {
  KillClerks(storage::Backend::kSqlite, CrashRounds(2));
}

TEST(CaptureCrashTest, Postgres_AKilledDisposalRunGoesOnToItsEnd) {
  KillClerks(storage::Backend::kPostgres, CrashRounds(2));
}

}  // namespace
}  // namespace peerchallenge::evidence
