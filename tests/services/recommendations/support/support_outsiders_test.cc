// Whom each method lets in, and what it tells those whom it does not.
#include <gmock/gmock.h>

#include <functional>

#include "absl/strings/str_replace.h"
#include "tests/services/recommendations/support/told.h"

namespace peerchallenge::recommendations {
namespace {

constexpr auto kHidden = reasons::ERROR_REASON_RESOURCE_NOT_FOUND;
constexpr auto kNoPermission = reasons::ERROR_REASON_PERMISSION_MISSING;

struct Attempt {
  std::string method;
  std::function<absl::Status(const Who&)> call;
};

class SupportOutsidersTest : public SupportTest {
 protected:
  SupportOutsidersTest() : match_(Consented('a', 'b')) {}

  template <typename Reply, typename Request>
  Attempt Try(const std::string& method, const Request& request) {
    return {method, [this, method, request](const Who& who) {
              return Call<Reply>(who, method, request).status();
            }};
  }

  // About a match, as a side of it.
  std::vector<Attempt> SidesAttempts() {
    auto answer = Named<v1::AnswerSupportMatchRequest>(match_.name());
    answer.set_answer(v1::SupportMatch::ANSWER_CONSENTED);
    auto propose = Named<v1::ProposeAgreementRequest>(match_.name());
    *propose.mutable_agreement() = NewAgreement();
    auto end = Named<v1::EndSupportMatchRequest>(match_.name());
    end.set_reason("Enough.");
    auto record = Named<v1::RecordSupportOutcomeRequest>(match_.name());
    *record.mutable_outcome() = NewOutcome(3);
    return {Try<v1::SupportMatch>("AnswerSupportMatch", answer),
            Try<v1::SupportMatch>("ProposeAgreement", propose),
            Try<v1::SupportMatch>("ConfirmAgreement",
                                  Named<v1::ConfirmAgreementRequest>(match_.name())),
            Try<v1::SupportMatch>("EndSupportMatch", end),
            Try<v1::SupportMatch>("RecordSupportOutcome", record)};
  }
  // About runs, as the office.
  std::vector<Attempt> RunAttempts() {
    return {
        Try<v1::MatchRun>("StartMatchRun", Below<v1::StartMatchRunRequest>(kRegion)),
        Try<v1::MatchRun>("GetMatchRun", Named<v1::GetMatchRunRequest>(RunName("of-ab"))),
        Try<v1::ListMatchRunsResponse>("ListMatchRuns", Below<v1::ListMatchRunsRequest>(kRegion)),
        Try<v1::MatchRun>("CancelMatchRun", Named<v1::CancelMatchRunRequest>(RunName("of-ab"))),
        Try<v1::AdoptMatchRunResponse>("AdoptMatchRun",
                                       Named<v1::AdoptMatchRunRequest>(RunName("of-ab"))),
        Try<v1::ExplainMatchRunResponse>("ExplainMatchRun",
                                         Named<v1::ExplainMatchRunRequest>(RunName("of-ab"))),
        {"WatchMatchRun",
         [this](const Who& who) { return WatchRun("of-ab", who).Next().status(); }}};
  }

  const v1::SupportMatch match_;
};

TEST_F(SupportOutsidersTest, Matches_AreForTheirSidesToActOn) {
  const Who reading = {"system",
                       {"COUNCIL_SYSTEM@regions/em/authorities/E06000001;as=HOST_DIRECTOR"}};
  for (const Attempt& attempt : SidesAttempts()) {
    SCOPED_TRACE(attempt.method);
    rpc::ExpectError(attempt.call(Director('c')), kHidden);
    for (const Who& who : {kOffice, kBoard, kScrutiny, reading}) {
      rpc::ExpectError(attempt.call(who), kNoPermission);
    }
  }
}

TEST_F(SupportOutsidersTest, Matches_ThatAreHiddenLookLikeOnesThatAreNotThere) {
  const std::string nothing = absl::StrCat(kRegion, "/supportMatches/m1");
  const auto get = [this](const std::string& name) {
    return absl::StrReplaceAll(InWords(Get(Director('c'), name).status()), {{name, "it"}});
  };
  EXPECT_EQ(get(match_.name()), get(nothing));
  for (const std::string& name : {nothing, std::string(kRegion)}) {
    ExpectError(Get(Director('a'), name), kHidden);
    ExpectError(Consent(Director('a'), name), kHidden);
  }
}

TEST_F(SupportOutsidersTest, Runs_AreForTheOffice) {
  for (const Attempt& attempt : RunAttempts()) {
    SCOPED_TRACE(attempt.method);
    rpc::ExpectError(attempt.call(kOtherRegionsOffice), kHidden);
    for (const Who& who : {Director('a'), kBoard, kScrutiny}) {
      rpc::ExpectError(attempt.call(who), kNoPermission);
    }
  }
}

TEST_F(SupportOutsidersTest, Runs_KnowOnlyWhatIsThere) {
  const auto expect_hidden = [](const absl::Status& status) { rpc::ExpectError(status, kHidden); };
  for (const std::string& id : {std::string("nothing"), std::string("-")}) {
    expect_hidden(GetRun(id).status());
    expect_hidden(Adopt(id).status());
    expect_hidden(Explain(id, match_.ask()).status());
    expect_hidden(WatchRun(id).Next().status());
    expect_hidden(
        CallNamed<v1::MatchRun, v1::CancelMatchRunRequest>(kOffice, "CancelMatchRun", RunName(id))
            .status());
  }
  const Who nowheres = {"nowheres", {"PROGRAMME_OFFICE@regions/nowhere"}};
  expect_hidden(Call<v1::MatchRun>(nowheres, "StartMatchRun",
                                   Below<v1::StartMatchRunRequest>("regions/nowhere"))
                    .status());
  expect_hidden(Call<v1::ListMatchRunsResponse>(nowheres, "ListMatchRuns",
                                                Below<v1::ListMatchRunsRequest>("regions/nowhere"))
                    .status());
  expect_hidden(
      Call<v1::ListSupportMatchesResponse>(nowheres, "ListSupportMatches",
                                           Below<v1::ListSupportMatchesRequest>("regions/nowhere"))
          .status());
}

}  // namespace
}  // namespace peerchallenge::recommendations
