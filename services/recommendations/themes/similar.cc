// What ThemeService finds that is similar.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"
#include "services/recommendations/region_calls.h"
#include "services/recommendations/sight.h"
#include "services/recommendations/succession.h"
#include "services/recommendations/themes/deeds.h"
#include "services/recommendations/themes/issued_letters.h"
#include "services/recommendations/themes/ranking.h"
#include "services/recommendations/themes/similar_sums.h"
#include "services/recommendations/themes/theme_service.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::FindSimilarRequest;
using v1::FindSimilarResponse;
using validation::FieldChecks;

constexpr size_t kShortestText = 3;
constexpr size_t kLongestText = 2'000;
constexpr int kDefaultPage = 20;
constexpr int kLargestPage = 200;

absl::Status Check(const FindSimilarRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  checks.That(request.like_case() != FindSimilarRequest::LIKE_NOT_SET, "like", "",
              "a text or a recommendation");
  if (request.has_text()) checks.Text("text", request.text(), kShortestText, kLongestText);
  if (request.has_recommendation()) {
    checks.NameBelow("recommendation", request.recommendation(), kRecommendationName,
                     request.parent());
  }
  if (!request.theme().empty()) {
    checks.NameBelow("theme", request.theme(), kThemeName, request.parent());
  }
  return checks.Result();
}

absl::StatusOr<resources::NumberPage> PageOf(const storage::Sealer& sealer, const rpc::Call& call,
                                             const FindSimilarRequest& request) {
  FindSimilarRequest filter = request;
  filter.clear_page_size();
  filter.clear_page_token();
  const int32_t size =
      request.page_size() == 0 ? kDefaultPage : std::min(request.page_size(), kLargestPage);
  return resources::NumberPage::Of(sealer, call, filter.SerializeAsString(), size,
                                   request.page_token());
}

// A text that may be shown in full, and its letter.
struct Candidate {
  const LetterAndHost* letter;
  std::shared_ptr<const IssuedTextList> of;
  const IssuedText* text;
};

// One call, within its transaction.
class SimilarSearch {
 public:
  SimilarSearch(Transaction& tx, const Context& context, const rpc::Call& call,
                const FindSimilarRequest& request, const Viewer& viewer, IssuedTexts& texts)
      : tx_(tx),
        context_(context),
        call_(call),
        request_(request),
        viewer_(viewer),
        texts_(texts) {}

  absl::StatusOr<FindSimilarResponse> Answer() {
    const auto page = PageOf(context_.store.sealer, call_, request_);
    if (!page.ok()) return page.status();
    auto themes = context_.store.themes.ThemesOf(tx_, request_.parent());
    if (!themes.ok()) return themes.status();
    themes_ = *std::move(themes);
    tree_ = ThemeTree(themes_);
    absl::Status status = ReadQuery();
    if (status.ok()) status = FindNamed();
    if (status.ok()) status = GatherCandidates();
    if (!status.ok()) return status;
    return Respond(*page);
  }

 private:
  // The words to look for, and the themes of what they are from.
  absl::Status ReadQuery() {
    if (request_.has_text()) {
      query_ = QueryStems(request_.text());
      return absl::OkStatus();
    }
    const std::string& name = request_.recommendation();
    const auto found = context_.store.findings.recommendations.Get(tx_, name);
    if (!found.ok()) return found.status();
    ReviewSights sights(tx_, context_, viewer_);
    const auto standing = sights.Of(name);
    if (!standing.ok()) return standing.status();
    if (*standing == nullptr || !Sees(**standing, *found)) return errors::NotFound(name);
    query_ = QueryStems(found->text());
    spoken_of_.insert(found->themes().begin(), found->themes().end());
    return absl::OkStatus();
  }

  // The caller's own authorities, with those that they took the place of, and those that consent.
  absl::Status FindNamed() {
    auto consenting = context_.store.themes.ConsentingIn(tx_, request_.parent());
    if (!consenting.ok()) return consenting.status();
    named_ = *std::move(consenting);
    std::set<std::string> own = {viewer_.home_authority};
    for (const access::Grant& grant : viewer_.caller.grants) {
      const bool here = grant.region.empty() || grant.region == request_.parent();
      if (here && !grant.authority.empty()) {
        own.insert(absl::StrCat(request_.parent(), "/authorities/", grant.authority));
      }
    }
    own.erase("");
    for (const std::string& authority : own) {
      const auto all = HostAndPredecessors(tx_, context_.relations, authority);
      if (!all.ok()) return all.status();
      named_.insert(all->begin(), all->end());
    }
    return absl::OkStatus();
  }

  bool HasTheme(const IssuedText& text) const {
    return request_.theme().empty() ||
           std::any_of(text.themes.begin(), text.themes.end(),
                       [&](const std::string& theme) { return IsWithin(theme); });
  }
  // Whether a theme is the one that is asked for, or a narrower one.
  bool IsWithin(const std::string& theme) const {
    const std::vector<std::string> path = tree_.WithWider(theme);
    return std::find(path.begin(), path.end(), request_.theme()) != path.end();
  }

  absl::Status GatherCandidates() {
    auto letters =
        IssuedLettersOf(tx_, context_, request_.parent(), environment::Today(context_.clock));
    if (!letters.ok()) return letters.status();
    letters_ = *std::move(letters);
    for (const LetterAndHost& letter : letters_) {
      if (!named_.contains(letter.host)) continue;
      const auto texts = texts_.Of(tx_, context_, letter.letter);
      if (!texts.ok()) return texts.status();
      for (const IssuedText& text : **texts) {
        const bool is_query =
            !text.recommendation.empty() && text.recommendation == request_.recommendation();
        if (!is_query && HasTheme(text)) candidates_.push_back({&letter, *texts, &text});
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<FindSimilarResponse> Respond(const resources::NumberPage& page) {
    std::vector<const Stems*> stems;
    for (const Candidate& candidate : candidates_) stems.push_back(&candidate.text->stems);
    const std::vector<size_t> ranked = Rank(query_, stems);
    FindSimilarResponse response;
    const auto places = page.PlacesOf(ranked.size());
    for (size_t i = places.begin; i < places.end; ++i) {
      absl::Status status = AddHit(candidates_[ranked[i]], response);
      if (!status.ok()) return status;
    }
    response.set_next_page_token(places.next_page_token);
    if (page.last() > 0) return response;
    for (const size_t place : ranked) {
      const auto& themes = candidates_[place].text->themes;
      spoken_of_.insert(themes.begin(), themes.end());
    }
    if (absl::Status status = AddOthers(response); !status.ok()) return status;
    return response;
  }

  absl::Status AddHit(const Candidate& candidate, FindSimilarResponse& response) {
    FindSimilarResponse::Hit& hit = *response.add_hits();
    hit.set_authority(candidate.letter->host);
    hit.set_recommendation(candidate.text->recommendation);
    hit.set_text(candidate.text->text);
    hit.set_issue_date(candidate.letter->letter.issue_date());
    if (hit.recommendation().empty()) return absl::OkStatus();
    auto actions = PublishedActionsOf(tx_, context_, validation::ReviewOf(hit.recommendation()));
    if (!actions.ok()) return actions.status();
    std::erase_if(*actions, [&](const v1::Action& action) {
      const auto& served = action.recommendations();
      return std::find(served.begin(), served.end(), hit.recommendation()) == served.end();
    });
    for (const v1::Action& action : *actions) hit.add_actions(action.text());
    hit.set_effect(BestEffect(*actions));
    return absl::OkStatus();
  }

  absl::Status AddOthers(FindSimilarResponse& response) {
    const auto newest = context_.store.themes.NewestRelease(tx_, request_.parent());
    if (!newest.ok()) return newest.status();
    if (!*newest) return absl::OkStatus();
    const auto counted = context_.store.themes.CountedOf(tx_, request_.parent());
    if (!counted.ok()) return counted.status();
    spoken_of_.merge(ThemesSpokenOf(query_, themes_));
    if (!request_.theme().empty()) {
      spoken_of_.insert(request_.theme());
      std::erase_if(spoken_of_, [&](const std::string& theme) { return !IsWithin(theme); });
    }
    const auto sums = SumUp(spoken_of_, **newest, *counted, named_);
    response.mutable_others()->Assign(sums.begin(), sums.end());
    return absl::OkStatus();
  }

  Transaction& tx_;
  const Context& context_;
  const rpc::Call& call_;
  const FindSimilarRequest& request_;
  const Viewer& viewer_;
  IssuedTexts& texts_;

  std::vector<v1::Theme> themes_;
  ThemeTree tree_;
  std::set<std::string> query_;
  std::set<std::string> spoken_of_;  // themes
  Authorities named_;
  std::vector<LetterAndHost> letters_;
  std::vector<Candidate> candidates_;
};

}  // namespace

absl::StatusOr<FindSimilarResponse> ThemeService::FindSimilar(const rpc::Call& call,
                                                              const FindSimilarRequest& request) {
  if (absl::Status status = Check(request); !status.ok()) return status;
  return ReadReached<FindSimilarResponse>(
      context_, call, InRegion(context_, call, request.parent()),
      [&](Transaction& tx, const Viewer& viewer) {
        return SimilarSearch(tx, context_, call, request, viewer, issued_texts_).Answer();
      });
}

}  // namespace peerchallenge::recommendations
