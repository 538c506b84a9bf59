#include "services/peerchallenge/sample.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/json.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using v1::Review;
using v1::TeamMember;

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::istringstream no_input;
  return ReadInput(path.string(), no_input);
}

absl::Status ReadMessage(const std::filesystem::path& path, google::protobuf::Message& message) {
  const auto text = ReadFile(path);
  if (!text.ok()) return text.status();
  return ParseJson(*text, path.string(), message);
}

absl::Status LoadVisits(const std::filesystem::path& folder, Sample& sample) {
  std::error_code none;  // no visits, where there is no such folder
  std::set<std::filesystem::path> reviews;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.is_directory()) reviews.insert(entry.path());
  }
  for (const std::filesystem::path& review : reviews) {
    SampleVisit visit;
    visit.review = absl::StrCat(sample.region.name(), "/reviews/", review.filename().string());
    const std::vector<std::pair<std::string, google::protobuf::Message*>> files{
        {"venues.json", &visit.venues},
        {"participants.json", &visit.participants},
        {"groups.json", &visit.groups},
        {"sessions.json", &visit.sessions}};
    for (const auto& [file, message] : files) {
      if (absl::Status status = ReadMessage(review / file, *message); !status.ok()) return status;
    }
    sample.visits.push_back(std::move(visit));
  }
  return absl::OkStatus();
}

absl::Status CheckNames(const Sample& sample) {
  const std::string inside = absl::StrCat(sample.region.name(), "/");
  std::vector<std::string> names{sample.programme.name()};
  for (const v1::Authority& authority : sample.authorities) names.push_back(authority.name());
  for (const Review& review : sample.reviews) names.push_back(review.name());
  for (const SampleVisit& visit : sample.visits) {
    for (const auto& venue : visit.venues.venues()) names.push_back(venue.name());
    for (const auto& person : visit.participants.participants()) names.push_back(person.name());
    for (const auto& group : visit.groups.participant_groups()) names.push_back(group.name());
    for (const auto& session : visit.sessions.sessions()) names.push_back(session.name());
  }
  for (const std::string& name : names) {
    if (!absl::StartsWith(name, inside)) {
      return errors::InvalidField("name", name,
                                  absl::StrCat("a name below ", sample.region.name()));
    }
  }
  return absl::OkStatus();
}

template <typename Request>
ReviewStep StepOf(const std::string& method, const Review& now, Request request = {}) {
  request.set_name(now.name());
  request.set_etag(now.etag());
  return {absl::StrCat("ReviewService/", method), std::make_unique<Request>(std::move(request))};
}

ReviewStep AgreeScope(const Review& now, const Review& wanted) {
  v1::AgreeScopeRequest request;
  *request.mutable_scope() = wanted.scope();
  return StepOf("AgreeScope", now, std::move(request));
}

ReviewStep ProposeTeam(const Review& now, const Review& wanted) {
  v1::ProposeTeamRequest request;
  if (const auto start = validation::ParseDay(wanted.start_date())) {
    request.set_week(validation::FormatDay(absl::PrevWeekday(*start + 1, absl::Weekday::monday)));
  }
  *request.mutable_members() = wanted.team();
  return StepOf("ProposeTeam", now, std::move(request));
}

// Invites, accepts, agrees: what the members' answers ask for next.
ReviewStep TowardsAgreedTeam(const Review& now) {
  const auto& team = now.team();
  const auto first_with = [&team](TeamMember::State state) {
    return std::find_if(team.begin(), team.end(),
                        [&](const TeamMember& member) { return member.state() == state; });
  };
  if (first_with(TeamMember::STATE_PROPOSED) != team.end())
    return StepOf<v1::InviteTeamRequest>("InviteTeam", now);
  const auto invited = first_with(TeamMember::STATE_INVITED);
  if (invited == team.end()) return StepOf<v1::AgreeTeamRequest>("AgreeTeam", now);
  v1::AnswerInvitationRequest answer;
  answer.set_person(invited->person());
  answer.set_accept(true);
  return StepOf("AnswerInvitation", now, std::move(answer));
}

}  // namespace

absl::StatusOr<Sample> LoadSample(const std::filesystem::path& folder) {
  Sample sample;
  v1::ListAuthoritiesResponse authorities;
  v1::ListReviewsResponse reviews;
  const std::vector<std::pair<std::string, google::protobuf::Message*>> files{
      {"region.json", &sample.region},
      {"authorities.json", &authorities},
      {"programme.json", &sample.programme},
      {"reviews.json", &reviews}};
  for (const auto& [file, message] : files) {
    if (absl::Status status = ReadMessage(folder / file, *message); !status.ok()) return status;
  }
  auto people = ReadFile(folder / "people.csv");
  if (!people.ok()) return people.status();
  sample.people_csv = *std::move(people);
  sample.authorities.assign(authorities.authorities().begin(), authorities.authorities().end());
  sample.reviews.assign(reviews.reviews().begin(), reviews.reviews().end());
  if (absl::Status status = LoadVisits(folder / "visits", sample); !status.ok()) return status;
  if (absl::Status status = CheckNames(sample); !status.ok()) return status;
  return sample;
}

Review AsCreated(const Review& wanted) {
  Review review = wanted;
  review.clear_state();
  review.clear_team();
  review.clear_start_date();
  review.clear_end_date();
  return review;
}

std::optional<ReviewStep> NextStep(const Review& now, const Review& wanted) {
  if (now.state() == Review::STATE_CANCELLED || wanted.state() == Review::STATE_CANCELLED)
    return std::nullopt;
  const bool is_scoped = now.state() >= Review::STATE_SCOPED;
  if (!is_scoped && wanted.state() >= Review::STATE_SCOPED) return AgreeScope(now, wanted);
  const bool takes_team = now.state() <= Review::STATE_SCOPED;
  if (takes_team && now.team().empty() && !wanted.team().empty()) return ProposeTeam(now, wanted);
  if (now.state() >= wanted.state()) return std::nullopt;
  switch (now.state()) {
    case Review::STATE_SCOPED:
      return TowardsAgreedTeam(now);
    case Review::STATE_TEAM_AGREED:
      return StepOf<v1::ConfirmTimetableRequest>("ConfirmTimetable", now);
    case Review::STATE_TIMETABLED:
      return StepOf<v1::StartVisitRequest>("StartVisit", now);
    case Review::STATE_ON_SITE:
      return StepOf<v1::RecordFeedbackRequest>("RecordFeedback", now);
    default:  // a letter is its team's to issue
      return std::nullopt;
  }
}

}  // namespace peerchallenge::cli
