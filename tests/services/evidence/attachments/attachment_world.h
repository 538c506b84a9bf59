#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/environment/random.h"
#include "common/observability/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/storage/sealer.h"
#include "gtest/gtest.h"
#include "services/evidence/attachments/attachment_clerk.h"
#include "services/evidence/attachments/attachment_context.h"
#include "services/evidence/attachments/attachment_service.h"
#include "tests/common/rpc/test_server.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/services/evidence/attachments/fresh_blobs.h"

namespace peerchallenge::evidence {

inline constexpr char kReview[] = "regions/em/reviews/lin-2012";
inline constexpr char kOtherReview[] = "regions/em/reviews/der-2012";

// A review's team as the test says. Callers are people of regions/em by their ids.
class FakeHost final : public AttachmentHost {
 public:
  absl::StatusOr<ReviewStanding> StandingOf(storage::Transaction& tx, const access::Caller& caller,
                                            access::Permission permission,
                                            const std::string& review,
                                            const std::string& name) const override;
  absl::Status CheckOpen(storage::Transaction& tx, const std::string& review) const override;
  absl::Status CheckOccasion(storage::Transaction& tx, const ReviewStanding& standing,
                             const std::string& review, const std::string& occasion) const override;
  absl::Status Enter(storage::Transaction& tx, const v1::Attachment& attachment) const override;

  void Join(const std::string& person);
  void Leave(const std::string& person);
  void Close() { closed_ = true; }
  // "STATE name" of what was entered.
  std::vector<std::string> entered() const;

 private:
  mutable environment::Mutex mutex_;
  std::set<std::string> team_ = {"ann", "bob", "lead"};
  std::atomic<bool> closed_{false};
  mutable std::vector<std::string> entered_;
};

// AttachmentService and all below it, but for a server; its methods are called through the
// registry.
struct AttachmentParts {
  // Opens the store, migrated. `scanner` may be null. All given outlive it.
  AttachmentParts(const storage::FreshStore& files, BlobStore& blobs, const ContentTypes& types,
                  Scanner* scanner, const AttachmentHost& host, const environment::Clock& clock,
                  environment::RandomSource& random, const AttachmentOptions& options);

  const std::unique_ptr<storage::Database> database;
  const storage::Sealer sealer;
  const AttachmentStore store;
  const AttachmentContext context;
  AttachmentClerk clerk{context};
  AttachmentService service;
  rpc::MethodRegistry registry;
};

// AttachmentService on a server of its own, with a store and blobs of its own. "ann" and "bob" are
// reviewers of kReview, "lead" leads it; "eve" is not on its team.
class AttachmentWorld {
 public:
  explicit AttachmentWorld(AttachmentOptions options = Roomy(),
                           storage::Backend backend = storage::Backend::kSqlite,
                           BlobBackend blobs = BlobBackend::kFiles);
  ~AttachmentWorld();

  // Options with which no test of something else is refused for the disk of this machine.
  static AttachmentOptions Roomy();

  // Stops the server and everything in it, and starts it anew.
  void Restart();
  void SetScanner(std::unique_ptr<Scanner> scanner);

  const std::string& address() const { return server_->addresses().front(); }
  rpc::Channel& channel() { return *channel_; }
  static rpc::CallOptions As(const std::string& person);
  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method, const google::protobuf::Message& request,
                                const std::string& person = "ann") {
    return channel().Unary<Response>(Method(method), request, As(person));
  }
  static std::string Method(const std::string& method) {
    return "peerchallenge.evidence.v1.AttachmentService/" + method;
  }

  // Steps that most tests take; a failure of the test where they fail.
  v1::Attachment Create(const std::string& id, const std::string& bytes,
                        v1::Sensitivity sensitivity = v1::SENSITIVITY_TEAM);
  v1::Attachment Upload(const std::string& id, const std::string& bytes);
  v1::Attachment Put(const std::string& id, const std::string& bytes,
                     v1::Sensitivity sensitivity = v1::SENSITIVITY_TEAM);

  absl::StatusOr<v1::Attachment> TryCreate(const std::string& id, const std::string& bytes,
                                           const std::string& person = "ann");
  // A stream of pieces from `offset` on; the digest is that of `bytes`.
  absl::StatusOr<v1::Attachment> TryUpload(const std::string& id, const std::string& bytes,
                                           int64_t offset = 0, size_t piece = 256 << 10);
  absl::StatusOr<v1::Attachment> Append(const std::string& id, int64_t offset,
                                        const std::string& bytes, const std::string& sha256 = "");
  absl::StatusOr<v1::Attachment> Get(const std::string& id, const std::string& person = "ann");
  absl::StatusOr<v1::Attachment> Withdraw(const std::string& id, const std::string& person = "ann");
  absl::StatusOr<std::string> Download(const std::string& id, const std::string& person = "ann",
                                       int64_t offset = 0, int64_t length = 0);
  // The ids that are listed, with their states: "1 STATE_READY".
  std::vector<std::string> Listed(const std::string& person,
                                  const std::vector<v1::Attachment::State>& states = {});
  absl::Status Tick() { return parts_->clerk.Tick(); }
  // "subject method resource" of the audit log's entries, oldest first.
  std::vector<std::string> Audit();

  FakeHost& host() { return host_; }
  FreshBlobs& blobs() { return blobs_; }
  environment::ManualClock& clock() { return clock_; }
  storage::Database& database() { return *parts_->database; }
  const AttachmentStore& store() { return parts_->store; }

 private:
  void Start();
  void Stop();

  const AttachmentOptions options_;
  const storage::FreshStore files_;
  FreshBlobs blobs_;
  environment::ManualClock clock_;
  environment::SystemRandom random_;
  FakeHost host_;
  std::unique_ptr<ContentTypes> types_;
  std::unique_ptr<Scanner> scanner_;
  rpc::TokenIsSubject authenticator_;
  rpc::RefusesNobody guard_;
  observability::Metrics metrics_;

  std::unique_ptr<AttachmentParts> parts_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::Channel> channel_;
};

// The name of the attachment with a short id, for example "1".
std::string NameOf(const std::string& id);
// A UUID of version 4 with a short id at its end.
std::string UuidOf(const std::string& id);
std::string DigestOf(const std::string& bytes);

}  // namespace peerchallenge::evidence
