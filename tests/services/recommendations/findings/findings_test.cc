#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/recommendations/findings/finding_service.h"
#include "tests/services/recommendations/fresh_recommendations.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class FindingsTest : public RecommendationsTest {
 protected:
  rpc::Call Writes(const std::string& person = kLead) {
    return By(person, roles::PERMISSION_FINDING_WRITE);
  }
  rpc::Call Reads(const std::string& person = kAnn) {
    return By(person, roles::PERMISSION_FINDING_READ);
  }
  absl::StatusOr<v1::Finding> Create(const v1::CreateFindingRequest& request) {
    return findings().CreateFinding(Writes(), request);
  }
  absl::StatusOr<v1::Finding> Get(const std::string& name, const rpc::Call& call) {
    v1::GetFindingRequest request;
    request.set_name(name);
    return findings().GetFinding(call, request);
  }
  v1::Finding Get(const std::string& name) { return Value(Get(name, Reads())); }
  absl::StatusOr<v1::Finding> Agree(const std::string& name) {
    v1::AgreeFindingRequest request;
    request.set_name(name);
    return findings().AgreeFinding(Writes(), request);
  }
  absl::StatusOr<v1::Finding> Override(const std::string& name, const std::string& person) {
    v1::OverrideTriangulationRequest request;
    request.set_name(name);
    request.set_reason("Seen by the whole team on the last day.");
    return findings().OverrideTriangulation(Writes(person), request);
  }
  void WithdrawItem(const std::string& person, const std::string& item) {
    evidence::v1::WithdrawItemRequest request;
    request.set_name(item);
    request.set_reason("Misheard.");
    Value(service_.WithdrawItem(evidence::By(person), request));
  }
};

TEST_F(FindingsTest, CreateFinding_IsADraftWithTheSupportThatEvidenceComputes) {
  const auto items = AddTriangulated("Reading is ahead of the region.");
  const v1::Finding finding = Value(Create(Finding("Reading is ahead.", items)));
  EXPECT_EQ(finding.state(), v1::Finding::STATE_DRAFT);
  EXPECT_EQ(finding.assessment().support(), evidence::v1::SUPPORT_TRIANGULATED);
  EXPECT_EQ(finding.assessment().independent_sources(), 2);
  EXPECT_EQ(finding.bases(0).version(), 1);
  EXPECT_FALSE(finding.assessment_stale());
  const v1::Finding bare = Value(Create(Finding("A thought.", {})));
  EXPECT_EQ(bare.assessment().support(), evidence::v1::SUPPORT_NONE);
}

TEST_F(FindingsTest, CreateFinding_RestsOnWhatBearsOnItsLimbAndPointsItsWay) {
  v1::CreateFindingRequest request =
      Finding("Reading is ahead.", AddTriangulated("Reading is ahead of the region."));
  const auto support = [&](v1::Finding::Kind kind, const std::string& limb) {
    request.mutable_finding()->set_kind(kind);
    request.mutable_finding()->set_limb(limb);
    return Value(Create(request)).assessment().support();
  };
  EXPECT_EQ(support(v1::Finding::KIND_STRENGTH, "kloe-1"), evidence::v1::SUPPORT_TRIANGULATED);
  EXPECT_EQ(support(v1::Finding::KIND_STRENGTH, "kloe-1/b"), evidence::v1::SUPPORT_NONE);
  EXPECT_EQ(support(v1::Finding::KIND_AREA_FOR_CONSIDERATION, "kloe-1/a"),
            evidence::v1::SUPPORT_NONE);
}

TEST_F(FindingsTest, CreateFinding_NamesEachFieldThatIsWrong) {
  v1::CreateFindingRequest request = Finding("", {"regions/em/reviews/not/items/i"});
  request.mutable_finding()->set_kind(v1::Finding::KIND_UNSPECIFIED);
  request.mutable_finding()->set_limb("kloe-9");
  const auto finding = Create(request);
  ExpectError(finding, reasons::ERROR_REASON_FIELD_INVALID);
  for (const char* field : {"finding.kind", "finding.limb", "finding.text", "finding.bases[0]"}) {
    EXPECT_THAT(std::string(finding.status().message()), testing::HasSubstr(field));
  }
}

TEST_F(FindingsTest, CreateFinding_RestsOnSharedItemsOnly) {
  const std::string missing = absl::StrCat(kReview, "/items/", evidence_.NewId());
  ExpectError(Create(Finding("One.", {missing})), reasons::ERROR_REASON_REFERENCE_BROKEN);
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 3);
  const std::string draft = Captured(kAnn, Note(occasion, "Mine."), false).name();
  ExpectError(Create(Finding("Two.", {draft})), reasons::ERROR_REASON_REFERENCE_BROKEN);
  const std::string withdrawn = AddItem(kAnn, occasion, "Misheard.");
  WithdrawItem(kAnn, withdrawn);
  ExpectError(Create(Finding("Three.", {withdrawn})), reasons::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(FindingsTest, CreateFinding_SentTwiceActsOnceAlsoWhileEvidenceIsAway) {
  v1::CreateFindingRequest request = Finding("Once.", AddTriangulated("Once."));
  request.set_request_id("r1");
  const v1::Finding first = Value(Create(request));
  evidence_channel().SetAway(true);
  EXPECT_EQ(Value(Create(request)).name(), first.name());
  request.set_request_id("r2");
  ExpectError(Create(request), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(FindingsTest, CreateFinding_EndsWithTheLetter) {
  scheduling::v1::Review review = evidence_.review();
  review.set_state(scheduling::v1::Review::STATE_LETTER_ISSUED);
  Know(review);
  ExpectError(Create(Finding("Late.", {})), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(FindingsTest, AgreeFinding_NeedsTriangulationOrAnOverrideByTheLead) {
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 3);
  const std::string name =
      Value(Create(Finding("One says.", {AddItem(kAnn, occasion, "So.")}))).name();
  ExpectError(Agree(name), reasons::ERROR_REASON_RULE_BROKEN);
  ExpectError(Override(name, kManager), reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_EQ(Value(Override(name, kLead)).override().person(), kLead);
  EXPECT_EQ(Value(Agree(name)).state(), v1::Finding::STATE_AGREED);

  const std::string bare = Value(Create(Finding("A thought.", {}))).name();
  ExpectError(Override(bare, kLead), reasons::ERROR_REASON_RULE_BROKEN);
  const std::string sound = Value(Create(Finding("Sound.", AddTriangulated("Sound.")))).name();
  ExpectError(Override(sound, kLead), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(FindingsTest, UpdateFinding_MakesItADraftAgainAndEndsTheOverrideOfOtherEvidence) {
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 3);
  const std::string item = AddItem(kAnn, occasion, "So.");
  const std::string name = Value(Create(Finding("One says.", {item}))).name();
  Value(Override(name, kLead));
  Value(Agree(name));
  v1::UpdateFindingRequest request;
  request.mutable_finding()->set_name(name);
  request.mutable_finding()->set_text("One parent says.");
  v1::Finding changed = Value(findings().UpdateFinding(Writes(), request));
  EXPECT_EQ(changed.state(), v1::Finding::STATE_DRAFT);
  EXPECT_TRUE(changed.has_override());
  request.mutable_finding()->add_bases()->set_item(AddItem(kAnn, occasion, "And so."));
  changed = Value(findings().UpdateFinding(Writes(), request));
  EXPECT_FALSE(changed.has_override());
  EXPECT_EQ(changed.bases_size(), 1);
  request.mutable_finding()->set_etag("stale");
  ExpectError(findings().UpdateFinding(Writes(), request), reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(FindingsTest, AnOverride_LapsesWhenTheFindingSaysSomethingElse) {
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 3);
  const std::string name =
      Value(Create(Finding("One says.", {AddItem(kAnn, occasion, "So.")}))).name();
  v1::UpdateFindingRequest reword;
  reword.mutable_finding()->set_name(name);
  reword.mutable_finding()->set_text("All say.");
  Value(Override(name, kLead));
  EXPECT_FALSE(Value(findings().UpdateFinding(Writes(kManager), reword)).has_override());
  v1::UpdateFindingRequest turn;
  turn.mutable_finding()->set_name(name);
  turn.mutable_finding()->set_kind(v1::Finding::KIND_AREA_FOR_CONSIDERATION);
  Value(Override(name, kLead));
  EXPECT_FALSE(Value(findings().UpdateFinding(Writes(), turn)).has_override());
  ExpectError(Agree(name), reasons::ERROR_REASON_RULE_BROKEN);
}

TEST_F(FindingsTest, AnOverride_LapsesWithTheLastOfTheSupport) {
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 3);
  const std::string item = AddItem(kAnn, occasion, "So.");
  const std::string name = Value(Create(Finding("One says.", {item}))).name();
  Value(Override(name, kLead));
  Value(Agree(name));
  WithdrawItem(kAnn, item);
  ExpectError(Agree(name), reasons::ERROR_REASON_RULE_BROKEN);
  FollowEvidence();
  const v1::Finding marked = Get(name);
  EXPECT_FALSE(marked.has_override());
  EXPECT_THAT(marked.marks(), UnorderedElementsAre(v1::Finding::MARK_EVIDENCE_WITHDRAWN,
                                                   v1::Finding::MARK_SUPPORT_LOST));
  ExpectError(Agree(name), reasons::ERROR_REASON_RULE_BROKEN);
  ExpectError(Override(name, kLead), reasons::ERROR_REASON_RULE_BROKEN);
}

TEST_F(FindingsTest, EvidenceWithdrawn_MarksAnAgreedFindingUntilItIsAgreedAnew) {
  const v1::Finding agreed = AddAgreed("Reading is ahead.");
  WithdrawItem(kBen, agreed.bases(1).item());
  FollowEvidence();
  const v1::Finding marked = Get(agreed.name());
  EXPECT_EQ(marked.state(), v1::Finding::STATE_AGREED);
  EXPECT_THAT(marked.marks(), UnorderedElementsAre(v1::Finding::MARK_EVIDENCE_WITHDRAWN,
                                                   v1::Finding::MARK_SUPPORT_LOST));
  EXPECT_EQ(marked.assessment().support(), evidence::v1::SUPPORT_SINGLE_SOURCE);
  v1::ListFindingsRequest list;
  list.set_parent(kReview);
  list.set_marked(true);
  EXPECT_EQ(Value(findings().ListFindings(Reads(), list)).findings_size(), 1);
  Value(Override(agreed.name(), kLead));
  EXPECT_THAT(Value(Agree(agreed.name())).marks(), IsEmpty());
}

TEST_F(FindingsTest, EvidenceRevisedOrContradicted_MarksAnAgreedFinding) {
  const v1::Finding agreed = AddAgreed("Reading is ahead.");
  const evidence::v1::Item item = Value(evidence::EvidenceTest::Get(kLead, agreed.bases(0).item()));
  evidence::v1::ItemContent content = item.content();
  content.set_text("Reading is ahead, says the head.");
  Value(Revise(kAnn, item, item.version(), content));
  FollowEvidence();
  EXPECT_THAT(Get(agreed.name()).marks(), ElementsAre(v1::Finding::MARK_EVIDENCE_REVISED));
  AddItem(kBen, AddOccasion(kBen, evidence::v1::SOURCE_CLASS_LEADERSHIP, 3), "It is not.", false);
  FollowEvidence();
  EXPECT_THAT(Get(agreed.name()).marks(),
              ElementsAre(v1::Finding::MARK_EVIDENCE_REVISED, v1::Finding::MARK_CONTRADICTED));
}

TEST_F(FindingsTest, ADraftShowsItsSupportAndIsNotMarked) {
  const auto items = AddTriangulated("Reading is ahead.");
  const std::string name = Value(Create(Finding("Reading is ahead.", items))).name();
  WithdrawItem(kBen, items[1]);
  FollowEvidence();
  EXPECT_EQ(Get(name).assessment().support(), evidence::v1::SUPPORT_SINGLE_SOURCE);
  EXPECT_THAT(Get(name).marks(), IsEmpty());
}

TEST_F(FindingsTest, WhileEvidenceIsSilent_AFindingSaysThatItMayBeStale) {
  const v1::Finding agreed = AddAgreed("Reading is ahead.");
  EXPECT_FALSE(Get(agreed.name()).assessment_stale());
  clock().Advance(absl::Minutes(2));
  EXPECT_TRUE(Get(agreed.name()).assessment_stale());
  evidence_channel().SetAway(true);
  v1::RefreshFindingRequest refresh;
  refresh.set_name(agreed.name());
  ExpectError(findings().RefreshFinding(Writes(), refresh),
              reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  ExpectError(Agree(agreed.name()), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(FindingsTest, ChangesWhileEvidenceWasNotFollowed_AreCaughtUpWith) {
  const v1::Finding agreed = AddAgreed("Reading is ahead.");
  WithdrawItem(kBen, agreed.bases(1).item());
  WithdrawItem(kAnn, agreed.bases(0).item());
  FollowEvidence();
  EXPECT_EQ(Get(agreed.name()).assessment().support(), evidence::v1::SUPPORT_NONE);
}

TEST_F(FindingsTest, Findings_AreTheTeamsAlone) {
  const std::string name = AddAgreed("Reading is ahead.").name();
  EXPECT_EQ(Get(name).name(), name);
  for (const rpc::Call& call :
       {Reads(kStranger),
        As(roles::ROLE_HOST_DIRECTOR, kLincolnshire, roles::PERMISSION_FINDING_READ),
        As(roles::ROLE_PROGRAMME_OFFICE, "", roles::PERMISSION_FINDING_READ),
        As(roles::ROLE_REGIONAL_BOARD, evidence::kNottingham, roles::PERMISSION_FINDING_READ)}) {
    ExpectError(Get(name, call), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    v1::ListFindingsRequest list;
    list.set_parent(kReview);
    ExpectError(findings().ListFindings(call, list), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(findings().CreateFinding(Writes(kAnn), Finding("Not a lead.", {})),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(FindingsTest, ListFindings_GoesByLimbThenKind) {
  const auto add = [&](const std::string& limb, v1::Finding::Kind kind) {
    v1::CreateFindingRequest request = Finding("Text.", {});
    request.mutable_finding()->set_limb(limb);
    request.mutable_finding()->set_kind(kind);
    Value(Create(request));
  };
  add("kloe-1/b", v1::Finding::KIND_STRENGTH);
  add("kloe-1/a", v1::Finding::KIND_AREA_FOR_CONSIDERATION);
  add("kloe-1/a", v1::Finding::KIND_STRENGTH);
  add("kloe-1", v1::Finding::KIND_STRENGTH);
  v1::ListFindingsRequest list;
  list.set_parent(kReview);
  list.set_page_size(3);
  std::vector<std::string> listed;
  do {
    const auto page = Value(findings().ListFindings(Reads(), list));
    for (const auto& finding : page.findings()) {
      listed.push_back(absl::StrCat(finding.limb(), " ", finding.kind()));
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(listed, ElementsAre("kloe-1 1", "kloe-1/a 1", "kloe-1/a 2", "kloe-1/b 1"));
  list.set_limb("kloe-1/a");
  EXPECT_EQ(Value(findings().ListFindings(Reads(), list)).findings_size(), 2);
}

TEST_F(FindingsTest, Recommendations_AreNumberedAndRestOnFindings) {
  const std::string finding = AddAgreed("Reading is ahead.").name();
  v1::CreateRecommendationRequest request = Recommendation("Tell the others.", finding);
  EXPECT_EQ(Value(findings().CreateRecommendation(Writes(), request)).number(), 1);
  const v1::Recommendation second = Value(findings().CreateRecommendation(Writes(), request));
  EXPECT_EQ(second.number(), 2);
  request.mutable_recommendation()->set_number(2);
  ExpectError(findings().CreateRecommendation(Writes(), request),
              reasons::ERROR_REASON_FIELD_INVALID);
  request.mutable_recommendation()->set_number(0);
  request.mutable_recommendation()->set_findings(0, absl::StrCat(kReview, "/findings/none"));
  ExpectError(findings().CreateRecommendation(Writes(), request),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  v1::WithdrawFindingRequest withdraw;
  withdraw.set_name(finding);
  withdraw.set_reason("Wrong.");
  ExpectError(findings().WithdrawFinding(Writes(), withdraw),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  v1::WithdrawRecommendationRequest take_back;
  take_back.set_name(second.name());
  take_back.set_reason("Said twice.");
  EXPECT_EQ(Value(findings().WithdrawRecommendation(Writes(), take_back)).state(),
            v1::Recommendation::STATE_WITHDRAWN);
}

TEST_F(FindingsTest, WithdrawFinding_LeavesEachRecommendationOneThatStands) {
  const std::string first = AddAgreed("Reading is ahead.").name();
  const std::string second = AddAgreed("Writing is ahead.").name();
  v1::CreateRecommendationRequest request = Recommendation("Tell the others.", first);
  request.mutable_recommendation()->add_findings(second);
  Value(findings().CreateRecommendation(Writes(), request));
  v1::WithdrawFindingRequest withdraw;
  withdraw.set_reason("Wrong.");
  withdraw.set_name(first);
  EXPECT_TRUE(findings().WithdrawFinding(Writes(), withdraw).ok());
  withdraw.set_name(second);
  ExpectError(findings().WithdrawFinding(Writes(), withdraw),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(FindingsTest, AReview_HasABoundedNumberOfFindingsAndRecommendations) {
  const std::string finding = AddAgreed("Reading is ahead.").name();
  const auto insert = [&](auto& table, auto message, const char* collection, int most) {
    return database().Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
      absl::Status status;
      message.set_state(decltype(message)::STATE_WITHDRAWN);
      for (int i = 0; i < most && status.ok(); ++i) {
        message.set_name(absl::StrCat(kReview, collection, "w", i));
        status = table.Insert(tx, message);
      }
      return status;
    });
  };
  const auto& store = context().store.findings;
  ASSERT_TRUE(insert(store.findings, v1::Finding(), "/findings/", 998).ok());
  EXPECT_TRUE(Create(Finding("The last.", {})).ok());
  ExpectError(Create(Finding("One more.", {})), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  ASSERT_TRUE(insert(store.recommendations, v1::Recommendation(), "/recommendations/", 299).ok());
  const auto recommend = Recommendation("Tell the others.", finding);
  EXPECT_TRUE(findings().CreateRecommendation(Writes(), recommend).ok());
  ExpectError(findings().CreateRecommendation(Writes(), recommend),
              reasons::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(FindingsTest, DraftRecommendations_AreTheTeamsAlone) {
  const std::string finding = AddAgreed("Reading is ahead.").name();
  const std::string name =
      Value(findings().CreateRecommendation(Writes(), Recommendation("Tell.", finding))).name();
  v1::GetRecommendationRequest get;
  get.set_name(name);
  v1::ListRecommendationsRequest list;
  list.set_parent("regions/em/reviews/-");
  const rpc::Call team = By(kAnn, roles::PERMISSION_LETTER_READ);
  EXPECT_EQ(Value(findings().GetRecommendation(team, get)).findings(0), finding);
  EXPECT_EQ(Value(findings().ListRecommendations(team, list)).recommendations_size(), 1);
  for (const rpc::Call& call :
       {By(kStranger, roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_HOST_DIRECTOR, kLincolnshire, roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_PROGRAMME_OFFICE, "", roles::PERMISSION_LETTER_READ)}) {
    ExpectError(findings().GetRecommendation(call, get), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(Value(findings().ListRecommendations(call, list)).recommendations_size(), 0);
  }
}

TEST_F(FindingsTest, ListRecommendations_FindsWordsWhateverTheirEnding) {
  const std::string finding = AddAgreed("Reading is ahead.").name();
  for (const char* text : {"Share the tracking of pupils.", "Train governors."}) {
    Value(findings().CreateRecommendation(Writes(), Recommendation(text, finding)));
  }
  v1::ListRecommendationsRequest list;
  list.set_parent(kReview);
  const auto found = [&](const std::string& query) {
    list.set_query(query);
    return Value(findings().ListRecommendations(By(kAnn, roles::PERMISSION_LETTER_READ), list))
        .recommendations_size();
  };
  EXPECT_EQ(found("PUPIL tracked"), 1);
  EXPECT_EQ(found("pupil governor"), 0);
  EXPECT_EQ(found(""), 2);
}

TEST_F(FindingsTest, Recommendations_TellNothingOfAHiddenVisitThatTheyRepeat) {
  scheduling::v1::Review visit;
  visit.set_name(kOtherReview);
  visit.set_host(kLincolnshire);
  visit.set_unannounced(true);
  visit.add_need_to_know(kLead);
  Learn(visit);
  v1::Recommendation earlier =
      Recommendation("Share the tracking.", absl::StrCat(kOtherReview, "/findings/f"))
          .recommendation();
  earlier.set_name(absl::StrCat(kOtherReview, "/recommendations/r"));
  earlier.set_state(v1::Recommendation::STATE_ISSUED);
  const auto put = [&](v1::Recommendation recommendation) {
    const absl::Status stored =
        database().Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
          return context().store.findings.recommendations.Insert(tx, recommendation);
        });
    EXPECT_TRUE(stored.ok()) << stored;
  };
  put(earlier);
  auto request = Recommendation("Share it.", AddAgreed("Known.").name());
  request.mutable_recommendation()->add_repeats(earlier.name());
  ExpectError(findings().CreateRecommendation(Writes(), request),
              reasons::ERROR_REASON_REFERENCE_BROKEN);

  // One that was stored all the same.
  v1::Recommendation again = request.recommendation();
  again.set_name(absl::StrCat(kReview, "/recommendations/again"));
  again.set_number(1);
  again.set_state(v1::Recommendation::STATE_ISSUED);
  put(again);
  v1::GetRecommendationRequest get;
  get.set_name(again.name());
  v1::ListRecommendationsRequest list;
  list.set_parent(kReview);
  const auto shown = [&](const rpc::Call& call) {
    const int one = Value(findings().GetRecommendation(call, get)).repeats_size();
    EXPECT_EQ(Value(findings().ListRecommendations(call, list)).recommendations(0).repeats_size(),
              one);
    return one;
  };
  const rpc::Call host =
      As(roles::ROLE_HOST_DIRECTOR, kLincolnshire, roles::PERMISSION_LETTER_READ);
  EXPECT_EQ(shown(host), 0);
  EXPECT_EQ(shown(Reads(kAnn)), 0);
  EXPECT_EQ(shown(Reads(kLead)), 1);
  visit.set_released(true);
  Learn(visit);
  EXPECT_EQ(shown(host), 1);
  Value(findings().CreateRecommendation(Writes(), request));
}

}  // namespace
}  // namespace peerchallenge::recommendations
