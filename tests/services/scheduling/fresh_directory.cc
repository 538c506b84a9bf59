#include "tests/services/scheduling/fresh_directory.h"

#include <stdlib.h>

#include <utility>

#include "common/resources/change_log.h"
#include "common/storage/open.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::scheduling {
namespace {

std::filesystem::path NewFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "pc-directory-XXXXXX").string();
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  return pattern;
}

v1::Region MakeRegion(const std::string& name) {
  v1::Region region;
  region.set_name(name);
  region.set_display_name(name);
  return region;
}

v1::Authority MakeAuthority(const std::string& name) {
  v1::Authority authority;
  authority.set_name(name);
  authority.set_display_name(name);
  return authority;
}

access::Grant GrantAt(access::Role role, const std::string& authority) {
  return {.role = role,
          .region = validation::RegionOf(authority),
          .authority = validation::IdOf(authority)};
}

}  // namespace

FreshDirectory::FreshDirectory()
    : folder_(NewFolder()),
      clock_(absl::FromCivil(absl::CivilHour(2012, 5, 1, 9), absl::UTCTimeZone())) {
  database_ = *storage::OpenSqlite((folder_ / "test.db").string());
  const absl::Status migrated = MigrateScheduling(*database_, clock_);
  EXPECT_TRUE(migrated.ok()) << migrated;
  sealer_ = std::make_unique<storage::Sealer>(*storage::Sealer::Load(*database_, random_));
  store_ = std::make_unique<Store>(clock_, *sealer_);
  context_ = std::make_unique<Context>(Context{*database_, *store_, clock_, random_});
  for (const char* region : {kRegion, kOtherRegion}) Put(store_->regions, MakeRegion(region));
  for (const char* authority : {kLincolnshire, kNottingham, kLeicester}) {
    Put(store_->authorities, MakeAuthority(authority));
  }
}

FreshDirectory::~FreshDirectory() {
  database_.reset();
  std::filesystem::remove_all(folder_);
}

void FreshDirectory::Write(storage::TransactionBody body) {
  const absl::Status status = database_->Write(absl::InfiniteFuture(), body);
  EXPECT_TRUE(status.ok()) << status;
}

int64_t FreshDirectory::Revision() {
  int64_t revision = 0;
  Write([&](storage::Transaction& tx) -> absl::Status {
    auto last = resources::LastRevision(tx);
    if (last.ok()) revision = *last;
    return last.status();
  });
  return revision;
}

v1::Person FreshDirectory::PutPerson(const std::string& id, const std::string& authority) {
  v1::Person person;
  person.set_name(std::string(kRegion) + "/people/" + id);
  person.set_display_name("Head of service " + id);
  person.set_authority(authority);
  person.set_role("HEAD_OF_SERVICE");
  person.set_max_reviews(2);
  person.set_account(id + "@example.org");
  return Put(store_->people, person);
}

v1::Review FreshDirectory::PutReview(const std::string& id, const std::string& host,
                                     const std::vector<std::string>& team) {
  return Put(store_->reviews, MakeReview(id, host, team));
}

v1::Review FreshDirectory::PutHiddenReview(const std::string& id, const std::string& host,
                                           const std::vector<std::string>& team) {
  v1::Review review = MakeReview(id, host, team);
  review.set_kind(v1::Review::KIND_ASSURANCE_VISIT);
  review.set_unannounced(true);
  review.mutable_release_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()) + 1'000'000);
  return Put(store_->reviews, review);
}

v1::Review MakeReview(const std::string& id, const std::string& host,
                      const std::vector<std::string>& team) {
  v1::Review review;
  review.set_name(std::string(kRegion) + "/reviews/" + id);
  review.set_programme(std::string(kRegion) + "/programmes/2012");
  review.set_host(host);
  review.set_kind(v1::Review::KIND_PEER_CHALLENGE);
  review.set_state(v1::Review::STATE_SCOPED);
  review.set_start_date("2012-07-09");
  review.set_end_date("2012-07-11");
  for (const std::string& person : team) {
    auto* member = review.add_team();
    member->set_person(person);
    member->set_duty(review.team_size() == 1 ? v1::TeamMember::DUTY_LEAD
                                             : v1::TeamMember::DUTY_REVIEWER);
    member->set_state(v1::TeamMember::STATE_ACCEPTED);
  }
  return review;
}

rpc::Call CallBy(const std::string& subject, std::vector<access::Grant> grants) {
  rpc::Call call;
  call.caller.subject = subject;
  call.caller.grants = std::move(grants);
  call.method = "test";
  return call;
}

rpc::Call Office(const std::string& region) {
  return CallBy("office@" + region, {{.role = roles::ROLE_PROGRAMME_OFFICE, .region = region}});
}

rpc::Call Administrator() { return CallBy("admin", {{.role = roles::ROLE_ADMINISTRATOR}}); }

rpc::Call Director(const std::string& authority) {
  return CallBy("director@" + authority, {GrantAt(roles::ROLE_HOST_DIRECTOR, authority)});
}

rpc::Call Coordinator(const std::string& authority) {
  return CallBy("coordinator@" + authority, {GrantAt(roles::ROLE_HOST_COORDINATOR, authority)});
}

rpc::Call Board(const std::string& own_authority) {
  return CallBy("board@" + own_authority, {GrantAt(roles::ROLE_REGIONAL_BOARD, own_authority)});
}

rpc::Call Peer(const std::string& person) {
  return CallBy(person, {{.role = roles::ROLE_REVIEWER, .region = validation::RegionOf(person)}});
}

}  // namespace peerchallenge::scheduling
