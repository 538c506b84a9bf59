#include "tests/services/evidence/attachments/attachment_world.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access/audit_log.h"
#include "common/errors/errors.h"
#include "common/storage/migrations.h"
#include "common/validation/resource_name.h"
#include "tests/services/evidence/attachments/migrations.h"

namespace peerchallenge::evidence {
namespace {

constexpr size_t kIdBytes = 12;

std::unique_ptr<storage::Database> OpenMigrated(const storage::FreshStore& files,
                                                const environment::Clock& clock) {
  std::unique_ptr<storage::Database> database = files.Open();
  for (const absl::Status& status :
       {storage::Migrate(*database, clock, "evidence", migrations::kFiles),
        storage::Migrate(*database, clock, "audit", access::AuditLog::Migrations())}) {
    EXPECT_TRUE(status.ok()) << status;
  }
  return database;
}

}  // namespace

AttachmentParts::AttachmentParts(const storage::FreshStore& files, BlobStore& blobs,
                                 const ContentTypes& types, Scanner* scanner,
                                 const AttachmentHost& host, const environment::Clock& clock,
                                 environment::RandomSource& random,
                                 const AttachmentOptions& options)
    : database(OpenMigrated(files, clock)),
      sealer(*storage::Sealer::Load(*database, random)),
      store(clock, sealer),
      context{*database, store, blobs, types, scanner, host, clock, random, observability::NoLog(),
              options},
      service(context) {
  service.Register(registry);
}

absl::StatusOr<ReviewStanding> FakeHost::StandingOf(storage::Transaction&,
                                                    const access::Caller& caller,
                                                    access::Permission, const std::string& review,
                                                    const std::string& name) const {
  const environment::MutexLock lock(mutex_);
  if (review != kReview || team_.count(caller.subject) == 0) return errors::NotFound(name);
  const bool leads = caller.subject == "lead";
  return ReviewStanding{
      .person = "regions/em/people/" + caller.subject, .leads = leads, .reads_sources = leads};
}

absl::Status FakeHost::CheckOpen(storage::Transaction&, const std::string& review) const {
  return closed_ ? errors::WrongState(review, "LETTER_ISSUED", "ON_SITE") : absl::OkStatus();
}

absl::Status FakeHost::CheckOccasion(storage::Transaction&, const ReviewStanding&,
                                     const std::string& review, const std::string& occasion) const {
  if (occasion == review + "/occasions/1") return absl::OkStatus();
  return errors::ReferenceBroken(occasion, "there is no such occasion");
}

absl::Status FakeHost::Enter(storage::Transaction&, const v1::Attachment& attachment) const {
  const environment::MutexLock lock(mutex_);
  entered_.push_back(
      absl::StrCat(v1::Attachment::State_Name(attachment.state()), " ", attachment.name()));
  return absl::OkStatus();
}

void FakeHost::Join(const std::string& person) {
  const environment::MutexLock lock(mutex_);
  team_.insert(person);
}

void FakeHost::Leave(const std::string& person) {
  const environment::MutexLock lock(mutex_);
  team_.erase(person);
}

std::vector<std::string> FakeHost::entered() const {
  const environment::MutexLock lock(mutex_);
  return entered_;
}

AttachmentOptions AttachmentWorld::Roomy() {
  AttachmentOptions options;
  options.reserved_disk_bytes = 0;
  return options;
}

AttachmentWorld::AttachmentWorld(AttachmentOptions options, storage::Backend backend,
                                 BlobBackend blobs)
    : options_(std::move(options)),
      files_(backend),
      blobs_(blobs),
      clock_(absl::FromCivil(absl::CivilMinute(2012, 7, 9, 15, 30), absl::UTCTimeZone())),
      types_(*ContentTypes::Load()) {
  Start();
}

AttachmentWorld::~AttachmentWorld() { Stop(); }

void AttachmentWorld::Start() {
  parts_ = std::make_unique<AttachmentParts>(files_, blobs_.store(), *types_, scanner_.get(), host_,
                                             clock_, random_, options_);
  rpc::ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  auto server = rpc::Server::BuildAndStart(
      parts_->registry, {authenticator_, guard_, clock_, random_, observability::NoLog(), metrics_},
      options);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  channel_ = *rpc::OpenChannel(server_->addresses().front());
}

void AttachmentWorld::Stop() {
  channel_.reset();
  EXPECT_TRUE(server_->Drain(absl::Seconds(20)).ok());
  server_.reset();
  parts_.reset();
}

void AttachmentWorld::Restart() {
  Stop();
  blobs_.Restart();
  Start();
}

void AttachmentWorld::SetScanner(std::unique_ptr<Scanner> scanner) {
  Stop();
  scanner_ = std::move(scanner);
  Start();
}

rpc::CallOptions AttachmentWorld::As(const std::string& person) {
  rpc::CallOptions options;
  options.deadline = absl::Now() + absl::Minutes(2);
  options.bearer_token = person;
  return options;
}

absl::StatusOr<v1::Attachment> AttachmentWorld::TryCreate(const std::string& id,
                                                          const std::string& bytes,
                                                          const std::string& person) {
  v1::CreateAttachmentRequest request;
  request.set_parent(kReview);
  request.set_attachment_id(UuidOf(id));
  request.mutable_attachment()->set_file_name("report.pdf");
  request.mutable_attachment()->set_size(static_cast<int64_t>(bytes.size()));
  return Call<v1::Attachment>("CreateAttachment", request, person);
}

v1::Attachment AttachmentWorld::Create(const std::string& id, const std::string& bytes,
                                       v1::Sensitivity sensitivity) {
  v1::CreateAttachmentRequest request;
  request.set_parent(kReview);
  request.set_attachment_id(UuidOf(id));
  request.mutable_attachment()->set_file_name("report.pdf");
  request.mutable_attachment()->set_size(static_cast<int64_t>(bytes.size()));
  request.mutable_attachment()->set_sensitivity(sensitivity);
  auto created = Call<v1::Attachment>("CreateAttachment", request);
  EXPECT_TRUE(created.ok()) << created.status();
  return created.value_or(v1::Attachment());
}

absl::StatusOr<v1::Attachment> AttachmentWorld::TryUpload(const std::string& id,
                                                          const std::string& bytes, int64_t offset,
                                                          size_t piece) {
  auto sender = channel().ClientStream<v1::Attachment>(Method("UploadAttachment"), As("ann"));
  v1::UploadAttachmentRequest message;
  message.mutable_start()->set_name(NameOf(id));
  message.mutable_start()->set_offset(offset);
  bool open = sender.Send(message);
  for (size_t at = static_cast<size_t>(offset); open && at < bytes.size(); at += piece) {
    message.set_data(bytes.substr(at, piece));
    open = sender.Send(message);
  }
  message.set_sha256(DigestOf(bytes));
  if (open) sender.Send(message);
  return sender.Finish();
}

v1::Attachment AttachmentWorld::Upload(const std::string& id, const std::string& bytes) {
  auto uploaded = TryUpload(id, bytes);
  EXPECT_TRUE(uploaded.ok()) << uploaded.status();
  return uploaded.value_or(v1::Attachment());
}

v1::Attachment AttachmentWorld::Put(const std::string& id, const std::string& bytes,
                                    v1::Sensitivity sensitivity) {
  Create(id, bytes, sensitivity);
  return Upload(id, bytes);
}

absl::StatusOr<v1::Attachment> AttachmentWorld::Append(const std::string& id, int64_t offset,
                                                       const std::string& bytes,
                                                       const std::string& sha256) {
  v1::AppendAttachmentRequest request;
  request.set_name(NameOf(id));
  request.set_offset(offset);
  request.set_data(bytes);
  request.set_sha256(sha256);
  return Call<v1::Attachment>("AppendAttachment", request);
}

absl::StatusOr<v1::Attachment> AttachmentWorld::Get(const std::string& id,
                                                    const std::string& person) {
  v1::GetAttachmentRequest request;
  request.set_name(NameOf(id));
  return Call<v1::Attachment>("GetAttachment", request, person);
}

absl::StatusOr<v1::Attachment> AttachmentWorld::Withdraw(const std::string& id,
                                                         const std::string& person) {
  v1::WithdrawAttachmentRequest request;
  request.set_name(NameOf(id));
  request.set_reason("sent twice");
  return Call<v1::Attachment>("WithdrawAttachment", request, person);
}

absl::StatusOr<std::string> AttachmentWorld::Download(const std::string& id,
                                                      const std::string& person, int64_t offset,
                                                      int64_t length) {
  v1::DownloadAttachmentRequest request;
  request.set_name(NameOf(id));
  request.set_offset(offset);
  request.set_length(length);
  auto reader = channel().Stream<v1::DownloadAttachmentResponse>(Method("DownloadAttachment"),
                                                                 request, As(person));
  auto first = reader.Next();
  if (!first.ok()) return first.status();
  EXPECT_TRUE((*first)->has_start());
  EXPECT_EQ((*first)->start().offset(), offset);
  std::string bytes;
  while (true) {
    auto next = reader.Next();
    if (!next.ok()) return next.status();
    if (!*next) break;
    EXPECT_LE((*next)->data().size(), 256u << 10);
    bytes += (*next)->data();
  }
  EXPECT_EQ((*first)->start().length(), static_cast<int64_t>(bytes.size()));
  return bytes;
}

std::vector<std::string> AttachmentWorld::Listed(const std::string& person,
                                                 const std::vector<v1::Attachment::State>& states) {
  std::vector<std::string> listed;
  v1::ListAttachmentsRequest request;
  request.set_parent(kReview);
  request.set_page_size(2);
  for (const v1::Attachment::State state : states) request.add_states(state);
  do {
    auto page = Call<v1::ListAttachmentsResponse>("ListAttachments", request, person);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    for (const v1::Attachment& attachment : page->attachments()) {
      std::string id = attachment.name().substr(attachment.name().size() - kIdBytes);
      id.erase(0, std::min(id.find_first_not_of('0'), id.size() - 1));
      listed.push_back(absl::StrCat(id, " ", v1::Attachment::State_Name(attachment.state())));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return listed;
}

std::vector<std::string> AttachmentWorld::Audit() {
  auto page = access::AuditLog(database()).Query(storage::Soon(), {});
  EXPECT_TRUE(page.ok()) << page.status();
  std::vector<std::string> entries;
  for (const access::AuditEntry& entry : page->entries) {
    entries.push_back(absl::StrCat(entry.subject, " ", entry.method, " ", entry.resource));
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

std::string UuidOf(const std::string& id) {
  return "00000000-0000-4000-8000-" + std::string(kIdBytes - id.size(), '0') + id;
}

std::string NameOf(const std::string& id) {
  return std::string(kReview) + "/attachments/" + UuidOf(id);
}

std::string DigestOf(const std::string& bytes) { return std::string(BytesOf(Sha256(bytes))); }

}  // namespace peerchallenge::evidence
