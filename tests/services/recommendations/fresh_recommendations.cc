#include "tests/services/recommendations/fresh_recommendations.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/findings/evidence_following.h"
#include "services/recommendations/migrate.h"

namespace peerchallenge::recommendations {
namespace {

std::unique_ptr<storage::Database> OpenMigrated(const storage::FreshStore& files,
                                                const environment::Clock& clock) {
  auto database = files.Open();
  const absl::Status migrated = MigrateRecommendations(*database, clock);
  EXPECT_TRUE(migrated.ok()) << migrated;
  return database;
}

rpc::Call CallBy(const std::string& subject, std::vector<access::Grant> grants,
                 access::Permission permission) {
  rpc::Call call = evidence::CallBy(subject, std::move(grants), permission);
  call.method = "peerchallenge.recommendations.v1.FindingService/Test";
  return call;
}

relations::ListedRelations RelationsWith(const scheduling::v1::Review& review) {
  relations::ListedRelations listed;
  auto& region = listed.regions.emplace_back();
  region.set_name(kRegion);
  region.set_display_name("East Midlands");
  region.add_bank_holidays("2012-08-27");
  for (const auto& [name, display_name] :
       {std::pair(kLincolnshire, "Lincolnshire"), std::pair(evidence::kNottingham, "Nottingham")}) {
    auto& authority = listed.authorities.emplace_back();
    authority.set_name(name);
    authority.set_display_name(display_name);
  }
  for (const char* name : {kLead, kAnn, kBen, kManager, kStranger}) {
    auto& person = listed.people.emplace_back();
    person.set_name(name);
    person.set_display_name(absl::StrCat("Called ", validation::IdOf(name)));
    person.set_authority(evidence::kNottingham);
    person.set_account(validation::IdOf(name) + "@example.org");
  }
  listed.reviews.push_back({.review = review, .visit = {}});
  return listed;
}

}  // namespace

rpc::Call By(const std::string& person, access::Permission permission) {
  return CallBy(person, {{.role = roles::ROLE_REVIEWER, .region = kRegion}}, permission);
}

rpc::Call As(access::Role role, const std::string& authority, access::Permission permission) {
  return CallBy(absl::StrCat("someone-", role),
                {{.role = role, .region = kRegion, .authority = validation::IdOf(authority)}},
                permission);
}

RecommendationsTest::RecommendationsTest(storage::Backend backend)
    : EvidenceTest(backend),
      files_(backend),
      database_(OpenMigrated(files_, evidence_.clock())),
      sealer_(*storage::Sealer::Load(*database_, random_)),
      store_(evidence_.clock(), sealer_),
      relations_(evidence_.clock()) {
  evidence::ServicesOptions options;
  options.data_folder = evidence_.folder();
  options.tick = absl::InfiniteDuration();
  options.feed.poll = absl::Milliseconds(5);
  auto services = evidence::Services::Start({evidence_.database(), evidence_.context().relations,
                                             evidence_.clock(), random_, observability::NoLog()},
                                            options);
  EXPECT_TRUE(services.ok()) << services.status();
  evidence_services_ = *std::move(services);
  evidence_services_->Register(evidence_methods_);
  evidence_channel_ = std::make_shared<rpc::DirectChannel>(
      evidence_methods_,
      access::Caller{.subject = "recommendations", .grants = {{.role = roles::ROLE_SERVICE}}});
  evidence_peer_.Connect(evidence_channel_, "");
  context_ = std::make_unique<Context>(Context{*database_, store_, relations_, evidence_client_,
                                               evidence_.clock(), random_, rendering_});
  findings_ = std::make_unique<FindingService>(*context_);
  Know(evidence_.review());
  EvidenceFollowing following(*context_);
  const auto begun = following.Fill("", {});
  EXPECT_TRUE(begun.ok()) << begun.status();
}

void RecommendationsTest::Know(const scheduling::v1::Review& review) {
  evidence_.Know(review);
  const relations::ListedRelations listed = RelationsWith(review);
  const absl::Status known =
      database_->Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) -> absl::Status {
        if (absl::Status status = relations_.Replace(tx, listed); !status.ok()) return status;
        auto state = relations_.State(tx);
        if (!state.ok()) return state.status();
        return relations_.Advance(tx, state->has_value() ? (*state)->resume_token : "",
                                  {"token", evidence_.clock().Now()});
      });
  EXPECT_TRUE(known.ok()) << known;
}

std::string RecommendationsTest::AddItem(const std::string& author, const std::string& occasion,
                                         const std::string& text, bool strength,
                                         const std::string& limb) {
  evidence::v1::ItemContent content = Note(occasion, text);
  content.mutable_bearings(0)->set_limb(limb);
  if (!strength) {
    content.mutable_bearings(0)->set_direction(evidence::v1::Bearing::DIRECTION_AREA);
  }
  return Captured(author, content).name();
}

std::vector<std::string> RecommendationsTest::AddTriangulated(const std::string& text,
                                                              const std::string& limb) {
  return {AddItem(kAnn, AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PRACTITIONER, 3), text, true,
                  limb),
          AddItem(kBen, AddOccasion(kBen, evidence::v1::SOURCE_CLASS_PARENT, 3), text, true, limb)};
}

v1::CreateFindingRequest RecommendationsTest::Finding(const std::string& text,
                                                      const std::vector<std::string>& items) {
  v1::CreateFindingRequest request;
  request.set_parent(kReview);
  request.mutable_finding()->set_kind(v1::Finding::KIND_STRENGTH);
  request.mutable_finding()->set_limb("kloe-1/a");
  request.mutable_finding()->set_text(text);
  for (const std::string& item : items) request.mutable_finding()->add_bases()->set_item(item);
  return request;
}

v1::Finding RecommendationsTest::AddAgreed(const std::string& text, const std::string& limb) {
  v1::CreateFindingRequest create = Finding(text, AddTriangulated(text, limb));
  create.mutable_finding()->set_limb(limb);
  const rpc::Call call = By(kLead, roles::PERMISSION_FINDING_WRITE);
  v1::AgreeFindingRequest agree;
  agree.set_name(Value(findings_->CreateFinding(call, create)).name());
  return Value(findings_->AgreeFinding(call, agree));
}

v1::CreateRecommendationRequest RecommendationsTest::Recommendation(const std::string& text,
                                                                    const std::string& finding) {
  v1::CreateRecommendationRequest request;
  request.set_parent(kReview);
  v1::Recommendation& recommendation = *request.mutable_recommendation();
  recommendation.set_text(text);
  recommendation.set_addressee(v1::Recommendation::ADDRESSEE_DIRECTOR);
  recommendation.set_limb("kloe-1/a");
  recommendation.add_findings(finding);
  recommendation.set_priority(v1::Recommendation::PRIORITY_HIGH);
  recommendation.set_horizon(v1::Recommendation::HORIZON_SIX_MONTHS);
  return request;
}

void RecommendationsTest::FollowEvidence() {
  // The last change: what comes before it is taken over once it has come.
  evidence::v1::ItemContent content =
      Note(AddOccasion(kManager, evidence::v1::SOURCE_CLASS_DATA, 0), "The last.");
  content.clear_bearings();
  const std::string last = Captured(kManager, content).name();
  EvidenceFollowing following(*context_);
  std::string token = *following.StoredToken();
  auto reader = following.Watch(token, {});
  while (true) {
    const auto response = reader.Next();
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_TRUE(response->has_value());
    const absl::Status taken = following.TakeOver(token, **response, {});
    ASSERT_TRUE(taken.ok()) << taken;
    token = (*response)->resume_token();
    if ((*response)->change().name() == last) return;
  }
}

}  // namespace peerchallenge::recommendations
