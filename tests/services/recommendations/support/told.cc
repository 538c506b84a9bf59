#include "tests/services/recommendations/support/told.h"

#include <map>
#include <regex>
#include <set>

#include "absl/strings/str_join.h"

namespace peerchallenge::recommendations {
namespace {

using v1::SupportMatch;

class Asking {
 public:
  Asking(SupportWorld& world, const Who& who) : world_(world), who_(who) {}

  template <typename Reply, typename Request>
  void Ask(const std::string& method, const Request& request) {
    auto reply = world_.Call<Reply>(who_, method, request);
    if constexpr (requires { reply->next_page_token(); }) {
      if (reply.ok() && !reply->next_page_token().empty()) reply->set_next_page_token("more");
    }
    absl::StrAppend(&told_, method, ": ",
                    reply.ok() ? reply->DebugString() : InWords(reply.status()), "\n");
  }
  template <typename Reply, typename Request>
  void AskNamed(const std::string& method, const std::string& name) {
    Request request;
    request.set_name(name);
    Ask<Reply>(method, request);
  }
  template <typename Reply, typename Request>
  void AskBelow(const std::string& method, const std::string& parent) {
    Request request;
    request.set_parent(parent);
    request.set_page_size(1);
    Ask<Reply>(method, request);
    request.set_page_size(0);
    Ask<Reply>(method, request);
  }
  const std::string& told() const { return told_; }

 private:
  SupportWorld& world_;
  const Who& who_;
  std::string told_;
};

}  // namespace

std::string InWords(const absl::Status& status) {
  std::set<std::string> details;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    details.insert(absl::StrCat(type, " ", std::string(payload)));
  });
  return absl::StrCat(absl::StatusCodeToString(status.code()), ": ", status.message(), " ",
                      absl::StrJoin(details, "; "));
}

std::string ToldOf(SupportWorld& world, const Who& who, const SupportMatch& match) {
  Asking asking(world, who);
  const std::string everywhere = absl::StrCat(kRegion, "/authorities/-");
  asking.AskNamed<SupportMatch, v1::GetSupportMatchRequest>("GetSupportMatch", match.name());
  asking.AskNamed<v1::Offer, v1::GetOfferRequest>("GetOffer", match.offer());
  asking.AskNamed<v1::Ask, v1::GetAskRequest>("GetAsk", match.ask());
  asking.AskBelow<v1::ListSupportMatchesResponse, v1::ListSupportMatchesRequest>(
      "ListSupportMatches", kRegion);
  asking.AskBelow<v1::ListOffersResponse, v1::ListOffersRequest>("ListOffers", everywhere);
  asking.AskBelow<v1::ListAsksResponse, v1::ListAsksRequest>("ListAsks", everywhere);
  asking.AskNamed<SupportMatch, v1::ConfirmAgreementRequest>("ConfirmAgreement", match.name());
  v1::ProposeAgreementRequest propose;
  propose.set_name(match.name());
  propose.set_etag("another");
  asking.Ask<SupportMatch>("ProposeAgreement", propose);
  v1::AnswerSupportMatchRequest answer;
  answer.set_name(match.name());
  answer.set_answer(SupportMatch::ANSWER_DECLINED);
  answer.set_etag("another");
  asking.Ask<SupportMatch>("AnswerSupportMatch", answer);
  return asking.told();
}

std::string WithoutIds(const std::string& told) {
  static const std::regex id("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|etag: \"[^\"]*\"");
  std::map<std::string, size_t> numbers;
  std::string text;
  auto rest = told.begin();
  for (std::sregex_iterator at(told.begin(), told.end(), id), end; at != end; ++at) {
    const size_t number = numbers.try_emplace(at->str(), numbers.size()).first->second;
    absl::StrAppend(&text, std::string(rest, (*at)[0].first), "#", number);
    rest = (*at)[0].second;
  }
  return absl::StrCat(text, std::string(rest, told.end()));
}

rpc::Reader<changes::v1::WatchResponse> BeginWatch(SupportWorld& world, const Who& who) {
  auto watching = world.Watch(who);
  Value(watching.Next());
  return watching;
}

std::string ToldUntilMark(SupportWorld& world, rpc::Reader<changes::v1::WatchResponse>& watching,
                          const std::string& mark) {
  v1::CreateThemeRequest request;
  request.set_parent(kRegion);
  request.set_theme_id(mark);
  request.mutable_theme()->set_display_name("A mark");
  Value(world.ServedWorld::Call<v1::Theme>(kOffice, "ThemeService/CreateTheme", request));
  std::string told;
  while (true) {
    const auto response = watching.Next();
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok() || !response->has_value()) return told;
    const changes::v1::Change& change = (*response)->change();
    if (change.name() == ThemeName(mark)) return told;
    if ((*response)->has_change()) absl::StrAppend(&told, change.DebugString());
  }
}

}  // namespace peerchallenge::recommendations
