#include "services/recommendations/letters/letter_problems.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/findings/support.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_traces.h"
#include "services/recommendations/letters/recommendation_in_words.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Correction;
using v1::Finding;
using v1::LetterProblem;
using v1::Paragraph;
using v1::Recommendation;
using v1::Sentence;

// What evidence checks in one call.
constexpr int kMostTexts = 20'000;
constexpr size_t kMostTextBytes = 1 << 20;

// The words of a text, whatever their case and what stands between them.
std::string Compared(const std::string& text) {
  return absl::AsciiStrToLower(
      absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()), " "));
}

class Checker {
 public:
  Checker(const LetterFacts& facts, const std::optional<AskedEvidence>& evidence)
      : facts_(facts), evidence_(evidence) {
    for (const Finding& finding : facts.material.findings) findings_[finding.name()] = &finding;
    for (const Recommendation& recommendation : facts.material.recommendations) {
      recommendations_.insert(recommendation.name());
    }
  }

  std::vector<LetterProblem> Run() {
    for (const v1::Section& section : facts_.letter.sections()) {
      if (section.paragraphs().empty()) {
        Add(LetterProblem::KIND_SECTION_EMPTY, "", 0, "",
            absl::StrCat("the section '", section.id(), "' is empty"), true);
      }
      for (const Paragraph& paragraph : section.paragraphs()) CheckParagraph(paragraph);
    }
    CheckLeftOut();
    for (const Recommendation& recommendation : facts_.material.recommendations) {
      if (!said_.contains(recommendation.name())) continue;
      CheckWords(recommendation);
      CheckReasons(recommendation);
    }
    CheckNumbers();
    CheckCorrections();
    CheckCount();
    CheckPublishedTexts();
    problems_.insert(problems_.end(), facts_.unfit_answers.begin(), facts_.unfit_answers.end());
    if (!evidence_) {
      Add(LetterProblem::KIND_NOT_CHECKED, "", 0, "",
          "evidence does not answer: quotations and names are not checked", true);
    }
    SortByPlace();
    return std::move(problems_);
  }

 private:
  void Add(LetterProblem::Kind kind, const std::string& paragraph, int sentence,
           const std::string& subject, const std::string& message, bool blocking) {
    LetterProblem& problem = problems_.emplace_back();
    problem.set_kind(kind);
    problem.set_paragraph(paragraph);
    problem.set_sentence(sentence);
    problem.set_subject(subject);
    problem.set_message(message);
    problem.set_blocking(blocking);
  }

  void CheckParagraph(const Paragraph& paragraph) {
    for (int i = 0; i < paragraph.sentences_size(); ++i) {
      CheckSentence(paragraph.name(), i + 1, paragraph.sentences(i));
    }
  }

  void CheckSentence(const std::string& paragraph, int number, const Sentence& sentence) {
    if (!sentence.procedural() && sentence.findings().empty() &&
        sentence.recommendations().empty()) {
      Add(LetterProblem::KIND_UNTRACED, paragraph, number, "",
          "the sentence rests on nothing and is not procedural", true);
    }
    for (const std::string& name : sentence.findings()) CheckFinding(paragraph, number, name);
    for (const std::string& name : sentence.recommendations()) {
      said_.emplace(name, paragraph);
      if (!recommendations_.contains(name)) {
        Add(LetterProblem::KIND_FINDING_NOT_AGREED, paragraph, number, name,
            absl::StrCat("'", name, "' is withdrawn"), true);
      }
    }
    if (!evidence_) return;
    for (const v1::Quotation& quotation : sentence.quotations()) {
      CheckQuotation(paragraph, number, quotation);
    }
  }

  void CheckFinding(const std::string& paragraph, int number, const std::string& name) {
    said_.emplace(name, paragraph);
    if (IsAgreed(name)) return;
    Add(LetterProblem::KIND_FINDING_NOT_AGREED, paragraph, number, name,
        absl::StrCat("'", name, "' is not agreed, or marked since"), true);
  }

  // Whether the team stands by the finding, on the evidence as it is now.
  bool IsAgreed(const std::string& finding) const {
    const auto found = findings_.find(finding);
    return found != findings_.end() && found->second->state() != Finding::STATE_DRAFT &&
           found->second->marks().empty() && Stands(*found->second);
  }

  void CheckQuotation(const std::string& paragraph, int number, const v1::Quotation& quotation) {
    const std::string why = WhyNotQuoted(quotation, evidence_->items);
    if (!why.empty()) {
      Add(LetterProblem::KIND_QUOTE_NOT_ALLOWED, paragraph, number, quotation.item(),
          absl::StrCat("the words are quoted, but ", why), true);
      return;
    }
    const auto& item = *evidence_->items.at(quotation.item());
    if (item.source_class() == quotation.source_class()) return;
    Add(LetterProblem::KIND_CLASS_TOO_NARROW, paragraph, number, quotation.item(),
        absl::StrCat("the words stand under ",
                     evidence::v1::SourceClass_Name(quotation.source_class()),
                     ", and may stand under ", evidence::v1::SourceClass_Name(item.source_class()),
                     " only: save the paragraph again"),
        true);
  }

  void CheckLeftOut() {
    for (const Finding& finding : facts_.material.findings) {
      if (finding.state() != Finding::STATE_AGREED || said_.contains(finding.name())) continue;
      Add(LetterProblem::KIND_LEFT_OUT, "", 0, finding.name(),
          absl::StrCat("'", finding.name(), "' is agreed and said nowhere"), false);
    }
    for (const Recommendation& recommendation : facts_.material.recommendations) {
      if (said_.contains(recommendation.name())) continue;
      Add(LetterProblem::KIND_LEFT_OUT, "", 0, recommendation.name(),
          absl::StrCat("'", recommendation.name(), "' is said nowhere"), true);
    }
  }

  // What is issued beside the letter says the same as the letter.
  void CheckWords(const Recommendation& recommendation) {
    const RecommendationInWords words = InWords(recommendation);
    const std::string said = Compared(TextSaying(recommendation.name(), facts_.letter.sections()));
    const auto lacks = [&](const std::string& part) {
      return !absl::StrContains(said, Compared(part));
    };
    std::vector<std::string> missing;
    if (lacks(words.text)) missing.push_back("its text");
    for (const std::string& part : {words.addressee, words.priority, words.horizon}) {
      if (lacks(part)) missing.push_back(absl::StrCat("'", part, "'"));
    }
    if (missing.empty()) return;
    Add(LetterProblem::KIND_TEXT_DIFFERS, said_.at(recommendation.name()), 0, recommendation.name(),
        absl::StrCat("the letter says '", recommendation.name(), "' without ",
                     absl::StrJoin(missing, ", ")),
        true);
  }

  // What a recommendation follows from stands as firmly as what the letter says.
  void CheckReasons(const Recommendation& recommendation) {
    for (const std::string& name : recommendation.findings()) {
      if (IsAgreed(name)) continue;
      Add(LetterProblem::KIND_FINDING_NOT_AGREED, said_.at(recommendation.name()), 0, name,
          absl::StrCat("'", recommendation.name(), "' follows from '", name,
                       "', which is withdrawn, not agreed, or marked since"),
          true);
    }
  }

  // The letter's numbers become those of the recommendations, so each has one of its own.
  void CheckNumbers() {
    const std::map<std::string, int> numbers = NumbersIn(facts_.letter.sections());
    std::map<int, std::string> numbered;
    for (const Recommendation& recommendation : facts_.material.recommendations) {
      const std::string& name = recommendation.name();
      if (!said_.contains(name)) continue;
      const auto number = numbers.find(name);
      std::string why;
      if (number == numbers.end()) {
        why = "is no numbered item of the section of recommendations";
      } else if (const auto [other, is_new] = numbered.emplace(number->second, name); !is_new) {
        why = absl::StrCat("has number ", number->second, " as '", other->second, "' has");
      }
      if (why.empty()) continue;
      Add(LetterProblem::KIND_NUMBER, said_.at(name), 0, name, absl::StrCat("'", name, "' ", why),
          true);
    }
  }

  void CheckCorrections() {
    for (const Correction& correction : facts_.corrections) {
      if (correction.state() != Correction::STATE_SUBMITTED) continue;
      Add(LetterProblem::KIND_CORRECTION_OPEN, correction.paragraph(), 0, correction.name(),
          absl::StrCat("'", correction.name(), "' is not answered"), true);
    }
  }

  void CheckCount() {
    const int count = static_cast<int>(facts_.material.recommendations.size());
    const v1::FollowUpRules& rules = facts_.material.rules;
    if (count >= rules.min_recommendations() && count <= rules.max_recommendations()) return;
    Add(LetterProblem::KIND_RECOMMENDATION_COUNT, "", 0, "",
        absl::StrCat("there are ", count, " recommendations; ", rules.min_recommendations(), " to ",
                     rules.max_recommendations(), " are usual"),
        false);
  }

  void CheckPublishedTexts() {
    if (!evidence_) return;
    for (const PublishedText& text : PublishedTexts(facts_)) {
      if (evidence_->recognisable.contains(text.text)) {
        Add(LetterProblem::KIND_RECOGNISABLE, text.paragraph, text.sentence, text.subject,
            absl::StrCat("somebody could be recognised by a name, a number or an address in ",
                         text.where),
            true);
      }
      if (evidence_->verbatim.contains(text.text)) {
        Add(LetterProblem::KIND_QUOTE_NOT_ALLOWED, text.paragraph, text.sentence, text.subject,
            absl::StrCat(
                "what somebody said without agreeing to be quoted stands, word by word, in ",
                text.where),
            true);
      }
    }
  }

  void SortByPlace() {
    std::map<std::string, size_t> places;
    for (const std::string& name : ParagraphNames(facts_.letter.sections())) {
      places.emplace(name, places.size());
    }
    const auto place = [&](const LetterProblem& problem) {
      const auto found = places.find(problem.paragraph());
      return std::pair(found == places.end() ? places.size() : found->second, problem.sentence());
    };
    std::stable_sort(problems_.begin(), problems_.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
  }

  const LetterFacts& facts_;
  const std::optional<AskedEvidence>& evidence_;
  std::map<std::string, const Finding*> findings_;
  std::set<std::string> recommendations_;
  std::map<std::string, std::string> said_;  // what is said, and the first paragraph that does
  std::vector<LetterProblem> problems_;
};

// What evidence finds in the published texts, into `asked`.
absl::Status AskAboutTexts(const EvidencePeer& evidence, const LetterFacts& facts,
                           const rpc::CallOptions& within, AskedEvidence& asked) {
  std::set<std::string> texts;
  for (PublishedText& text : PublishedTexts(facts)) texts.insert(std::move(text.text));
  auto next = texts.begin();
  while (next != texts.end()) {
    evidence::v1::CheckOutputRequest request;
    request.set_parent(validation::ReviewOf(facts.letter.name()));
    size_t bytes = 0;
    while (next != texts.end() && request.texts_size() < kMostTexts &&
           bytes + next->size() <= kMostTextBytes) {
      bytes += next->size();
      request.add_texts(*next++);
    }
    const auto checked = evidence.CheckOutput(request, within);
    if (!checked.ok()) return checked.status();
    for (const auto& warned : checked->warned_texts()) {
      if (warned.index() >= request.texts_size()) continue;
      for (const int warning : warned.warnings()) {
        (warning == evidence::v1::Item::WARNING_VERBATIM ? asked.verbatim : asked.recognisable)
            .insert(request.texts(warned.index()));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LetterFacts> LoadFacts(storage::Transaction& tx, const Context& context,
                                      const scheduling::v1::Review& review, v1::Letter letter) {
  auto whole = context.store.letters.WithText(tx, std::move(letter));
  if (!whole.ok()) return whole.status();
  auto material = LoadMaterial(tx, context, review);
  if (!material.ok()) return material.status();
  auto corrections = context.store.letters.CorrectionsOf(tx, whole->name());
  if (!corrections.ok()) return corrections.status();
  auto unfit = UnfitAnswers(tx, context, *whole, *corrections);
  if (!unfit.ok()) return unfit.status();
  return LetterFacts{*std::move(whole), *std::move(material), *std::move(corrections),
                     *std::move(unfit)};
}

std::vector<PublishedText> PublishedTexts(const LetterFacts& facts) {
  return PublishedTexts(facts.letter, facts.material.recommendations, facts.corrections);
}

absl::StatusOr<AskedEvidence> AskAbout(const EvidencePeer& evidence, const LetterFacts& facts,
                                       const rpc::CallOptions& within) {
  AskedEvidence asked;
  auto items = AskForItems(evidence, ItemsQuotedIn(facts.letter.sections()), within);
  if (!items.ok()) return items.status();
  asked.items = *std::move(items);
  if (absl::Status status = AskAboutTexts(evidence, facts, within, asked); !status.ok()) {
    return status;
  }
  return asked;
}

std::vector<LetterProblem> ProblemsOf(const LetterFacts& facts,
                                      const std::optional<AskedEvidence>& evidence) {
  return Checker(facts, evidence).Run();
}

absl::Status RequireNoneBlocking(const std::vector<LetterProblem>& problems) {
  std::vector<errors::RuleViolation> blocking;
  for (const LetterProblem& problem : problems) {
    if (!problem.blocking()) continue;
    const std::string& about =
        problem.paragraph().empty() ? problem.subject() : problem.paragraph();
    blocking.push_back({"LETTER_PROBLEM", about, problem.message()});
  }
  return blocking.empty() ? absl::OkStatus() : errors::RulesBroken(blocking);
}

}  // namespace peerchallenge::recommendations
