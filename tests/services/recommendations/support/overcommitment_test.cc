// Whatever is adopted, answered and agreed on, and by however many at once, an offer's matches
// never take more days than it has, and an ask never gets more offers than it may.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using v1::SupportMatch;

constexpr char kGivers[] = "abc";
constexpr char kAskers[] = "defgh";

// What this must never be otherwise, worked out anew from all that is stored.
struct Stored {
  std::vector<v1::Offer> offers;
  std::vector<v1::Ask> asks;
  std::vector<SupportMatch> matches;

  static bool Lives(const SupportMatch& match) {
    return match.state() != SupportMatch::STATE_LAPSED &&
           match.state() != SupportMatch::STATE_ENDED;
  }

  void ExpectSound() const {
    std::map<std::string, int> days, places;
    std::set<std::pair<std::string, std::string>> pairs;
    for (const SupportMatch& match : matches) {
      if (!Lives(match)) continue;
      days[match.offer()] += match.has_agreement() ? match.agreement().days() : match.days();
      ++places[match.ask()];
      EXPECT_TRUE(pairs.emplace(match.offer(), match.ask()).second) << match.DebugString();
    }
    for (const v1::Offer& offer : offers) {
      EXPECT_LE(days[offer.name()], offer.capacity_days()) << offer.name();
    }
    for (const v1::Ask& ask : asks) {
      EXPECT_LE(places[ask.name()], std::max(1, ask.max_offers())) << ask.name();
    }
  }
};

// Somebody who does one thing after another, at random.
class Traffic {
 public:
  Traffic(SupportWorld& world, unsigned seed) : world_(world), seed_(seed), random_(seed) {}

  void Go(int steps) {
    for (int k = 0; k < steps; ++k) Step(k);
  }
  int done() const { return done_; }

 private:
  int Below(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

  void Step(int k) {
    const int kind = Below(10);
    if (kind == 0) return Compute(absl::StrCat("r-", seed_, "-", k));
    if (kind <= 3) return AdoptSome();
    if (kind == 4) return ChangeOffer();
    const std::vector<std::string> matches = world_.MatchesFor(kOffice);
    if (matches.empty()) return;
    const std::string& name = matches[static_cast<size_t>(Below(static_cast<int>(matches.size())))];
    ActOn(kind, Value(world_.Get(kOffice, name)));
  }

  void Compute(const std::string& id) {
    if (Note(world_.Start(id).status())) runs_.push_back(world_.ToItsEnd(id));
  }

  void AdoptSome() {
    if (runs_.empty()) return;
    const v1::MatchRun& run = runs_[static_cast<size_t>(Below(static_cast<int>(runs_.size())))];
    std::vector<v1::OfferAskPair> some;
    for (const v1::OfferAskPair& pair : PairsOf(run)) {
      if (Below(2) == 0) some.push_back(pair);
    }
    const std::string id = run.name().substr(run.name().rfind('/') + 1);
    Note(world_.Adopt(id, some).status());
  }

  void ChangeOffer() {
    const char giver = kGivers[Below(3)];
    v1::Offer offer;
    offer.set_name(OfferName(giver));
    offer.set_capacity_days(1 + Below(14));
    Note(world_.Update(Director(giver), offer).status());
  }

  void ActOn(int kind, const SupportMatch& match) {
    const Who who = DirectorIn(Below(2) == 0 ? match.offer() : match.ask());
    switch (kind) {
      case 5:
      case 6:
        Note(world_.Consent(who, match.name()).status());
        break;
      case 7:
        Note(world_.WriteAgreement(who, match.name(), NewAgreement(1 + Below(9))).status());
        break;
      case 8:
        Note(world_.Confirm(who, match).status());
        break;
      default:
        Note((Below(2) == 0 ? world_.Decline(who, match.name()) : world_.End(who, match.name()))
                 .status());
    }
  }

  // Whether it was done; where not, then for a reason that is the caller's.
  bool Note(const absl::Status& status) {
    const std::set<errors::ErrorReason> expected = {
        reasons::ERROR_REASON_UNSPECIFIED,    reasons::ERROR_REASON_FIELD_INVALID,
        reasons::ERROR_REASON_WRONG_STATE,    reasons::ERROR_REASON_RULE_BROKEN,
        reasons::ERROR_REASON_ETAG_MISMATCH,  reasons::ERROR_REASON_QUOTA_EXCEEDED,
        reasons::ERROR_REASON_RESOURCE_EXISTS};
    EXPECT_TRUE(expected.contains(errors::ReasonOf(status))) << status;
    if (status.ok()) ++done_;
    return status.ok();
  }

  SupportWorld& world_;
  const unsigned seed_;
  std::mt19937 random_;
  std::vector<v1::MatchRun> runs_;
  int done_ = 0;
};

class OvercommitmentTest : public SupportOnStoresTest {
 protected:
  OvercommitmentTest() {
    for (const char giver : std::string(kGivers)) Value(Create(giver, NewOffer(12)));
    int days = 3;
    for (const char asker : std::string(kAskers)) {
      v1::Ask ask = NewAsk(days += 2);
      ask.set_max_offers(1 + days % 3);
      Value(Create(asker, ask));
    }
  }

  Stored Load() {
    Stored stored;
    const absl::Status status =
        database().Read(storage::Soon(), [&](storage::Transaction& tx) -> absl::Status {
          const SupportStore& store = context().store.support;
          stored = {Value(store.offers.All(tx)), Value(store.asks.All(tx)),
                    Value(store.matches.All(tx))};
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return stored;
  }
};

TEST_P(OvercommitmentTest, OneAfterTheOther_NothingIsOvercommitted) {
  Traffic traffic(*this, 7);
  for (int round = 0; round < 40; ++round) {
    traffic.Go(8);
    Load().ExpectSound();
  }
  EXPECT_GT(traffic.done(), 60);
}

TEST_P(OvercommitmentTest, ManyAtOnce_NothingIsOvercommitted) {
  std::vector<Traffic> traffics;
  for (unsigned seed = 1; seed <= 4; ++seed) traffics.emplace_back(*this, seed);
  for (int round = 0; round < 8; ++round) {
    std::vector<std::thread> threads;
    for (Traffic& traffic : traffics) threads.emplace_back([&] { traffic.Go(10); });
    for (std::thread& thread : threads) thread.join();
    Load().ExpectSound();
  }
  const Stored stored = Load();
  EXPECT_GT(stored.matches.size(), 3u);
}

TEST_P(OvercommitmentTest, OfRunsThatAreAdoptedAtOnce_OneWins) {
  const std::vector<std::string> runs = {"r1", "r2", "r3"};
  for (const std::string& run : runs) RunToEnd(run);
  std::vector<absl::Status> adopted(runs.size());
  std::vector<std::thread> threads;
  for (size_t k = 0; k < runs.size(); ++k) {
    threads.emplace_back([&, k] { adopted[k] = Adopt(runs[k]).status(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count_if(adopted.begin(), adopted.end(), [](const auto& s) { return s.ok(); }), 1);
  for (const absl::Status& status : adopted) {
    if (!status.ok()) rpc::ExpectError(status, reasons::ERROR_REASON_RULE_BROKEN);
  }
  Load().ExpectSound();
}

TEST_P(OvercommitmentTest, OfAnswersThatAreGivenAtOnce_BothCount) {
  const std::string match = Propose('i', 'j').name();
  std::thread giver([&] { Value(Consent(Director('i'), match)); });
  Value(Consent(Director('j'), match));
  giver.join();
  EXPECT_EQ(Value(Get(kOffice, match)).state(), SupportMatch::STATE_CONSENTED);
}

INSTANTIATE_TEST_SUITE_P(Stores, OvercommitmentTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace peerchallenge::recommendations
