#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/letter.pb.h"

namespace peerchallenge::recommendations {

// Letters with their paragraphs, versions and corrections. A stored letter's sections name their
// paragraphs and hold no text of them; WithText() puts it in.
class LetterStore {
 public:
  // Both outlive the store.
  LetterStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Letter> letters;  // columns: region, state
  const resources::ResourceTable<v1::Paragraph> paragraphs;
  const resources::ResourceTable<v1::Correction> corrections;

  // The letter of a review that is not ABANDONED; nothing where there is none.
  absl::StatusOr<std::optional<v1::Letter>> CurrentLetter(storage::Transaction& tx,
                                                          const std::string& review) const;
  // The letter with its paragraphs as they are now, and their hash.
  absl::StatusOr<v1::Letter> WithText(storage::Transaction& tx, v1::Letter letter) const;

  // How much the paragraphs of a letter are in all, as they are stored.
  absl::StatusOr<int64_t> TextBytes(storage::Transaction& tx, const std::string& letter) const;

  // Adds a version, which is new.
  absl::Status AddVersion(storage::Transaction& tx, const v1::ParagraphVersion& version) const;
  absl::Status AddVersion(storage::Transaction& tx, const v1::LetterVersion& version) const;
  // RESOURCE_NOT_FOUND.
  absl::StatusOr<v1::LetterVersion> Version(storage::Transaction& tx,
                                            const std::string& name) const;
  // The newest version of a letter that was fixed on this occasion, or on any; nothing where there
  // is none.
  absl::StatusOr<std::optional<v1::LetterVersion>> NewestVersion(
      storage::Transaction& tx, const std::string& letter,
      v1::LetterVersion::Occasion occasion = v1::LetterVersion::OCCASION_UNSPECIFIED) const;
  // Versions below `before` (0 = all), newest first, at most `most`.
  absl::StatusOr<std::vector<v1::ParagraphVersion>> ParagraphVersionsBefore(
      storage::Transaction& tx, const std::string& paragraph, int64_t before, int most) const;
  absl::StatusOr<std::vector<v1::LetterVersion>> LetterVersionsBefore(storage::Transaction& tx,
                                                                      const std::string& letter,
                                                                      int64_t before,
                                                                      int most) const;
  // All versions of a letter's paragraphs that answer a correction, oldest first.
  absl::StatusOr<std::vector<v1::ParagraphVersion>> AnswersOf(storage::Transaction& tx,
                                                              const std::string& letter) const;
  // All corrections of a letter, by name.
  absl::StatusOr<std::vector<v1::Correction>> CorrectionsOf(storage::Transaction& tx,
                                                            const std::string& letter) const;
};

// "…/versions/3" -> 3; 0 for another name.
int64_t VersionNumberOf(const std::string& name);

}  // namespace peerchallenge::recommendations
