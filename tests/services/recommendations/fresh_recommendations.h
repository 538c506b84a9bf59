#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/access/caller.h"
#include "common/observability/log.h"
#include "common/rpc/peer.h"
#include "common/storage/sealer.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/evidence/services.h"
#include "services/recommendations/context.h"
#include "services/recommendations/findings/finding_service.h"
#include "tests/common/rpc/direct_channel.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::recommendations {

namespace reasons = errors::v1;
namespace roles = access::v1;

using evidence::ExpectError;
using evidence::kAnn;
using evidence::kBen;
using evidence::kLead;
using evidence::kLincolnshire;
using evidence::kManager;
using evidence::kOtherReview;
using evidence::kRegion;
using evidence::kReview;
using evidence::kStranger;
using evidence::Value;

// A call of somebody in the pool, with the permission that the method asks for.
rpc::Call By(const std::string& person, access::Permission permission);
// A call of somebody who holds a role.
rpc::Call As(access::Role role, const std::string& authority, access::Permission permission);

// Recommendations beside a real evidence service, each over a store of its own, that know the two
// reviews of FreshEvidence. For tests that call handlers directly, without a server.
class RecommendationsTest : public evidence::EvidenceTest {
 protected:
  explicit RecommendationsTest(storage::Backend backend = storage::Backend::kSqlite);

  const Context& context() const { return *context_; }
  storage::Database& database() { return *database_; }
  environment::ManualClock& clock() { return evidence_.clock(); }
  rpc::DirectChannel& evidence_channel() { return *evidence_channel_; }
  evidence::Services& evidence_services() { return *evidence_services_; }

  // Makes this what both services know of the review.
  void Know(const scheduling::v1::Review& review);

  // Tells recommendations of an authority, person or review of scheduling.
  template <typename Resource>
  void Learn(const Resource& resource) {
    changes::v1::Change change;
    change.set_name(resource.name());
    change.mutable_resource()->PackFrom(resource);
    const absl::Status learnt =
        database_->Write(absl::InfiniteFuture(),
                         [&](storage::Transaction& tx) { return relations_.Apply(tx, change); });
    EXPECT_TRUE(learnt.ok()) << learnt;
  }

  // A shared note of the occasion that points to a strength of the limb, or to an area.
  std::string AddItem(const std::string& author, const std::string& occasion,
                      const std::string& text, bool strength = true,
                      const std::string& limb = "kloe-1/a");
  // Items of two independent sources of different classes that say the same of the limb.
  std::vector<std::string> AddTriangulated(const std::string& text,
                                           const std::string& limb = "kloe-1/a");

  // What creating a finding of kind STRENGTH on "kloe-1/a" asks, resting on the items.
  v1::CreateFindingRequest Finding(const std::string& text, const std::vector<std::string>& items);
  // A finding that the team stands by.
  v1::Finding AddAgreed(const std::string& text, const std::string& limb = "kloe-1/a");
  // What creating a recommendation asks.
  v1::CreateRecommendationRequest Recommendation(const std::string& text,
                                                 const std::string& finding);
  // Takes over what has changed in evidence until now.
  void FollowEvidence();

  FindingService& findings() { return *findings_; }

 private:
  environment::SeededRandom random_{2};
  const absl::StatusOr<documents::Renderer> renderer_ = documents::Renderer::Open();
  Rendering rendering_{*renderer_, 1};
  const storage::FreshStore files_;
  const std::unique_ptr<storage::Database> database_;
  const storage::Sealer sealer_;
  const Store store_;
  const relations::Relations relations_;
  std::unique_ptr<evidence::Services> evidence_services_;
  rpc::MethodRegistry evidence_methods_;
  std::shared_ptr<rpc::DirectChannel> evidence_channel_;
  rpc::Peer evidence_peer_{"evidence"};
  const EvidencePeer evidence_client_{evidence_peer_};
  std::unique_ptr<Context> context_;
  std::unique_ptr<FindingService> findings_;
};

}  // namespace peerchallenge::recommendations
