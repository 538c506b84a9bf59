// The methods of LetterService on fixed versions.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/letters/letter_differences.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/letters/letter_sight.h"
#include "services/recommendations/names.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::LetterVersion;
using validation::FieldChecks;

// The version, if the caller may see it, as the caller may see it.
absl::StatusOr<LetterVersion> SeenVersion(Transaction& tx, const Context& context,
                                          const Standing& standing, const std::string& name) {
  const auto letter = context.store.letters.letters.Get(tx, validation::ParentOf(name));
  if (absl::IsNotFound(letter.status())) return errors::NotFound(name);
  if (!letter.ok()) return letter.status();
  auto version = context.store.letters.Version(tx, name);
  if (!version.ok()) return version;
  if (!Sees(standing, *letter, *version)) return errors::NotFound(name);
  return ViewOf(*std::move(version), standing, *letter, LetterText::kWith);
}

// The text of a version, or of a letter as it is now.
absl::StatusOr<Sections> SeenText(Transaction& tx, const Context& context, const Standing& standing,
                                  const std::string& name) {
  if (validation::MatchName(name, kLetterVersionName)) {
    const auto version = SeenVersion(tx, context, standing, name);
    if (!version.ok()) return version.status();
    return version->sections();
  }
  auto letter = context.store.letters.letters.Get(tx, name);
  if (!letter.ok()) return letter.status();
  const auto view = ViewOf(tx, context.store, standing, *std::move(letter), LetterText::kWith);
  if (!view.ok()) return view.status();
  if (!*view) return errors::NotFound(name);
  return (*view)->sections();
}

// The corrections that led to versions of paragraphs, by paragraph; those that the caller may know
// to be accepted.
absl::StatusOr<std::map<std::string, std::vector<std::string>>> CorrectionsByParagraph(
    Transaction& tx, const Context& context, const Standing& standing, const std::string& letter) {
  std::map<std::string, std::vector<std::string>> corrections;
  const auto stored = context.store.letters.letters.Get(tx, letter);
  if (!stored.ok()) return stored.status();
  if (!SeesCorrections(standing, *stored)) return corrections;
  const auto submitted = context.store.letters.CorrectionsOf(tx, letter);
  if (!submitted.ok()) return submitted.status();
  std::set<std::string> accepted;
  for (const v1::Correction& correction : *submitted) {
    const v1::Correction seen = ViewOf(correction, standing, *stored);
    if (seen.state() == v1::Correction::STATE_ANSWERED &&
        seen.decision() != v1::Correction::DECISION_DECLINED) {
      accepted.insert(seen.name());
    }
  }
  const auto answers = context.store.letters.AnswersOf(tx, letter);
  if (!answers.ok()) return answers.status();
  for (const v1::ParagraphVersion& version : *answers) {
    if (!accepted.contains(version.correction())) continue;
    corrections[validation::ParentOf(version.name())].push_back(version.correction());
  }
  return corrections;
}

std::string LetterIn(const std::string& name) {
  return validation::MatchName(name, kLetterVersionName) ? validation::ParentOf(name) : name;
}

}  // namespace

absl::StatusOr<LetterVersion> LetterService::GetLetterVersion(
    const rpc::Call& call, const v1::GetLetterVersionRequest& request) {
  return Read<LetterVersion>(context_, call, request.name(),
                             [&](Transaction& tx, const Standing& standing) {
                               return SeenVersion(tx, context_, standing, request.name());
                             });
}

absl::StatusOr<v1::ListLetterVersionsResponse> LetterService::ListLetterVersions(
    const rpc::Call& call, const v1::ListLetterVersionsRequest& request) {
  using Response = v1::ListLetterVersionsResponse;
  const auto page = resources::NumberPage::Of(context_.store.sealer, call, request);
  if (!page.ok()) return page.status();
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                          const auto letter =
                              context_.store.letters.letters.Get(tx, request.parent());
                          if (!letter.ok()) return letter.status();
                          if (ReaderOf(standing, *letter) == LetterReader::kNobody) {
                            return errors::NotFound(request.parent());
                          }
                          Response response;
                          resources::PageFill fill(*page);
                          for (int64_t before = page->last();;) {
                            auto versions = context_.store.letters.LetterVersionsBefore(
                                tx, request.parent(), before, page->size());
                            if (!versions.ok()) return versions.status();
                            for (LetterVersion& version : *versions) {
                              before = VersionNumberOf(version.name());
                              if (!Sees(standing, *letter, version)) continue;
                              if (!fill.Takes(before)) {
                                response.set_next_page_token(fill.next_page_token());
                                return response;
                              }
                              *response.add_versions() = ViewOf(std::move(version), standing,
                                                                *letter, LetterText::kWithout);
                            }
                            if (static_cast<int>(versions->size()) < page->size()) return response;
                          }
                        });
}

absl::StatusOr<v1::CompareLetterVersionsResponse> LetterService::CompareLetterVersions(
    const rpc::Call& call, const v1::CompareLetterVersionsRequest& request) {
  using Response = v1::CompareLetterVersionsResponse;
  FieldChecks checks;
  checks.Name("before", request.before(), kLetterVersionName);
  checks.That(LetterIn(request.after()) == validation::ParentOf(request.before()), "after",
              request.after(), "the same letter, or a version of it");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<Response>(context_, call, request.before(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                          const auto before = SeenText(tx, context_, standing, request.before());
                          if (!before.ok()) return before.status();
                          const auto after = SeenText(tx, context_, standing, request.after());
                          if (!after.ok()) return after.status();
                          const auto corrections = CorrectionsByParagraph(
                              tx, context_, standing, LetterIn(request.after()));
                          if (!corrections.ok()) return corrections.status();
                          Response response;
                          for (auto& difference : DifferencesOf(*before, *after, *corrections)) {
                            *response.add_differences() = std::move(difference);
                          }
                          return response;
                        });
}

}  // namespace peerchallenge::recommendations
