#include "services/recommendations/letters/letter_sight.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access/roles.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/letters/letter_states.h"
#include "services/recommendations/letters/letter_text.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Correction;
using v1::Letter;
using v1::LetterVersion;

// What all but the team are shown: of the letter what leads to the reader, of the text the version.
Letter AsFixed(const Letter& letter, const LetterVersion& version, LetterText text) {
  Letter view;
  view.set_name(letter.name());
  view.set_title(version.title());
  view.set_addressee(version.addressee());
  view.set_sender(letter.sender());
  view.set_state(letter.state());
  view.set_content_sha256(version.content_sha256());
  view.set_latest_version(version.name());
  view.set_corrections_due_date(letter.corrections_due_date());
  *view.mutable_create_time() = version.create_time();
  *view.mutable_update_time() = version.create_time();
  if (letter.state() == Letter::STATE_WITH_HOST) view.set_etag(letter.etag());
  if (text == LetterText::kWith) {
    *view.mutable_sections() = version.sections();
    RemoveTraces(*view.mutable_sections());
  }
  return view;
}

Letter AsIssued(const Letter& letter, const LetterVersion& version, LetterText text) {
  Letter view = AsFixed(letter, version, text);
  *view.mutable_correction_counts() = letter.correction_counts();
  *view.mutable_signatures() = letter.signatures();
  view.set_issue_date(letter.issue_date());
  if (letter.has_ledger_index()) view.set_ledger_index(letter.ledger_index());
  view.set_etag(letter.etag());
  *view.mutable_update_time() = letter.update_time();
  return view;
}

absl::StatusOr<int> OverdueAnswers(storage::Transaction& tx, const Store& store,
                                   const Letter& letter) {
  if (letter.state() != Letter::STATE_ANSWERING) return 0;
  const auto corrections = store.letters.CorrectionsOf(tx, letter.name());
  if (!corrections.ok()) return corrections.status();
  return static_cast<int>(
      std::count_if(corrections->begin(), corrections->end(),
                    [](const Correction& correction) { return correction.overdue(); }));
}

bool IsIssued(const Letter& letter) { return letter.state() == Letter::STATE_ISSUED; }

// Whether the caller is shown what the host is that checks the letter: its director, or that of an
// heir, and a system that acts as its director, also one that only reads.
bool ReadsAsHost(const Standing& standing) {
  std::set<std::string> hosts = standing.heirs;
  hosts.insert(standing.review.host());
  const auto& grants = standing.viewer.caller.grants;
  return std::any_of(grants.begin(), grants.end(), [&](const access::Grant& grant) {
    const access::Role role =
        grant.role == access::v1::ROLE_COUNCIL_SYSTEM ? grant.acts_as : grant.role;
    return hosts.contains(absl::StrCat(grant.region, "/authorities/", grant.authority)) &&
           access::PermissionsOf(role).Contains(access::v1::PERMISSION_LETTER_CORRECT);
  });
}

}  // namespace

LetterReader ReaderOf(const Standing& standing, const Letter& letter) {
  if (IsOfTheTeam(standing)) return LetterReader::kTeam;
  if (!standing.May(access::v1::PERMISSION_LETTER_READ)) return LetterReader::kNobody;
  if (IsIssued(letter)) return LetterReader::kPublic;
  return ReadsAsHost(standing) && WasShared(letter) ? LetterReader::kHost : LetterReader::kNobody;
}

absl::StatusOr<std::optional<Letter>> ViewOf(storage::Transaction& tx, const Store& store,
                                             const Standing& standing, Letter letter,
                                             LetterText text) {
  switch (ReaderOf(standing, letter)) {
    case LetterReader::kNobody:
      return std::optional<Letter>();
    case LetterReader::kTeam: {
      const auto overdue = OverdueAnswers(tx, store, letter);
      if (!overdue.ok()) return overdue.status();
      letter.set_overdue_answers(*overdue);
      if (text == LetterText::kWith) {
        auto whole = store.letters.WithText(tx, std::move(letter));
        if (!whole.ok()) return whole.status();
        return std::optional<Letter>(*std::move(whole));
      }
      letter.clear_sections();
      return std::optional<Letter>(std::move(letter));
    }
    case LetterReader::kHost: {
      const auto shared =
          store.letters.NewestVersion(tx, letter.name(), LetterVersion::OCCASION_SHARED);
      if (!shared.ok()) return shared.status();
      if (!*shared) return std::optional<Letter>();
      return std::optional<Letter>(AsFixed(letter, **shared, text));
    }
    case LetterReader::kPublic: {
      const auto issued = store.letters.NewestVersion(tx, letter.name());
      if (!issued.ok()) return issued.status();
      if (!*issued) return std::optional<Letter>();
      return std::optional<Letter>(AsIssued(letter, **issued, text));
    }
  }
  return std::optional<Letter>();
}

bool Sees(const Standing& standing, const Letter& letter, const LetterVersion& version) {
  const bool issued = IsIssued(letter) && version.name() == letter.latest_version();
  const bool shared = version.occasion() == LetterVersion::OCCASION_SHARED;
  switch (ReaderOf(standing, letter)) {
    case LetterReader::kTeam:
      return true;
    case LetterReader::kHost:
      return shared;
    case LetterReader::kPublic:
      return issued || (shared && ReadsAsHost(standing));
    case LetterReader::kNobody:
      return false;
  }
  return false;
}

LetterVersion ViewOf(LetterVersion version, const Standing& standing, const Letter& letter,
                     LetterText text) {
  if (text == LetterText::kWithout) version.clear_sections();
  if (ReaderOf(standing, letter) != LetterReader::kTeam) {
    RemoveTraces(*version.mutable_sections());
    version.clear_reopening();
  }
  return version;
}

bool SeesCorrections(const Standing& standing, const Letter& letter) {
  return IsOfTheTeam(standing) || (WasShared(letter) && ReadsAsHost(standing));
}

Correction ViewOf(Correction correction, const Standing& standing, const Letter& letter) {
  if (IsOfTheTeam(standing)) return correction;
  correction.clear_decided_by();
  correction.clear_overdue();
  if (correction.has_tell_time() || correction.state() == Correction::STATE_WITHDRAWN) {
    return correction;
  }
  const bool is_hosts = letter.state() == Letter::STATE_WITH_HOST;
  if (is_hosts && correction.state() == Correction::STATE_SUBMITTED) return correction;
  correction.set_state(Correction::STATE_SUBMITTED);
  correction.set_decided_kind(correction.kind());
  correction.clear_decision();
  correction.clear_decision_reason();
  correction.clear_etag();
  correction.clear_update_time();
  return correction;
}

}  // namespace peerchallenge::recommendations
