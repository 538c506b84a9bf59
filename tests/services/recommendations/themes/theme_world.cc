#include "tests/services/recommendations/themes/theme_world.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/environment/london.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_names.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Review;
using v1::Finding;
using v1::Letter;
using v1::Recommendation;

std::string GssOf(char letter) { return absl::StrFormat("E06%06d", letter - 'a' + 1); }

template <typename Message>
void SetThemes(const Said& said, Message& message) {
  for (const std::string& id : said.themes) message.add_themes(ThemeName(id));
}

std::vector<Finding> FindingsOf(const std::string& review, const LetterSaid& said, bool issued) {
  std::vector<Finding> findings;
  const auto add = [&](const Said& one, Finding::Kind kind) {
    Finding& finding = findings.emplace_back();
    finding.set_name(absl::StrCat(review, "/findings/f", findings.size()));
    finding.set_kind(kind);
    finding.set_limb("kloe-1");
    finding.set_text(absl::StrCat("As the team found: ", one.text));
    finding.set_state(issued ? Finding::STATE_ISSUED : Finding::STATE_AGREED);
    SetThemes(one, finding);
  };
  for (const Said& one : said.strengths) add(one, Finding::KIND_STRENGTH);
  for (const Said& one : said.areas) add(one, Finding::KIND_AREA_FOR_CONSIDERATION);
  return findings;
}

std::vector<Recommendation> RecommendationsOf(const std::string& review, const LetterSaid& said,
                                              bool issued) {
  std::vector<Recommendation> recommendations;
  for (const Said& one : said.recommendations) {
    Recommendation& recommendation = recommendations.emplace_back();
    recommendation.set_number(static_cast<int>(recommendations.size()));
    recommendation.set_name(absl::StrCat(review, "/recommendations/r", recommendations.size()));
    recommendation.set_text(one.text);
    recommendation.set_state(issued ? Recommendation::STATE_ISSUED : Recommendation::STATE_DRAFT);
    SetThemes(one, recommendation);
  }
  return recommendations;
}

// A paragraph for each of the findings, which says its text in the letter's words.
std::vector<v1::Paragraph> ParagraphsOf(const std::string& letter, const LetterSaid& said,
                                        const std::vector<Finding>& findings) {
  std::vector<v1::Paragraph> paragraphs;
  for (const Finding& finding : findings) {
    const size_t at = paragraphs.size();
    v1::Paragraph& paragraph = paragraphs.emplace_back();
    paragraph.set_name(absl::StrCat(letter, "/paragraphs/p", at));
    v1::Sentence& sentence = *paragraph.add_sentences();
    sentence.set_text(at < said.strengths.size() ? said.strengths[at].text
                                                 : said.areas[at - said.strengths.size()].text);
    sentence.add_findings(finding.name());
  }
  return paragraphs;
}

}  // namespace

std::string AuthorityOf(char letter) {
  return absl::StrCat(kRegion, "/authorities/", GssOf(letter));
}
std::string ThemeName(const std::string& id) { return absl::StrCat(kRegion, "/themes/", id); }

Who Director(char authority) {
  return {absl::StrCat("director-", std::string(1, authority)),
          {absl::StrCat("HOST_DIRECTOR@", AuthorityOf(authority))}};
}

ThemeWorld::ThemeWorld(storage::Backend backend)
    : ServedWorld(backend,
                  absl::FromCivil(absl::CivilHour(2012, 10, 1, 12), environment::London())) {
  known_.regions.emplace_back().set_name(kRegion);
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    known_.authorities.emplace_back().set_name(AuthorityOf(letter));
    if (letter == 'y') known_.authorities.back().add_successors(GssOf('z'));
  }
  KnowAll();
}

Review& ThemeWorld::ReviewNamed(const std::string& name) {
  for (auto& listed : known_.reviews) {
    if (listed.review.name() == name) return listed.review;
  }
  Review& added = known_.reviews.emplace_back().review;
  added.set_name(name);
  return added;
}

std::string ThemeWorld::AddLetter(char authority, const LetterSaid& said, const std::string& suffix,
                                  Letter::State state) {
  Review& known =
      ReviewNamed(absl::StrCat(kRegion, "/reviews/", std::string(1, authority), suffix));
  known.set_host(AuthorityOf(authority));
  known.set_kind(Review::KIND_PEER_CHALLENGE);
  known.set_state(Review::STATE_LETTER_ISSUED);
  KnowAll();
  const Review review = known;

  Letter letter;
  letter.set_name(review.name() + "/letters/l");
  letter.set_state(state);
  letter.set_issue_date(validation::FormatDay(environment::Today(clock())));
  const bool issued = state == Letter::STATE_ISSUED;
  const std::vector<Finding> findings = FindingsOf(review.name(), said, issued);
  const std::vector<Recommendation> recommendations =
      RecommendationsOf(review.name(), said, issued);
  const auto paragraphs = ParagraphsOf(letter.name(), said, findings);
  v1::Section& section = *letter.add_sections();
  section.set_kind(v1::Section::KIND_KLOE);
  for (const v1::Paragraph& paragraph : paragraphs) {
    section.add_paragraphs()->set_name(paragraph.name());
  }
  Write([&](storage::Transaction& tx) -> absl::Status {
    const Store& store = context().store;
    absl::Status status = store.letters.letters.Insert(tx, letter);
    for (v1::Paragraph paragraph : paragraphs) {
      if (status.ok()) status = store.letters.paragraphs.Insert(tx, paragraph);
    }
    for (Finding finding : findings) {
      if (status.ok()) status = store.findings.findings.Insert(tx, finding);
    }
    for (Recommendation recommendation : recommendations) {
      if (status.ok()) status = store.findings.recommendations.Insert(tx, recommendation);
    }
    if (!status.ok() || !issued) return status;
    return OpenActionPlan(tx, context(),
                          {.name = letter.name(),
                           .host = review.host(),
                           .issue_date = environment::Today(clock()),
                           .recommendations = recommendations});
  });
  return review.name();
}

std::string ThemeWorld::Issue(char authority, const LetterSaid& said, const std::string& suffix) {
  return AddLetter(authority, said, suffix, Letter::STATE_ISSUED);
}

std::string ThemeWorld::Sign(char authority, const LetterSaid& said, const std::string& suffix) {
  return AddLetter(authority, said, suffix, Letter::STATE_SIGNING);
}

void ThemeWorld::Hide(const std::string& review) {
  ReviewNamed(review).set_kind(Review::KIND_ASSURANCE_VISIT);
  ReviewNamed(review).set_unannounced(true);
  KnowAll();
}

void ThemeWorld::Release(const std::string& review) {
  ReviewNamed(review).set_released(true);
  KnowAll();
}

void ThemeWorld::Deliver(const std::string& review, const std::string& text,
                         v1::Action::Effect effect) {
  Write([&](storage::Transaction& tx) -> absl::Status {
    const PlanStore& plans = context().store.plans;
    auto plan = plans.plans.Get(tx, PlanOfReview(review));
    if (!plan.ok()) return plan.status();
    plan->set_state(v1::ActionPlan::STATE_PUBLISHED);
    if (absl::Status status = plans.plans.Update(tx, *plan); !status.ok()) return status;
    const auto advice = context().store.findings.RecommendationsOf(tx, review);
    if (!advice.ok()) return advice.status();
    v1::Action action;
    action.set_name(plan->name() + "/actions/a1");
    action.set_text(text);
    for (const Recommendation& one : *advice) action.add_recommendations(one.name());
    action.set_delivery(v1::Action::DELIVERY_DELIVERED);
    action.set_effect(effect);
    return plans.actions.Insert(tx, action);
  });
}

void ThemeWorld::GoTo(const std::string& date) {
  const auto day = validation::ParseDay(date);
  ASSERT_TRUE(day.has_value()) << date;
  clock().Set(absl::FromCivil(absl::CivilHour(*day) + 12, environment::London()));
  KnowAll();
}

absl::StatusOr<v1::Theme> ThemeTest::Create(const std::string& id, const std::string& wider,
                                            const Who& who) {
  v1::CreateThemeRequest request;
  request.set_parent(kRegion);
  request.set_theme_id(id);
  request.mutable_theme()->set_display_name(absl::StrCat("Of ", id));
  if (!wider.empty()) request.mutable_theme()->set_wider_theme(ThemeName(wider));
  return world_.Call<v1::Theme>(who, "CreateTheme", request);
}

absl::StatusOr<v1::Theme> ThemeTest::Update(const v1::Theme& theme,
                                            const std::vector<std::string>& paths) {
  v1::UpdateThemeRequest request;
  *request.mutable_theme() = theme;
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
  return world_.Call<v1::Theme>(kOffice, "UpdateTheme", request);
}

absl::StatusOr<v1::ThemeRelease> ThemeTest::Publish(const std::string& end_date,
                                                    const std::string& id, const Who& who) {
  v1::PublishThemeReleaseRequest request;
  request.set_parent(kRegion);
  request.set_theme_release_id(id);
  request.set_end_date(end_date);
  return world_.Call<v1::ThemeRelease>(who, "PublishThemeRelease", request);
}

absl::StatusOr<v1::ThemeRelease> ThemeTest::Get(const std::string& id, const Who& who) {
  v1::GetThemeReleaseRequest request;
  request.set_name(absl::StrCat(kRegion, "/themeReleases/", id));
  return world_.Call<v1::ThemeRelease>(who, "GetThemeRelease", request);
}

void ThemeTest::IssueAreas(const std::string& authorities, const std::string& theme,
                           const std::string& suffix) {
  for (const char authority : authorities) {
    world_.Issue(authority, {.areas = {{"It takes long.", {theme}}}}, suffix);
  }
}

absl::StatusOr<v1::NamingConsent> ThemeTest::Consent(char authority, bool consented,
                                                     const std::string& etag) {
  v1::SetNamingConsentRequest request;
  request.set_name(AuthorityOf(authority) + "/namingConsent");
  request.set_consented(consented);
  request.set_etag(etag);
  return world_.Call<v1::NamingConsent>(Director(authority), "SetNamingConsent", request);
}

}  // namespace peerchallenge::recommendations
