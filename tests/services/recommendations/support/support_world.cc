#include "tests/services/recommendations/support/support_world.h"

#include "absl/strings/match.h"
#include "common/environment/london.h"
#include "common/validation/civil_date.h"

namespace peerchallenge::recommendations {
namespace {

using v1::SupportMatch;

template <typename Request>
void SetPaths(const std::vector<std::string>& paths, Request& request) {
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
}

template <typename Resource>
std::vector<std::string> NamesOf(const Resource& resources) {
  std::vector<std::string> names;
  for (const auto& resource : resources) names.push_back(resource.name());
  return names;
}

}  // namespace

Who DirectorIn(const std::string& name) {
  char authority = 'a';
  while (!absl::StartsWith(name, absl::StrCat(AuthorityOf(authority), "/"))) ++authority;
  return Director(authority);
}

std::string OfferName(char authority, const std::string& id) {
  return absl::StrCat(AuthorityOf(authority), "/offers/", id);
}
std::string AskName(char authority, const std::string& id) {
  return absl::StrCat(AuthorityOf(authority), "/asks/", id);
}
std::string RunName(const std::string& id) { return absl::StrCat(kRegion, "/matchRuns/", id); }

v1::Offer NewOffer(int capacity_days) {
  v1::Offer offer;
  offer.set_text("We show how we keep track of children in care.");
  offer.add_themes(ThemeName("care"));
  offer.add_formats(v1::SUPPORT_FORMAT_WORKSHOP);
  offer.set_capacity_days(capacity_days);
  return offer;
}

v1::Ask NewAsk(int days) {
  v1::Ask ask;
  ask.set_text("We lose track of children in care.");
  ask.add_themes(ThemeName("care"));
  ask.set_days(days);
  ask.set_priority(5);
  return ask;
}

v1::SupportAgreement NewAgreement(int days) {
  v1::SupportAgreement agreement;
  agreement.set_text("Two workshops, and somebody to ring afterwards.");
  agreement.add_formats(v1::SUPPORT_FORMAT_WORKSHOP);
  agreement.set_days(days);
  agreement.set_start_date("2012-11-01");
  agreement.set_end_date("2013-03-31");
  agreement.set_offering_contact("Head of service, children in care");
  agreement.set_asking_contact("Assistant director");
  return agreement;
}

v1::SupportOutcome NewOutcome(int rating) {
  v1::SupportOutcome outcome;
  outcome.set_rating(rating);
  outcome.set_days(4);
  outcome.set_text("The registers agree now.");
  return outcome;
}

v1::OfferAskPair PairOf(const std::string& offer, const std::string& ask) {
  v1::OfferAskPair pair;
  pair.set_offer(offer);
  pair.set_ask(ask);
  return pair;
}

std::vector<v1::OfferAskPair> PairsOf(const v1::MatchRun& run) {
  std::vector<v1::OfferAskPair> pairs;
  for (const v1::PairExplanation& pair : run.pairs()) {
    pairs.push_back(PairOf(pair.offer(), pair.ask()));
  }
  return pairs;
}

SupportWorld::SupportWorld(storage::Backend backend) : ThemeWorld(backend) {
  scheduling_peer().Connect(scheduling_, "token");
  for (const char* id : {"care", "health"}) {
    v1::CreateThemeRequest request;
    request.set_parent(kRegion);
    request.set_theme_id(id);
    request.mutable_theme()->set_display_name(absl::StrCat("Of ", id));
    Value(ServedWorld::Call<v1::Theme>(kOffice, "ThemeService/CreateTheme", request));
  }
}

// A run may still wait for an answer.
SupportWorld::~SupportWorld() { scheduling_->LetGo(); }

absl::StatusOr<v1::Offer> SupportWorld::Create(char authority, const v1::Offer& offer,
                                               const std::string& id) {
  v1::CreateOfferRequest request;
  request.set_parent(AuthorityOf(authority));
  request.set_offer_id(id);
  *request.mutable_offer() = offer;
  return Call<v1::Offer>(Director(authority), "CreateOffer", request);
}

absl::StatusOr<v1::Ask> SupportWorld::Create(char authority, const v1::Ask& ask,
                                             const std::string& id) {
  v1::CreateAskRequest request;
  request.set_parent(AuthorityOf(authority));
  request.set_ask_id(id);
  *request.mutable_ask() = ask;
  return Call<v1::Ask>(Director(authority), "CreateAsk", request);
}

absl::StatusOr<v1::Offer> SupportWorld::Update(const Who& who, const v1::Offer& offer,
                                               const std::vector<std::string>& paths) {
  v1::UpdateOfferRequest request;
  *request.mutable_offer() = offer;
  SetPaths(paths, request);
  return Call<v1::Offer>(who, "UpdateOffer", request);
}

absl::StatusOr<v1::Ask> SupportWorld::Update(const Who& who, const v1::Ask& ask,
                                             const std::vector<std::string>& paths) {
  v1::UpdateAskRequest request;
  *request.mutable_ask() = ask;
  SetPaths(paths, request);
  return Call<v1::Ask>(who, "UpdateAsk", request);
}

absl::StatusOr<v1::Offer> SupportWorld::GetOffer(const Who& who, const std::string& name) {
  return CallNamed<v1::Offer, v1::GetOfferRequest>(who, "GetOffer", name);
}

absl::StatusOr<v1::Ask> SupportWorld::GetAsk(const Who& who, const std::string& name) {
  return CallNamed<v1::Ask, v1::GetAskRequest>(who, "GetAsk", name);
}

std::vector<std::string> SupportWorld::OffersFor(const Who& who, const std::string& parent) {
  v1::ListOffersRequest request;
  request.set_parent(parent);
  return NamesOf(Value(Call<v1::ListOffersResponse>(who, "ListOffers", request)).offers());
}

std::vector<std::string> SupportWorld::AsksFor(const Who& who, const std::string& parent) {
  v1::ListAsksRequest request;
  request.set_parent(parent);
  return NamesOf(Value(Call<v1::ListAsksResponse>(who, "ListAsks", request)).asks());
}

absl::StatusOr<v1::MatchRun> SupportWorld::Start(const std::string& id, const Who& who) {
  v1::StartMatchRunRequest request;
  request.set_parent(kRegion);
  request.set_match_run_id(id);
  return Call<v1::MatchRun>(who, "StartMatchRun", request);
}

absl::StatusOr<v1::MatchRun> SupportWorld::GetRun(const std::string& id, const Who& who) {
  return CallNamed<v1::MatchRun, v1::GetMatchRunRequest>(who, "GetMatchRun", RunName(id));
}

rpc::Reader<v1::MatchRun> SupportWorld::WatchRun(const std::string& id, const Who& who) {
  v1::WatchMatchRunRequest request;
  request.set_name(RunName(id));
  return Stream<v1::MatchRun>(who, "SupportService/WatchMatchRun", request);
}

v1::MatchRun SupportWorld::ToItsEnd(const std::string& id) {
  auto reader = WatchRun(id);
  v1::MatchRun last;
  while (true) {
    const auto next = reader.Next();
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok() || !next->has_value()) return last;
    last = **next;
  }
}

v1::MatchRun SupportWorld::RunToEnd(const std::string& id) {
  Value(Start(id));
  v1::MatchRun run = ToItsEnd(id);
  EXPECT_EQ(run.state(), v1::MatchRun::STATE_SUCCEEDED) << run.error();
  return run;
}

absl::StatusOr<v1::AdoptMatchRunResponse> SupportWorld::Adopt(
    const std::string& run, const std::vector<v1::OfferAskPair>& pairs) {
  v1::AdoptMatchRunRequest request;
  request.set_name(RunName(run));
  request.mutable_pairs()->Assign(pairs.begin(), pairs.end());
  return Call<v1::AdoptMatchRunResponse>(kOffice, "AdoptMatchRun", request);
}

absl::StatusOr<std::vector<v1::PairExplanation>> SupportWorld::Explain(const std::string& run,
                                                                       const std::string& subject) {
  v1::ExplainMatchRunRequest request;
  request.set_name(RunName(run));
  request.set_subject(subject);
  const auto reply = Call<v1::ExplainMatchRunResponse>(kOffice, "ExplainMatchRun", request);
  if (!reply.ok()) return reply.status();
  return std::vector<v1::PairExplanation>(reply->pairs().begin(), reply->pairs().end());
}

SupportMatch SupportWorld::Propose(char giver, char asker) {
  const std::string id = absl::StrCat("of-", std::string(1, giver), std::string(1, asker));
  const auto offer = Value(Create(giver, NewOffer(), id));
  v1::Ask wanted = NewAsk();
  for (char other = 'a'; other <= 'z'; ++other) {
    if (other != giver) wanted.add_excluded_authorities(AuthorityOf(other));
  }
  const auto ask = Value(Create(asker, wanted, id));
  RunToEnd(id);
  const auto adopted = Value(Adopt(id, {PairOf(offer.name(), ask.name())}));
  return adopted.support_matches_size() == 1 ? adopted.support_matches(0) : SupportMatch();
}

SupportMatch SupportWorld::Consented(char giver, char asker) {
  const SupportMatch match = Propose(giver, asker);
  Value(Consent(Director(giver), match.name()));
  return Value(Consent(Director(asker), match.name()));
}

SupportMatch SupportWorld::Agreed(char giver, char asker, int days) {
  const SupportMatch match = Consented(giver, asker);
  const SupportMatch written =
      Value(WriteAgreement(Director(giver), match.name(), NewAgreement(days)));
  return Value(Confirm(Director(asker), written));
}

absl::StatusOr<SupportMatch> SupportWorld::Get(const Who& who, const std::string& match) {
  return CallNamed<SupportMatch, v1::GetSupportMatchRequest>(who, "GetSupportMatch", match);
}

std::vector<std::string> SupportWorld::MatchesFor(const Who& who) {
  v1::ListSupportMatchesRequest request;
  request.set_parent(kRegion);
  return NamesOf(Value(Call<v1::ListSupportMatchesResponse>(who, "ListSupportMatches", request))
                     .support_matches());
}

absl::StatusOr<SupportMatch> SupportWorld::Answer(const Who& who, const std::string& match,
                                                  SupportMatch::Answer answer) {
  v1::AnswerSupportMatchRequest request;
  request.set_name(match);
  request.set_answer(answer);
  request.set_reason(absl::StrCat("Thus says ", who.subject, "."));
  return Call<SupportMatch>(who, "AnswerSupportMatch", request);
}

absl::StatusOr<SupportMatch> SupportWorld::WriteAgreement(const Who& who, const std::string& match,
                                                          const v1::SupportAgreement& agreement) {
  v1::ProposeAgreementRequest request;
  request.set_name(match);
  *request.mutable_agreement() = agreement;
  return Call<SupportMatch>(who, "ProposeAgreement", request);
}

absl::StatusOr<SupportMatch> SupportWorld::Confirm(const Who& who, const SupportMatch& match) {
  v1::ConfirmAgreementRequest request;
  request.set_name(match.name());
  request.set_etag(match.etag());
  return Call<SupportMatch>(who, "ConfirmAgreement", request);
}

absl::StatusOr<SupportMatch> SupportWorld::End(const Who& who, const std::string& match) {
  v1::EndSupportMatchRequest request;
  request.set_name(match);
  request.set_reason("The service is being reorganised.");
  return Call<SupportMatch>(who, "EndSupportMatch", request);
}

absl::StatusOr<SupportMatch> SupportWorld::Record(const Who& who, const std::string& match,
                                                  int rating) {
  v1::RecordSupportOutcomeRequest request;
  request.set_name(match);
  *request.mutable_outcome() = NewOutcome(rating);
  return Call<SupportMatch>(who, "RecordSupportOutcome", request);
}

scheduling::v1::Interest SupportWorld::InterestOf(char director, char authority) {
  scheduling::v1::Person& person = known().people.emplace_back();
  person.set_name(absl::StrCat(kRegion, "/people/", Director(director).subject));
  person.set_authority(AuthorityOf(director));
  person.set_role("DIRECTOR");
  KnowAll();
  scheduling::v1::Interest interest;
  interest.set_name(absl::StrCat(person.name(), "/interests/i1"));
  interest.set_authority(AuthorityOf(authority));
  interest.set_state(scheduling::v1::Interest::STATE_DECLARED);
  return interest;
}

std::string SupportWorld::SendPeer(char from, char host, const std::string& review) {
  scheduling::v1::Review& known = ReviewNamed(absl::StrCat(kRegion, "/reviews/", review));
  known.set_host(AuthorityOf(host));
  known.set_kind(scheduling::v1::Review::KIND_PEER_CHALLENGE);
  known.set_state(scheduling::v1::Review::STATE_ON_SITE);
  known.set_start_date(validation::FormatDay(environment::Today(clock())));
  scheduling::v1::TeamMember& member = *known.add_team();
  member.set_authority(AuthorityOf(from));
  member.set_state(scheduling::v1::TeamMember::STATE_ACCEPTED);
  KnowAll();
  return known.name();
}

}  // namespace peerchallenge::recommendations
