#include <unistd.h>

#include <map>
#include <random>
#include <thread>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "services/evidence/attachments/attachment_disposal.h"
#include "tests/services/evidence/attachments/attachment_world.h"
#include "tests/services/evidence/attachments/content_samples.h"
#include "tests/services/evidence/killing.h"

// Processes that die in the middle of uploads, and of destroying what was disposed of: every byte
// that was acknowledged is there, and what was not is there as a whole or not at all. No server is
// in between, so that processes can be forked; the handlers are those that a server would call.
namespace peerchallenge::evidence {
namespace {

constexpr int kThreads = 3;
constexpr char kEnter[] = "INSERT INTO entered (name) VALUES ($1)";

// Lets everybody in, and keeps in the database what was entered, so that it can be counted.
class CountingHost final : public AttachmentHost {
 public:
  absl::StatusOr<ReviewStanding> StandingOf(storage::Transaction&, const access::Caller& caller,
                                            access::Permission, const std::string&,
                                            const std::string&) const override {
    return ReviewStanding{.person = caller.subject};
  }
  absl::Status CheckOpen(storage::Transaction&, const std::string&) const override {
    return absl::OkStatus();
  }
  absl::Status CheckOccasion(storage::Transaction&, const ReviewStanding&, const std::string&,
                             const std::string&) const override {
    return absl::OkStatus();
  }
  absl::Status Enter(storage::Transaction& tx, const v1::Attachment& attachment) const override {
    return tx.Execute(kEnter, std::vector<storage::Value>{attachment.name()}).status();
  }
};

// The file of an upload's number: of some hundred kilobytes, or of one that two more have, too.
std::string BytesOf(int number) {
  std::mt19937 random(static_cast<unsigned>(number / 3));
  std::string bytes = Pdf(50'000 + random() % 400'000);
  for (size_t at = 1000; at < bytes.size(); at += 1 + random() % 100) {
    bytes[at] = static_cast<char>('a' + random() % 26);
  }
  return bytes;
}

// The machine's clock, so much ahead.
class EarlyClock final : public environment::Clock {
 public:
  explicit EarlyClock(absl::Duration ahead) : ahead_(ahead) {}
  absl::Time Now() const override { return absl::Now() + ahead_; }

 private:
  const absl::Duration ahead_;
};

// One process's attachments over the stores of a test.
class Process {
 public:
  Process(const storage::FreshStore& files, BlobStore& blobs, absl::Duration ahead = {})
      : clock_(ahead),
        types_(*ContentTypes::Load()),
        parts_(files, blobs, *types_, nullptr, host_, clock_, random_, Options()) {
    call_.caller.subject = "regions/em/people/ann";
    call_.deadline = absl::Now() + absl::Minutes(5);
  }

  template <typename Response>
  absl::StatusOr<Response> Call(const char* method, const google::protobuf::Message& request) {
    Response response;
    absl::Status status = std::get<rpc::UnaryHandler>(Find(method).handler)(
        call_, request, [&response](const google::protobuf::Message& message) {
          response = static_cast<const Response&>(message);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::Attachment> Create(const std::string& id, const std::string& bytes) {
    v1::CreateAttachmentRequest request;
    request.set_parent(kReview);
    request.set_attachment_id(UuidOf(id));
    request.mutable_attachment()->set_file_name("report.pdf");
    request.mutable_attachment()->set_size(static_cast<int64_t>(bytes.size()));
    return Call<v1::Attachment>("CreateAttachment", request);
  }

  absl::StatusOr<v1::Attachment> Append(const std::string& id, const std::string& bytes,
                                        size_t offset, size_t length) {
    v1::AppendAttachmentRequest request;
    request.set_name(NameOf(id));
    request.set_offset(static_cast<int64_t>(offset));
    request.set_data(bytes.substr(offset, length));
    request.set_sha256(DigestOf(bytes));
    return Call<v1::Attachment>("AppendAttachment", request);
  }

  absl::StatusOr<v1::Attachment> Stream(const std::string& id, const std::string& bytes,
                                        size_t offset, size_t length) {
    auto stream = std::get<rpc::ClientStreamHandler>(Find("UploadAttachment").handler)(call_);
    v1::UploadAttachmentRequest message;
    message.mutable_start()->set_name(NameOf(id));
    message.mutable_start()->set_offset(static_cast<int64_t>(offset));
    message.mutable_start()->set_sha256(DigestOf(bytes));
    absl::Status status = (*stream)->TakeMessage(message);
    const size_t end = std::min(bytes.size(), offset + length);
    for (size_t at = offset; status.ok() && at < end; at += 20'000) {
      message.set_data(bytes.substr(at, std::min<size_t>(20'000, end - at)));
      status = (*stream)->TakeMessage(message);
    }
    if (!status.ok()) return status;
    auto answer = (*stream)->FinishMessage();
    if (!answer.ok()) return answer.status();
    return static_cast<const v1::Attachment&>(**answer);
  }

  absl::StatusOr<v1::Attachment> Get(const std::string& id) {
    v1::GetAttachmentRequest request;
    request.set_name(NameOf(id));
    return Call<v1::Attachment>("GetAttachment", request);
  }

  std::string Download(const std::string& id) {
    v1::DownloadAttachmentRequest request;
    request.set_name(NameOf(id));
    auto stream = std::get<rpc::StreamHandler>(Find("DownloadAttachment").handler)(call_, request);
    if (!stream.ok()) return stream.status().ToString();
    std::string bytes;
    while (true) {
      auto step = (*stream)->Next();
      if (!step.ok()) return step.status().ToString();
      if (std::holds_alternative<rpc::End>(*step)) return bytes;
      bytes += static_cast<const v1::DownloadAttachmentResponse&>(*std::get<0>(*step)).data();
    }
  }

  absl::Status Dispose(const std::string& id) {
    return database().Write(storage::Soon(), [&](storage::Transaction& tx) {
      return AttachmentDisposal(parts_.store, clock_).Dispose(tx, NameOf(id));
    });
  }
  // How many contents are still to be destroyed.
  size_t Erasures() {
    size_t left = 0;
    const absl::Status read =
        database().Read(storage::Soon(), [&](storage::Transaction& tx) -> absl::Status {
          auto keys = parts_.store.Erasures(tx, 1'000);
          if (keys.ok()) left = keys->size();
          return keys.status();
        });
    EXPECT_TRUE(read.ok()) << read;
    return left;
  }
  absl::Status Tick() { return AttachmentClerk(parts_.context).Tick(); }
  storage::Database& database() { return *parts_.database; }

 private:
  static AttachmentOptions Options() {
    AttachmentOptions options = AttachmentWorld::Roomy();
    options.commit_bytes = 100'000;
    options.most_review_bytes = int64_t{1} << 50;
    return options;
  }
  const rpc::Method& Find(const char* method) {
    return *parts_.registry.Find(parts_.registry.services().front()->FindMethodByName(method));
  }

  EarlyClock clock_;
  environment::SystemRandom random_;
  const CountingHost host_;
  const std::unique_ptr<ContentTypes> types_;
  AttachmentParts parts_;
  rpc::Call call_;
};

// What a process tells through its pipe as soon as it is acknowledged.
struct Acknowledged {
  int32_t upload;
  int32_t whole;  // it has become READY
  int64_t committed;
};

// Uploads files from `first` on in several threads, by streams and by pieces.
[[noreturn]] void BeUploader(const storage::FreshStore& files, FreshBlobs& blobs, int first,
                             int pipe) {
  blobs.Restart();  // connections are not shared
  Process process(files, blobs.store());
  std::atomic<int> next = first;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      while (true) {
        const int number = next++;
        const std::string id = std::to_string(number);
        const std::string bytes = BytesOf(number);
        if (!process.Create(id, bytes).ok()) _exit(1);
        for (size_t at = 0; at < bytes.size();) {
          const auto sent = number % 2 == 0 ? process.Append(id, bytes, at, 60'000)
                                            : process.Stream(id, bytes, at, 250'000);
          if (!sent.ok()) _exit(1);
          at = static_cast<size_t>(sent->committed_size());
          const Acknowledged told{number, sent->state() == v1::Attachment::STATE_READY,
                                  sent->committed_size()};
          if (write(pipe, &told, sizeof(told)) != sizeof(told)) _exit(1);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(1);
}

// Runs an uploader, kills it after some acknowledgements and a while, and keeps the last of each
// upload.
std::map<int, Acknowledged> KillAnUploader(const storage::FreshStore& files, FreshBlobs& blobs,
                                           int first, std::mt19937& random) {
  std::map<int, Acknowledged> last;
  const auto all = KillAfter<Acknowledged>(static_cast<int>(1 + random() % 30), 0, [&](int pipe) {
    BeUploader(files, blobs, first, pipe);
  });
  for (const Acknowledged& told : all) last[told.upload] = told;
  return last;
}

// Every acknowledged byte is there; what is sent again changes nothing; the rest can be sent, and
// then the file is what it was.
void ExpectWhole(Process& process, const std::map<int, Acknowledged>& last) {
  for (const auto& [number, told] : last) {
    const std::string id = std::to_string(number);
    const std::string bytes = BytesOf(number);
    const auto found = process.Get(id);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_GE(found->committed_size(), told.committed);
    if (told.whole) {
      ASSERT_EQ(found->state(), v1::Attachment::STATE_READY);
    }
    const auto again = process.Append(id, bytes, 0, 10'000);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_GE(again->committed_size(), found->committed_size());
    const auto ready =
        process.Stream(id, bytes, static_cast<size_t>(again->committed_size()), bytes.size());
    ASSERT_TRUE(ready.ok()) << ready.status();
    ASSERT_EQ(ready->state(), v1::Attachment::STATE_READY);
    ASSERT_EQ(process.Download(id), bytes);
  }
}

void MakeCount(Process& process) {
  const absl::Status made = process.database().Write(storage::Soon(), [](auto& tx) {
    return tx.ExecuteScript("CREATE TABLE entered (name NAMETEXT NOT NULL);");
  });
  ASSERT_TRUE(made.ok()) << made;
}

void KillUploaders(storage::Backend backend, int rounds,
                   BlobBackend blob_backend = BlobBackend::kFiles) {
  const storage::FreshStore files(backend);
  FreshBlobs blobs(blob_backend);
  {
    Process process(files, blobs.store());
    MakeCount(process);
  }
  std::mt19937 random(2012);
  size_t uploads = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto last = KillAnUploader(files, blobs, round * 1000, random);
    uploads += last.size();
    Process process(files, blobs.store());
    ASSERT_NO_FATAL_FAILURE(ExpectWhole(process, last)) << "round " << round;
    ASSERT_EQ(
        storage::Number(process.database(),
                        "SELECT CAST(COUNT(*) - COUNT(DISTINCT name) AS BIGINT) FROM entered"),
        0)
        << "something was entered twice";
  }
  EXPECT_GE(uploads, static_cast<size_t>(rounds));
}

TEST(UploadCrashTest, Sqlite_KilledUploadersLoseNothingAcknowledged) {
  KillUploaders(storage::Backend::kSqlite, CrashRounds(100));
}

TEST(UploadCrashTest, S3_KilledUploadersLoseNothingAcknowledged) {
  KillUploaders(storage::Backend::kSqlite, CrashRounds(6), BlobBackend::kS3);
}

TEST(UploadCrashTest, Postgres_KilledUploadersLoseNothingAcknowledged) {
  KillUploaders(storage::Backend::kPostgres, CrashRounds(50));
}

// Destroys what is to be destroyed, until it is killed.
[[noreturn]] void BeClerk(const storage::FreshStore& files, BlobStore& blobs, absl::Duration ahead,
                          int pipe) {
  Process process(files, blobs, ahead);
  const Acknowledged begun{};
  if (write(pipe, &begun, sizeof(begun)) != sizeof(begun)) _exit(1);
  while (process.Tick().ok()) {
  }
  _exit(1);
}

// Of files of which each content has three, some contents are disposed of altogether and some for
// two of the three. Gives how often the clerk was killed until they were destroyed.
int KillClerksOfADisposal(storage::Backend backend, std::mt19937& random) {
  constexpr int kFiles = 60;
  const auto is_disposed = [](int number) { return number / 3 % 2 == 0 || number % 3 > 0; };
  const storage::FreshStore files(backend);
  FreshBlobs blobs;
  {
    Process process(files, blobs.store());
    MakeCount(process);
    for (int number = 0; number < kFiles; ++number) {
      const std::string bytes = BytesOf(number);
      const std::string id = std::to_string(number);
      EXPECT_TRUE(process.Create(id, bytes).ok());
      EXPECT_TRUE(process.Stream(id, bytes, 0, bytes.size()).ok());
    }
    for (int number = 0; number < kFiles; ++number) {
      if (!is_disposed(number)) continue;
      EXPECT_TRUE(process.Dispose(std::to_string(number)).ok());
    }
  }
  int kills = 0;
  // What a dead process has begun to destroy is left alone for an hour.
  for (size_t left = 1; left > 0 && kills < 1'000; ++kills) {
    const absl::Duration ahead = absl::Hours(2) * kills;
    // Longer and longer, for a slow machine.
    const auto after =
        static_cast<int>(random() % (3'000 * (1 + static_cast<unsigned>(kills) / 20)));
    KillAfter<Acknowledged>(1, after,
                            [&](int pipe) { BeClerk(files, blobs.store(), ahead, pipe); });
    left = Process(files, blobs.store()).Erasures();
  }
  Process process(files, blobs.store());
  for (int number = 0; number < kFiles; ++number) {
    const std::string id = std::to_string(number);
    const std::string bytes = BytesOf(number);
    if (is_disposed(number)) {
      EXPECT_EQ(process.Get(id)->state(), v1::Attachment::STATE_DISPOSED);
    } else {
      EXPECT_EQ(process.Download(id), bytes);
    }
    const auto content = blobs.store().Read({kReview, Sha256(bytes)});
    EXPECT_EQ(content.ok(), number / 3 % 2 != 0) << content.status();
  }
  return kills;
}

void KillClerks(storage::Backend backend, int rounds) {
  std::mt19937 random(2012);
  for (int kills = 0; kills < rounds && !testing::Test::HasFailure();) {
    kills += KillClerksOfADisposal(backend, random);
  }
}

TEST(UploadCrashTest, Sqlite_KilledClerksDestroyWhatIsDisposedOfAndNothingElse) {
  KillClerks(storage::Backend::kSqlite, CrashRounds(2));
}

TEST(UploadCrashTest, Postgres_KilledClerksDestroyWhatIsDisposedOfAndNothingElse) {
  KillClerks(storage::Backend::kPostgres, CrashRounds(2));
}

}  // namespace
}  // namespace peerchallenge::evidence
