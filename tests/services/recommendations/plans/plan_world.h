#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "tests/services/recommendations/served_world.h"

namespace peerchallenge::recommendations {

inline const std::string kRegion = "regions/em";
inline const std::string kLincolnshire = "regions/em/authorities/E10000019";
inline const std::string kNottingham = "regions/em/authorities/E06000018";
// Is replaced by North Northamptonshire at the end of March 2013.
inline const std::string kNorthamptonshire = "regions/em/authorities/E10000021";
inline const std::string kNorthNorthamptonshire = "regions/em/authorities/E06000061";

// A review of each of the three, and the plans of their letters.
inline const std::string kReview = "regions/em/reviews/lin";
inline const std::string kPlan = "regions/em/reviews/lin/actionPlan";
inline const std::string kOtherPlan = "regions/em/reviews/not/actionPlan";
inline const std::string kOldPlan = "regions/em/reviews/nhs/actionPlan";
// In scheduling: looks back at the review of Lincolnshire; one of Nottingham.
inline const std::string kProgressReview = "regions/em/reviews/lin-progress";
inline const std::string kOtherProgressReview = "regions/em/reviews/not-progress";

// The team of Lincolnshire's review, and the lead of the other ones.
inline const Who kLead = {"regions/em/people/lead", {"REVIEWER@regions/em"}};
inline const Who kManager = {"regions/em/people/manager", {"REVIEWER@regions/em"}};
inline const Who kPeer = {"regions/em/people/peer", {"REVIEWER@regions/em"}};
inline const Who kAuditor = {"regions/em/people/case-auditor", {"REVIEWER@regions/em"}};
inline const Who kStranger = {"regions/em/people/stranger", {"REVIEWER@regions/em"}};
inline const Who kOffice = {"office", {"PROGRAMME_OFFICE@regions/em"}};
inline const Who kBoard = {"board", {"REGIONAL_BOARD@regions/em"}};
// A member of the board from Lincolnshire, who steps aside.
inline const Who kHostsBoard = {"hosts-board", {"REGIONAL_BOARD@regions/em/authorities/E10000019"}};
inline const Who kDirector = {"director", {"HOST_DIRECTOR@regions/em/authorities/E10000019"}};
inline const Who kOtherDirector = {"other", {"HOST_DIRECTOR@regions/em/authorities/E06000018"}};
inline const Who kScrutiny = {"scrutiny", {"SCRUTINY_OFFICER@regions/em/authorities/E10000019"}};
inline const Who kOtherScrutiny = {"other-scrutiny",
                                   {"SCRUTINY_OFFICER@regions/em/authorities/E06000018"}};
inline const Who kSystem = {"system",
                            {"COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR"}};
inline const Who kOtherRegionsOffice = {"wm-office", {"PROGRAMME_OFFICE@regions/wm"}};

// A letter's recommendation as tests speak of it.
struct Advice {
  std::string id;
  std::string text = "Offer every care leaver a mentor.";
  std::vector<std::string> repeats = {};
};

// A served world that knows the reviews above. Letters are issued by Issue(), as of today. At first
// it is 31 July 2012, and nothing is issued.
class PlanWorld : public ServedWorld {
 public:
  explicit PlanWorld(storage::Backend backend = storage::Backend::kSqlite);

  // Calls "GetActionPlan".
  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Call(const Who& who, const std::string& method, const Request& request) {
    return ServedWorld::Call<Reply>(who, absl::StrCat("ActionPlanService/", method), request);
  }

  // Issues the letter of a review with these recommendations, numbered in this order.
  void Issue(const std::string& review, const std::string& host, const std::vector<Advice>& advice);
  // Adds an issued recommendation of no letter, and a draft, to a review.
  void Advise(const std::string& review, const Advice& advice);
  void Draft(const std::string& review, const Advice& advice);

  // Makes an authority the host of a review of Lincolnshire.
  void KnowHost(const std::string& review, const std::string& host);
  void KnowState(const std::string& review, scheduling::v1::Review::State state);
  // Makes a review of Lincolnshire an unannounced visit that is not released.
  void Hide(const std::string& review);

  // Goes on to noon of a day, YYYY-MM-DD. Nothing that is due is worked off.
  void GoTo(const std::string& date);

 private:
  void Add(v1::Recommendation recommendation);
  // Makes the region and its reviews what is known, as of now.
  void KnowAll();

  std::map<std::string, std::string> hosts_;  // by review, where another than at first
  std::map<std::string, scheduling::v1::Review::State> states_;  // likewise
  std::string hidden_;                                           // review
};

// Lincolnshire's plan with the recommendations r1, r2 and r3, and what tests do with it.
class PlanTest : public testing::Test {
 protected:
  explicit PlanTest(storage::Backend backend = storage::Backend::kSqlite) : world_(backend) {
    world_.Issue(kReview, kLincolnshire, {{"r1"}, {"r2"}, {"r3"}});
  }

  absl::StatusOr<v1::ActionPlan> Get(const Who& who, const std::string& plan = kPlan);
  v1::ActionPlan Plan() { return Value(Get(kDirector)); }
  absl::StatusOr<v1::RecommendationResponse> Respond(
      const std::string& id,
      v1::RecommendationResponse::Decision decision = v1::RecommendationResponse::DECISION_ACCEPTED,
      const std::string& reason = "", const Who& who = kDirector);
  // What creating an action for these recommendations asks.
  static v1::CreateActionRequest Acting(const std::string& id,
                                        const std::vector<std::string>& serves = {"r1"});
  absl::StatusOr<v1::Action> Create(const v1::CreateActionRequest& request,
                                    const Who& who = kDirector);
  absl::StatusOr<v1::Action> GetAction(const std::string& id, const Who& who = kDirector);
  absl::StatusOr<v1::Action> Record(const std::string& action, const v1::ActionUpdate& update,
                                    const std::string& id = "", const Who& who = kDirector);
  absl::StatusOr<v1::ActionPlan> Submit(const std::string& etag = "", const Who& who = kDirector);
  absl::StatusOr<v1::ActionPlan> Publish(const std::string& etag = "", const Who& who = kDirector);
  // All accepted and served by the action a1, submitted and published.
  void PublishWhole();
  absl::StatusOr<v1::ProgressReview> Review(const v1::RecordProgressReviewRequest& request,
                                            const Who& who = kLead);
  // What a progress review of today asks that says this of recommendations.
  v1::RecordProgressReviewRequest Reviewing(
      const std::vector<std::pair<std::string, v1::ProgressReview::Verdict::Decision>>& verdicts);
  std::vector<v1::RecommendationResponse> Responses(const Who& who = kDirector);
  std::vector<v1::Action> Actions(const Who& who, const std::string& parent = kPlan);
  std::vector<v1::ActionPlan> Plans(const Who& who);

  PlanWorld world_;
};

// The name of a recommendation of Lincolnshire's letter, and of an action of its plan.
std::string Recommended(const std::string& id);
std::string ActionName(const std::string& id);

}  // namespace peerchallenge::recommendations
