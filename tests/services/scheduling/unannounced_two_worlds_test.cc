// An unannounced visit is invisible until its release, on every path of the scheduling API: two
// worlds that differ in nothing else look the same.

#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
#include <set>

#include "absl/strings/str_join.h"
#include "common/access/roles.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "tests/services/scheduling/unannounced_visit.h"

namespace peerchallenge::scheduling {
namespace {

using testing::HasSubstr;

// Opaque tokens differ at random, whatever they hold; all that they may tell is their length.
std::string WithoutTokens(const std::string& json) {
  static const std::regex kToken("\"(nextPageToken|resumeToken)\":\"([^\"]*)\"");
  std::string masked;
  std::sregex_iterator it(json.begin(), json.end(), kToken);
  size_t from = 0;
  for (; it != std::sregex_iterator(); ++it) {
    masked += json.substr(from, static_cast<size_t>(it->position()) - from);
    masked += absl::StrCat("\"", (*it)[1].str(), "\":", (*it)[2].length());
    from = static_cast<size_t>(it->position() + it->length());
  }
  // How long a search took by the wall clock is never the same twice, nor are a call's id and port.
  static const std::regex kRandom("\"(elapsed|requestId|peer)\":\"[^\"]*\"");
  return std::regex_replace(masked + json.substr(from), kRandom, "\"$1\":0");
}

// All that one caller can see, in one text.
class Observer {
 public:
  Observer(World& world, Who who) : world_(world), who_(std::move(who)) {}

  void Ask(const std::string& method, const std::string& request) {
    const Answer answer = world_.Call(who_, method, request);
    asked_.insert(method);
    seen_ += absl::StrCat(method, " ", request, " -> ", Told(answer.status), " ",
                          WithoutTokens(answer.json), "\n");
  }

  // Every page of a list, for a page size.
  void AskPages(const std::string& method, const std::string& members, int page_size) {
    asked_.insert(method);
    std::string token;
    static const std::regex kNext("\"nextPageToken\":\"([^\"]+)\"");
    for (int page = 0; page < 50; ++page) {
      const Answer answer = world_.Call(who_, method,
                                        absl::StrCat("{", members, ", \"pageSize\": ", page_size,
                                                     ", \"pageToken\": \"", token, "\"}"));
      seen_ += absl::StrCat(method, " page ", page, " of ", page_size, " -> ", Told(answer.status),
                            " ", WithoutTokens(answer.json), "\n");
      std::smatch match;
      if (!std::regex_search(answer.json, match, kNext)) return;
      token = match[1];
    }
    ADD_FAILURE() << "a list without end";
  }

  // All changes up to the one that contains `last`.
  void Watch(const std::string& resume, const std::string& last) {
    asked_.insert("ChangesService/Watch");
    for (const std::string& message :
         world_.Read(who_, "ChangesService/Watch",
                     absl::StrCat(R"({"resumeToken": ")", resume, "\"}"), last)) {
      seen_ += WithoutTokens(message) + "\n";
    }
  }

  const std::string& seen() const { return seen_; }
  const std::set<std::string>& asked() const { return asked_; }

 private:
  World& world_;
  Who who_;
  std::string seen_;
  std::set<std::string> asked_;
};

// The methods of this world that only read what is stored.
std::set<std::string> ReadingMethods(World& world) {
  std::set<std::string> reading;
  for (const auto* service : world.registry().services()) {
    if (service->name() == "PlannerService") continue;  // it is told all that it knows
    for (int i = 0; i < service->method_count(); ++i) {
      const rpc::Method* method = world.registry().Find(service->method(i));
      if (access::EffectOf(method->access.permission()) == access::Effect::kRead) {
        reading.insert(absl::StrCat(service->name(), "/", service->method(i)->name()));
      }
    }
  }
  return reading;
}

std::string ResumeToken(World& world, const Who& who) {
  const auto first = world.Read(who, "ChangesService/Watch", "{}", "resumeToken");
  if (first.empty()) return "";
  return Answer{absl::OkStatus(), first[0]}
      .As<peerchallenge::changes::v1::WatchResponse>()
      .resume_token();
}

// Audit entries of one time come in no particular order: as they are, behind all else.
std::string WithEntriesInOrder(const std::string& seen) {
  std::vector<std::string> entries;
  std::string rest;
  size_t at = 0;
  while (true) {
    const size_t begin = seen.find(R"({"time")", at);
    if (begin == std::string::npos) break;
    const size_t end = seen.find('}', seen.find(R"("count":)", begin)) + 1;
    rest += seen.substr(at, begin - at);
    entries.push_back(seen.substr(begin, end - begin));
    at = end;
  }
  std::sort(entries.begin(), entries.end());
  return absl::StrCat(rest, seen.substr(at), absl::StrJoin(entries, "\n"));
}

// One world's year up to the visit: with or without it, everything else is the same.
std::vector<std::string> LiveAYear(bool with_visit) {
  World world;
  SetUpRegion(world);
  AddChallenge(world, "lin", kHost);
  AddChallenge(world, "not", "E10000024");
  world.clock().Advance(absl::Hours(1));
  const std::vector<Who> outsiders = {
      Officer("HOST_DIRECTOR", kHost),
      Officer("HOST_COORDINATOR", kHost),
      {"system",
       {absl::StrCat("COUNCIL_SYSTEM@regions/em/authorities/", kHost, ";as=HOST_DIRECTOR")}},
      {"board", {absl::StrCat("REGIONAL_BOARD@regions/em/authorities/", kHost)}},
      Peer("e10000019-4"),
      kColleague};
  std::vector<std::string> resume;
  for (const Who& who : outsiders) resume.push_back(ResumeToken(world, who));

  if (with_visit) AddVisitTimetable(world, AddVisit(world));
  world.clock().Advance(absl::Hours(1));

  // What others do afterwards, with the people of the hidden team too.
  world.Must(kColleague, "ProgrammeService/StartPlan", R"({"parent": "regions/em/programmes/y",
      "planId": "p", "options": {"seed": "7", "stepLimit": "5000", "timeLimit": "60s"}})");
  world.Read(kColleague, "ProgrammeService/WatchPlan",
             R"({"name": "regions/em/programmes/y/plans/p"})");
  world.clock().Advance(absl::Hours(1));
  world.Must(kColleague, "ProgrammeService/AdoptPlan",
             R"({"name": "regions/em/programmes/y/plans/p"})");
  world.Must(kColleague, "DirectoryService/DeclareInterest", R"({
      "parent": "regions/em/people/e06000015-4", "interestId": "i", "interest": {
      "authority": "regions/em/authorities/E10000019", "kind": "KIND_FAMILY", "reason": "x"}})");
  world.Must(kColleague, "DirectoryService/UpdatePerson", R"({"person": {
      "name": "regions/em/people/e06000015-1", "inactive": true}})");

  std::vector<std::string> seen;
  std::set<std::string> asked;
  for (size_t i = 0; i < outsiders.size(); ++i) {
    Observer observer(world, outsiders[i]);
    for (const int page_size : {1, 2, 50}) {
      observer.AskPages("ReviewService/ListReviews", R"("parent": "regions/em")", page_size);
      observer.AskPages("DirectoryService/ListPeople", R"("parent": "regions/em")", page_size);
      observer.AskPages("ProgrammeService/ListPlans", R"("parent": "regions/em/programmes/y")",
                        page_size);
    }
    observer.AskPages("ReviewService/ListReviews",
                      R"("parent": "regions/em", "host": "regions/em/authorities/E10000019")", 50);
    observer.AskPages("DirectoryService/ListInterests", R"("parent": "regions/em/people/-")", 1);
    observer.AskPages("DirectoryService/ListAuthorities", R"("parent": "regions/em")", 2);
    observer.AskPages("DirectoryService/ListRoleGrants", R"("parent": "regions/em")", 2);
    observer.AskPages("ProgrammeService/ListProgrammes", R"("parent": "regions/em")", 2);
    observer.Ask("DirectoryService/ListRegions", "{}");
    observer.Ask("DirectoryService/GetRegion", R"({"name": "regions/em"})");
    observer.Ask("DirectoryService/GetAuthority",
                 R"({"name": "regions/em/authorities/E10000019"})");
    observer.Ask("ReviewService/GetReview", R"({"name": "regions/em/reviews/lin"})");
    observer.Ask("ProgrammeService/GetProgramme", R"({"name": "regions/em/programmes/y"})");
    observer.Ask("ProgrammeService/GetYear", R"({"name": "regions/em/programmes/y"})");
    observer.Ask("ProgrammeService/GetGiveAndTake", R"({"name": "regions/em/programmes/y"})");
    observer.Ask("ProgrammeService/GetPlan", R"({"name": "regions/em/programmes/y/plans/p"})");
    observer.Ask("ProgrammeService/WatchPlan", R"({"name": "regions/em/programmes/y/plans/p"})");
    observer.Ask("ProgrammeService/ExplainPlan",
                 R"({"name": "regions/em/programmes/y/plans/p", "review": "lin"})");
    observer.Ask("DirectoryService/QueryFreeBusy", R"({"parent": "regions/em",
        "people": ["regions/em/people/e06000015-1", "regions/em/people/e06000015-4",
                   "regions/em/people/e10000018-4"],
        "dates": {"startDate": "2012-09-03", "endDate": "2013-06-28"}})");
    observer.Ask("DirectoryService/CheckInterests", R"({"host": "regions/em/authorities/E10000019",
        "people": ["regions/em/people/e06000015-4"]})");
    observer.Ask("DirectoryService/GetPerson", R"({"name": "regions/em/people/e06000015-4"})");
    observer.Ask("DirectoryService/GetInterest",
                 R"({"name": "regions/em/people/e06000015-4/interests/i"})");
    observer.Ask(
        "ReviewService/SuggestReplacements",
        R"({"name": "regions/em/reviews/lin", "person": "regions/em/people/e10000024-1"})");
    observer.Ask("TimetableService/ExportCalendar", R"({"parent": "regions/em/reviews/-",
        "subject": "regions/em/people/e06000015-4"})");
    observer.Ask("TimetableService/ExportCalendar", R"({"parent": "regions/em/reviews/-",
        "subject": "regions/em/people/e10000018-4"})");
    for (const auto& [method, request] : TimetableRequests("regions/em/reviews/lin")) {
      observer.Ask("TimetableService/" + method, request);
    }
    // A change that everybody sees ends the watch of each.
    world.Must(
        kAdministrator, "DirectoryService/UpdateRegion",
        absl::StrCat(R"({"region": {"name": "regions/em", "displayName": "Round )", i, "\"}}"));
    observer.Watch(resume[i], absl::StrCat("Round ", i));
    seen.push_back(absl::StrCat(outsiders[i].subject, "\n", observer.seen()));
    asked.insert(observer.asked().begin(), observer.asked().end());
  }
  Observer auditor(world, kAuditor);
  if (!world.FlushAudit().ok()) ADD_FAILURE() << "the audit log is incomplete";
  for (const char* filter :
       {"", R"(, "subject": "office")", R"(, "subject": "colleague")",
        R"(, "startTime": "2012-03-01T01:00:00Z", "endTime": "2012-03-01T01:00:01Z")"}) {
    for (const int page_size : {10, 1000}) {
      auditor.AskPages("AuditService/ListAuditEntries",
                       absl::StrCat(R"("parent": "regions/em")", filter), page_size);
    }
  }
  seen.push_back(WithEntriesInOrder(auditor.seen()));
  asked.insert(auditor.asked().begin(), auditor.asked().end());
  for (const std::string& method : ReadingMethods(world)) {
    EXPECT_TRUE(asked.contains(method)) << method << " may tell the worlds apart: ask it, too";
  }
  return seen;
}

TEST(UnannouncedVisitTwoWorldsTest, NobodyOutsideCanTellTheWorldsApart) {
  const std::vector<std::string> with = LiveAYear(true);
  const std::vector<std::string> without = LiveAYear(false);
  ASSERT_EQ(with.size(), without.size());
  for (size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i], without[i]);
}

// What auditors are shown of calls that fail on hidden visits, or else on names that nothing has.
std::string AuditOfFailures(bool with_visits) {
  World world;
  SetUpRegion(world);
  AddChallenge(world, "lin", kHost);
  world.clock().Advance(absl::Hours(1));
  std::vector<std::string> names = {"regions/em/reviews/0190b7a8-0000-7000-8000-000000000000",
                                    "regions/em/reviews/0190b7a8-0000-7000-8000-000000000001"};
  const auto fail = [&](const Who& who, const std::string& method, const std::string& review,
                        const std::string& more = "") {
    EXPECT_FALSE(world
                     .Call(who, "ReviewService/" + method,
                           absl::StrCat(R"({"name": ")", review, "\"", more, "}"))
                     .ok());
  };
  const std::string stale = R"(, "reason": "x", "etag": "stale")";
  if (with_visits) {
    names = {AddVisit(world), CreateVisit(world).name()};
    // Those who know of the visits fail as nobody can on a name that nothing has.
    for (size_t i = 0; i < 4; ++i) fail(kOffice, "CancelReview", names[i % 2], stale);
  }
  world.clock().Advance(absl::Hours(1));

  const std::string lin = "regions/em/reviews/lin";
  const Who director = Officer("HOST_DIRECTOR", kHost);
  const std::vector<std::vector<std::string>> within_minutes = {{names[0]},
                                                                {names[0], names[0], names[0]},
                                                                {names[0], names[1]},
                                                                {names[0], names[1], names[0]},
                                                                {lin, names[0], names[1]},
                                                                {names[1], lin, lin}};
  for (const auto& minute : within_minutes) {
    for (const std::string& review : minute) {
      fail(kColleague, "CancelReview", review, stale);
      fail(director, "ObjectToMember", review, stale);
      fail(kAuditor, "ReleaseReview", review);
      fail(Who{"stranger", {}}, "GetReview", review);
    }
    EXPECT_TRUE(world.FlushAudit().ok());
    world.clock().Advance(absl::Minutes(1));
  }
  Observer auditor(world, kAuditor);
  for (const int page_size : {3, 7, 1000}) {
    auditor.AskPages("AuditService/ListAuditEntries", R"("parent": "regions/em")", page_size);
  }
  return WithEntriesInOrder(auditor.seen());
}

TEST(UnannouncedVisitTwoWorldsTest, FailedCallsAreAuditedLikeThoseOnNothing) {
  const std::string with = AuditOfFailures(true);
  EXPECT_EQ(with, AuditOfFailures(false));
  EXPECT_THAT(with, HasSubstr("ETAG_MISMATCH")) << "of the review that is no secret";
  EXPECT_THAT(with, HasSubstr("RESOURCE_NOT_FOUND"));
}

// The comparison above is worth something only if it notices a difference.
TEST(UnannouncedVisitTwoWorldsTest, TheObserverNoticesAVisitThatIsNotHidden) {
  const auto look = [](bool with_visit) {
    World world;
    SetUpRegion(world);
    if (with_visit) {
      world.Must(kOffice, "ReviewService/ReleaseReview",
                 absl::StrCat(R"({"name": ")", AddVisit(world), "\"}"));
    }
    Observer observer(world, Officer("HOST_DIRECTOR", kHost));
    observer.AskPages("ReviewService/ListReviews", R"("parent": "regions/em")", 50);
    return observer.seen();
  };
  EXPECT_NE(look(true), look(false));
}

}  // namespace
}  // namespace peerchallenge::scheduling
