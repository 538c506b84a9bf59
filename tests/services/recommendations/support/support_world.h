#pragma once

#include <memory>
#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/support.pb.h"
#include "tests/services/recommendations/support/fake_scheduling.h"
#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {

// The directors of a match between authorities a and b.
inline const Who kGiver = Director('a');
inline const Who kAsker = Director('b');
inline constexpr auto kWrongState = reasons::ERROR_REASON_WRONG_STATE;

std::string OfferName(char authority, const std::string& id = "o1");
std::string AskName(char authority, const std::string& id = "n1");
std::string RunName(const std::string& id);
// The director of the authority that an offer or ask lies below.
Who DirectorIn(const std::string& name);

// Ten days of a workshop on care, and five days of any help on it.
v1::Offer NewOffer(int capacity_days = 10);
v1::Ask NewAsk(int days = 5);
v1::SupportAgreement NewAgreement(int days = 5);
v1::SupportOutcome NewOutcome(int rating);
v1::OfferAskPair PairOf(const std::string& offer, const std::string& ask);
std::vector<v1::OfferAskPair> PairsOf(const v1::MatchRun& run);

// The world of ThemeWorld with the themes "care" and "health", whose authorities offer and ask for
// help. Methods begin as the director of the authority, or as the office with runs.
class SupportWorld : public ThemeWorld {
 public:
  explicit SupportWorld(storage::Backend backend = storage::Backend::kSqlite);
  ~SupportWorld();

  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Call(const Who& who, const std::string& method, const Request& request) {
    return ServedWorld::Call<Reply>(who, absl::StrCat("SupportService/", method), request);
  }
  // The same of a method that asks a name only, or a parent only.
  template <typename Reply, typename Request>
  absl::StatusOr<Reply> CallNamed(const Who& who, const std::string& method,
                                  const std::string& name) {
    Request request;
    request.set_name(name);
    return Call<Reply>(who, method, request);
  }
  FakeScheduling& scheduling() { return *scheduling_; }

  absl::StatusOr<v1::Offer> Create(char authority, const v1::Offer& offer,
                                   const std::string& id = "o1");
  absl::StatusOr<v1::Ask> Create(char authority, const v1::Ask& ask, const std::string& id = "n1");
  absl::StatusOr<v1::Offer> Update(const Who& who, const v1::Offer& offer,
                                   const std::vector<std::string>& paths = {});
  absl::StatusOr<v1::Ask> Update(const Who& who, const v1::Ask& ask,
                                 const std::vector<std::string>& paths = {});
  absl::StatusOr<v1::Offer> GetOffer(const Who& who, const std::string& name);
  absl::StatusOr<v1::Ask> GetAsk(const Who& who, const std::string& name);
  std::vector<std::string> OffersFor(const Who& who, const std::string& parent);
  std::vector<std::string> AsksFor(const Who& who, const std::string& parent);

  absl::StatusOr<v1::MatchRun> Start(const std::string& id, const Who& who = kOffice);
  absl::StatusOr<v1::MatchRun> GetRun(const std::string& id, const Who& who = kOffice);
  rpc::Reader<v1::MatchRun> WatchRun(const std::string& id, const Who& who = kOffice);
  // The run as its stream ends.
  v1::MatchRun ToItsEnd(const std::string& id);
  // A run, from its start to its end.
  v1::MatchRun RunToEnd(const std::string& id);
  absl::StatusOr<v1::AdoptMatchRunResponse> Adopt(const std::string& run,
                                                  const std::vector<v1::OfferAskPair>& pairs = {});
  absl::StatusOr<std::vector<v1::PairExplanation>> Explain(const std::string& run,
                                                           const std::string& subject);

  // The proposal of a run over an offer of `giver` and an ask of `asker` that are made for it; the
  // ask wants nobody else.
  v1::SupportMatch Propose(char giver, char asker);
  // The same on which both agree to answer with consent; and with an agreement of as many days that
  // the giver wrote and the asker confirmed.
  v1::SupportMatch Consented(char giver, char asker);
  v1::SupportMatch Agreed(char giver, char asker, int days = 5);

  absl::StatusOr<v1::SupportMatch> Get(const Who& who, const std::string& match);
  std::vector<std::string> MatchesFor(const Who& who);
  absl::StatusOr<v1::SupportMatch> Answer(const Who& who, const std::string& match,
                                          v1::SupportMatch::Answer answer);
  absl::StatusOr<v1::SupportMatch> Consent(const Who& who, const std::string& match) {
    return Answer(who, match, v1::SupportMatch::ANSWER_CONSENTED);
  }
  absl::StatusOr<v1::SupportMatch> Decline(const Who& who, const std::string& match) {
    return Answer(who, match, v1::SupportMatch::ANSWER_DECLINED);
  }
  absl::StatusOr<v1::SupportMatch> WriteAgreement(const Who& who, const std::string& match,
                                                  const v1::SupportAgreement& agreement);
  absl::StatusOr<v1::SupportMatch> Confirm(const Who& who, const v1::SupportMatch& match);
  absl::StatusOr<v1::SupportMatch> End(const Who& who, const std::string& match);
  absl::StatusOr<v1::SupportMatch> Record(const Who& who, const std::string& match, int rating);

  // The director of an authority, as a person of the pool, declares an interest in another one.
  scheduling::v1::Interest InterestOf(char director, char authority);
  // Makes somebody of `from` a member of a team that began a review of `host` today.
  std::string SendPeer(char from, char host, const std::string& review);

 private:
  const std::shared_ptr<FakeScheduling> scheduling_ = std::make_shared<FakeScheduling>();
};

// A test that is a world of its own.
class SupportTest : public testing::Test, public SupportWorld {
 protected:
  explicit SupportTest(storage::Backend backend = storage::Backend::kSqlite)
      : SupportWorld(backend) {}
};

// The same on both stores.
class SupportOnStoresTest : public SupportTest,
                            public testing::WithParamInterface<storage::Backend> {
 protected:
  SupportOnStoresTest() : SupportTest(GetParam()) {}
};

}  // namespace peerchallenge::recommendations
