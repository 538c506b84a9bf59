#include "services/scheduling/letter_following.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/changes/followed.h"
#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/letters.pb.h"
#include "services/scheduling/life_cycle.h"

namespace peerchallenge::scheduling {
namespace {

using changes::v1::WatchResponse;
using recommendations::v1::Letter;
using storage::Transaction;

constexpr char kLetters[] = "letters";
constexpr char kPackage[] = "peerchallenge.recommendations.v1.";
constexpr int kPageSize = 1'000;
constexpr absl::Duration kCallLimit = absl::Seconds(30);
constexpr absl::Duration kStoreTime = absl::Seconds(10);

// The review whose letter is issued by the change; empty for other changes.
std::string IssuedBy(const WatchResponse& response) {
  Letter letter;
  if (!response.has_change() || !response.change().resource().UnpackTo(&letter)) return "";
  return letter.state() == Letter::STATE_ISSUED ? validation::ReviewOf(letter.name()) : "";
}

// A review that is further on stays as it is. One that was cancelled meanwhile, or whose feedback
// nobody recorded, does not: its letter is out and never changes.
absl::Status RecordLetter(Transaction& tx, const Context& context, const std::string& name) {
  auto review = context.store.reviews.Get(tx, name);
  if (absl::IsNotFound(review.status())) return absl::OkStatus();
  if (!review.ok()) return review.status();
  if (!Take(Step::kFollowLetter, context.clock.Now(), *review).ok()) {
    return absl::OkStatus();
  }
  resources::SetUpdateTime(context.clock, *review);
  return context.store.reviews.Update(tx, *review);
}

}  // namespace

absl::StatusOr<std::string> LetterFollowing::StoredToken() {
  std::string token;
  absl::Status status = context_.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    const auto followed = changes::GetFollowed(tx, kLetters);
    if (followed.ok() && *followed) token = (*followed)->resume_token;
    return followed.status();
  });
  if (!status.ok()) return status;
  return token;
}

rpc::Reader<WatchResponse> LetterFollowing::Watch(const std::string& token,
                                                  const std::stop_token& stop) {
  changes::v1::WatchRequest request;
  request.set_resume_token(token);
  request.add_resource_types(Letter::descriptor()->full_name());
  return recommendations_.Stream<WatchResponse>(absl::StrCat(kPackage, "ChangesService/Watch"),
                                                request, stop);
}

absl::StatusOr<std::string> LetterFollowing::Fill(const std::string& from,
                                                  const std::stop_token& stop) {
  const auto first = Watch("", stop).Next();
  if (!first.ok()) return first.status();
  if (!first->has_value()) return absl::UnavailableError("the stream has ended");
  const auto issued = ListIssued(stop);
  if (!issued.ok()) return issued.status();
  absl::Status status = Record(*issued, from, (*first)->resume_token());
  if (!status.ok()) return status;
  return (*first)->resume_token();
}

absl::Status LetterFollowing::TakeOver(const std::string& from, const WatchResponse& response,
                                       const std::stop_token&) {
  std::set<std::string> reviews;
  if (std::string review = IssuedBy(response); !review.empty()) reviews.insert(std::move(review));
  return Record(reviews, from, response.resume_token());
}

absl::StatusOr<std::set<std::string>> LetterFollowing::ListIssued(
    const std::stop_token& stop) const {
  std::vector<v1::Region> regions;
  absl::Status status = context_.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    auto all = context_.store.regions.All(tx);
    if (!all.ok()) return all.status();
    regions = *std::move(all);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::set<std::string> reviews;
  for (const v1::Region& region : regions) {
    recommendations::v1::ListLettersRequest request;
    request.set_parent(absl::StrCat(region.name(), "/reviews/-"));
    request.set_page_size(kPageSize);
    request.add_states(Letter::STATE_ISSUED);
    do {
      if (stop.stop_requested()) return absl::CancelledError("the service stops");
      const auto page = recommendations_.Unary<recommendations::v1::ListLettersResponse>(
          absl::StrCat(kPackage, "LetterService/ListLetters"), request, {.cancelled = stop},
          kCallLimit);
      // A region that the other service has not heard of yet has no letters.
      if (absl::IsNotFound(page.status())) break;
      if (!page.ok()) return page.status();
      for (const Letter& letter : page->letters()) {
        reviews.insert(validation::ReviewOf(letter.name()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  return reviews;
}

absl::Status LetterFollowing::Record(const std::set<std::string>& reviews, const std::string& from,
                                     const std::string& to) {
  return context_.database.Write(absl::Now() + kStoreTime, [&](Transaction& tx) {
    absl::Status status = changes::Advance(tx, kLetters, from, {to, context_.clock.Now()});
    for (const std::string& review : reviews) {
      if (status.ok()) status = RecordLetter(tx, context_, review);
    }
    return status;
  });
}

}  // namespace peerchallenge::scheduling
