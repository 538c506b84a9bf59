#include "common/relations/relations_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/change_log.h"
#include "common/rpc/client.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::relations {
namespace {

using errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE;
using scheduling::kAdministrator;
using scheduling::kLin;
using scheduling::kOffice;
using scheduling::Named;
using scheduling::v1::TeamMember;
using scheduling::v1::TimetableGroup;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const scheduling::Who kEvidence = {"evidence", {"SERVICE"}};
constexpr char kJoining[] = "regions/em/people/e06000015-4";
constexpr char kLeaving[] = "regions/em/people/e10000018-5";

// A service's store, and what keeps its copy of the relations of a real scheduling service.
class RelationsCopyTest : public testing::Test {
 protected:
  RelationsCopyTest() {
    const absl::Status migrated =
        storage::Migrate(*database_, world_.clock(), std::vector{Relations::Tables()});
    EXPECT_TRUE(migrated.ok()) << migrated;
    database_->OnCommit([this] {
      const environment::MutexLock lock(mutex_);
      ++commits_;
      committed_.NotifyAll();
    });
  }
  ~RelationsCopyTest() override {
    copies_.clear();
    database_->OnCommit(nullptr);
  }

  void StartCopy() {
    changes::FollowerOptions options;
    options.first_pause = absl::Milliseconds(1);
    options.longest_pause = absl::Milliseconds(20);
    options.stand_by = absl::Milliseconds(20);
    clients_.push_back(std::make_unique<SchedulingClient>(*rpc::OpenChannel(world_.socket()),
                                                          world_.TokenFor(kEvidence)));
    copies_.push_back(std::make_unique<RelationsCopy>(
        RelationsCopyParts{*database_, relations_, *clients_.back(), world_.clock(), random_,
                           observability::NoLog()},
        options));
  }
  void StopCopies() { copies_.clear(); }

  // What a reading function gives in a transaction of its own.
  template <typename Function>
  auto Get(Function read) {
    decltype(read(std::declval<storage::Transaction&>())) result;
    database_
        ->Read(storage::Soon(),
               [&](storage::Transaction& tx) {
                 result = read(tx);
                 return absl::OkStatus();
               })
        .IgnoreError();
    return result;
  }

  // Waits, commit by commit, until it holds; false after half a minute.
  template <typename Condition>
  bool Comes(Condition condition) {
    const auto deadline = environment::SteadyAfter(absl::Seconds(30));
    while (true) {
      int before = 0;
      {
        const environment::MutexLock lock(mutex_);
        before = commits_;
      }
      if (condition()) return true;
      environment::MutexLock lock(mutex_);
      while (commits_ == before) {
        if (!committed_.WaitUntil(lock, deadline)) return false;
      }
    }
  }

  // As what the person is on a review's team: the state's name without its prefix; empty for none.
  std::string StateOn(const std::string& review, const std::string& person) {
    const auto found = Get([&](storage::Transaction& tx) { return relations_.Review(tx, review); });
    if (!found.ok()) return "";
    for (const TeamMember& member : found->team()) {
      if (member.person() == person) {
        return TeamMember::State_Name(member.state()).substr(std::string("STATE_").size());
      }
    }
    return "";
  }
  std::vector<access::Grant> GrantsOf(const std::string& subject) {
    return *Get([&](storage::Transaction& tx) { return relations_.GrantsOf(tx, subject); });
  }
  std::string PersonBehind(const std::string& subject) {
    const auto person =
        *Get([&](storage::Transaction& tx) { return relations_.PersonBySubject(tx, subject); });
    return person ? person->name() : "";
  }
  std::optional<absl::Time> FreshTime() {
    return *Get([&](storage::Transaction& tx) { return relations_.FreshTime(tx); });
  }
  std::vector<PlannedSession> Ahead() {
    return *Get([&](storage::Transaction& tx) {
      return relations_.SessionsAhead(tx, kLin, world_.clock().Now());
    });
  }
  bool Filled() { return FreshTime().has_value(); }

  std::string Grant(const std::string& subject) {
    return world_
        .Must(kAdministrator, "DirectoryService/GrantRole",
              absl::StrCat(R"({"parent": "regions/em", "roleGrant": {"subject": ")", subject,
                           R"(", "role": "ROLE_PROGRAMME_OFFICE"}})"))
        .As<scheduling::v1::RoleGrant>()
        .name();
  }
  void Revoke(const std::string& grant) {
    world_.Must(kAdministrator, "DirectoryService/RevokeRole",
                absl::StrCat(R"({"name": ")", grant, "\"}"));
  }
  void LinkAccount(const std::string& person, const std::string& account) {
    world_.Must(kOffice, "DirectoryService/UpdatePerson",
                absl::StrCat(R"({"person": {"name": ")", person, R"(", "account": ")", account,
                             R"("}, "updateMask": "account"})"));
  }
  void Replace() {
    world_.Must(kOffice, "ReviewService/ReplaceMember",
                absl::StrCat(R"({"name": ")", kLin, R"(", "leaving": ")", kLeaving,
                             R"(", "joining": ")", kJoining, "\"}"));
  }

  scheduling::VisitWorld world_;
  storage::FreshStore store_{storage::Backend::kSqlite};
  std::unique_ptr<storage::Database> database_ = store_.Open();
  const Relations relations_{world_.clock()};
  environment::SeededRandom random_{7};

  environment::Mutex mutex_;
  environment::ConditionVariable committed_;
  int commits_ = 0;
  std::vector<std::unique_ptr<SchedulingClient>> clients_;
  std::vector<std::unique_ptr<RelationsCopy>> copies_;
};

TEST_F(RelationsCopyTest, ListsWhatIsThere) {
  LinkAccount(kJoining, "sam@example.org");
  Grant("sam@example.org");
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  EXPECT_EQ(StateOn(kLin, kLeaving), "ACCEPTED");
  EXPECT_EQ(PersonBehind("sam@example.org"), kJoining);
  EXPECT_EQ(PersonBehind("regions/em/people/partner-1"), "regions/em/people/partner-1");
  EXPECT_THAT(GrantsOf("sam@example.org"),
              ElementsAre(access::Grant{.role = access::v1::ROLE_PROGRAMME_OFFICE,
                                        .region = "regions/em"}));
  EXPECT_EQ(*FreshTime(), world_.clock().Now());
}

TEST_F(RelationsCopyTest, FollowsATeam) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  Replace();
  ASSERT_TRUE(Comes([&] { return StateOn(kLin, kJoining) == "PROPOSED"; }));
  EXPECT_EQ(StateOn(kLin, kLeaving), "REPLACED");
  world_.Must(kOffice, "ReviewService/InviteTeam", Named(""));
  world_.Must(
      kOffice, "ReviewService/AnswerInvitation",
      absl::StrCat(R"({"name": ")", kLin, R"(", "person": ")", kJoining, R"(", "accept": true})"));
  EXPECT_TRUE(Comes([&] { return StateOn(kLin, kJoining) == "ACCEPTED"; }));
}

TEST_F(RelationsCopyTest, FollowsGrantsAndAccounts) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  const std::string grant = Grant("sam@example.org");
  ASSERT_TRUE(Comes([&] { return !GrantsOf("sam@example.org").empty(); }));
  LinkAccount(kJoining, "sam@example.org");
  ASSERT_TRUE(Comes([&] { return PersonBehind("sam@example.org") == kJoining; }));
  Revoke(grant);
  EXPECT_TRUE(Comes([&] { return GrantsOf("sam@example.org").empty(); }));
  LinkAccount(kJoining, "");
  EXPECT_TRUE(Comes([&] { return PersonBehind("sam@example.org").empty(); }));
}

TEST_F(RelationsCopyTest, KnowsOfAnUnannouncedVisitAndOfThoseWhoDo) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  const auto visit =
      world_
          .Must(kOffice, "ReviewService/CreateReview", R"({"parent": "regions/em", "review": {
              "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
              "kind": "KIND_ASSURANCE_VISIT", "unannounced": true,
              "releaseTime": "2012-10-10T08:00:00Z"}})")
          .As<scheduling::v1::Review>();
  const auto copied = [&] {
    return Get([&](storage::Transaction& tx) { return relations_.Review(tx, visit.name()); });
  };
  ASSERT_TRUE(Comes([&] { return copied().ok(); }));
  EXPECT_THAT(copied()->need_to_know(), ElementsAre("office"));
  EXPECT_FALSE(copied()->released());
  world_.Must(kOffice, "ReviewService/ReleaseReview",
              absl::StrCat(R"({"name": ")", visit.name(), "\"}"));
  EXPECT_TRUE(Comes([&] { return copied()->released(); }));
}

TEST_F(RelationsCopyTest, KnowsTheSessionsAheadOfTheLastRelease) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  world_.Timetable();
  EXPECT_THAT(Ahead(), IsEmpty());
  world_.Release();
  ASSERT_TRUE(Comes([&] { return !Ahead().empty(); }));
  const auto session = [&](const std::string& id) {
    for (const PlannedSession& planned : Ahead()) {
      if (planned.session.name() == absl::StrCat(kLin, "/sessions/", id)) return planned;
    }
    return PlannedSession();
  };
  EXPECT_THAT(session("staff-group").perspectives, ElementsAre(TimetableGroup::STAFF));
  EXPECT_THAT(session("staff-group").session.lines(), ElementsAre("kloe-1"));
  EXPECT_THAT(session("briefing").perspectives, IsEmpty());

  // What is changed counts from its release on; what is said of a session at once.
  world_.Do("MoveSession", scheduling::Below(absl::StrCat(R"("leftOut": [")", kLin,
                                                          R"(/sessions/hub-visit"],
                                                          "reason": "The hub is closed")")));
  world_.Do("UpdateSession", absl::StrCat(R"({"session": {"name": ")", kLin,
                                          R"(/sessions/staff-group", "lines": []},
                                          "updateMask": "lines"})"));
  ASSERT_TRUE(Comes([&] { return session("staff-group").session.lines().empty(); }));
  EXPECT_NE(session("hub-visit").session.name(), "");
  world_.Release();
  EXPECT_TRUE(Comes([&] { return session("hub-visit").session.name().empty(); }));
}

TEST_F(RelationsCopyTest, CatchesUpWithASchedulingThatWasAway) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  const std::string grant = Grant("before");
  ASSERT_TRUE(Comes([&] { return !GrantsOf("before").empty(); }));
  world_.Restart();
  Revoke(grant);
  Grant("after");
  Replace();
  ASSERT_TRUE(Comes([&] { return StateOn(kLin, kLeaving) == "REPLACED"; }));
  EXPECT_THAT(GrantsOf("before"), IsEmpty());
  EXPECT_EQ(GrantsOf("after").size(), 1U);
}

TEST_F(RelationsCopyTest, GoesOnWhereItWasAfterItsOwnStop) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  StopCopies();
  const std::string gone = Grant("gone");
  Grant("stays");
  Revoke(gone);
  StartCopy();
  ASSERT_TRUE(Comes([&] { return !GrantsOf("stays").empty(); }));
  EXPECT_TRUE(Comes([&] { return GrantsOf("gone").empty(); }));
}

TEST_F(RelationsCopyTest, ListsAgainWhenItsTokenIsTooOld) {
  const std::string grant = Grant("before");
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  EXPECT_EQ(GrantsOf("before").size(), 1U);
  StopCopies();
  Revoke(grant);
  Grant("after");
  Grant("last");
  const absl::Status pruned =
      world_.database().Write(storage::Soon(), [&](storage::Transaction& tx) {
        return resources::PruneChanges(tx, world_.clock().Now() + absl::Seconds(1), 100'000)
            .status();
      });
  ASSERT_TRUE(pruned.ok()) << pruned;
  StartCopy();
  ASSERT_TRUE(Comes([&] { return !GrantsOf("after").empty(); }));
  EXPECT_THAT(GrantsOf("before"), IsEmpty());
  EXPECT_EQ(GrantsOf("last").size(), 1U);
}

TEST_F(RelationsCopyTest, ListsAgainWhenTheTokenIsOfAnotherStore) {
  const absl::Status other = database_->Write(storage::Soon(), [&](storage::Transaction& tx) {
    return relations_.Advance(tx, "", {"a token of another store", world_.clock().Now()});
  });
  ASSERT_TRUE(other.ok()) << other;
  StartCopy();
  EXPECT_TRUE(Comes([&] { return StateOn(kLin, kLeaving) == "ACCEPTED"; }));
}

TEST_F(RelationsCopyTest, IsFreshWhileSchedulingIsHeardOfAndClosesAfterwards) {
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  Grant("sam");  // once this has come, the stream is open
  ASSERT_TRUE(Comes([&] { return !GrantsOf("sam").empty(); }));
  world_.clock().Advance(absl::Hours(23));  // the next heartbeat is due
  ASSERT_TRUE(Comes([&] { return FreshTime() == world_.clock().Now(); }));
  world_.Stop();
  const auto fresh = [&] {
    return Get([&](storage::Transaction& tx) { return relations_.CheckFresh(tx); });
  };
  world_.clock().Advance(Relations::kDefaultMaxAge);
  EXPECT_TRUE(fresh().ok()) << fresh();
  world_.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(errors::ReasonOf(fresh()), ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(RelationsCopyTest, StopsWhileSchedulingIsAway) {
  world_.Stop();
  StartCopy();
  StopCopies();
  EXPECT_FALSE(Filled());
}

TEST_F(RelationsCopyTest, SeveralProcessesKeepOneCopy) {
  StartCopy();
  StartCopy();
  ASSERT_TRUE(Comes([&] { return Filled(); }));
  for (int i = 0; i < 20; ++i) {
    const std::string gone = Grant(absl::StrCat("gone-", i));
    Grant(absl::StrCat("stays-", i));
    Revoke(gone);
  }
  ASSERT_TRUE(Comes([&] { return !GrantsOf("stays-19").empty(); }));
  EXPECT_TRUE(Comes([&] { return GrantsOf("gone-19").empty(); }));
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(GrantsOf(absl::StrCat("gone-", i)), IsEmpty());
    EXPECT_THAT(GrantsOf(absl::StrCat("stays-", i)), Not(IsEmpty()));
  }
  // The one that worked goes, whichever it was.
  copies_.erase(copies_.begin());
  Grant("later");
  EXPECT_TRUE(Comes([&] { return !GrantsOf("later").empty(); }));
}

}  // namespace
}  // namespace peerchallenge::relations
