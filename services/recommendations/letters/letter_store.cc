#include "services/recommendations/letters/letter_store.h"

#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/letters/letter_text.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

template <typename Message>
absl::StatusOr<std::vector<Message>> Select(Transaction& tx, std::string_view sql,
                                            const std::vector<Value>& parameters) {
  std::vector<Message> found;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    const std::string_view body = row.Bytes(0);
    if (found.emplace_back().ParseFromArray(body.data(), static_cast<int>(body.size()))) {
      return absl::OkStatus();
    }
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "a version cannot be read");
  });
  if (!status.ok()) return status;
  return found;
}

int64_t BeforeOrAll(int64_t before) {
  return before == 0 ? std::numeric_limits<int64_t>::max() : before;
}

}  // namespace

LetterStore::LetterStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : letters({.table = "letters",
               .columns = {{"region",
                            [](const auto& l) { return Value(validation::RegionOf(l.name())); }},
                           {"state",
                            [](const auto& l) { return Value(static_cast<int64_t>(l.state())); }}}},
              clock, sealer),
      paragraphs({.table = "paragraphs"}, clock, sealer),
      corrections({.table = "corrections"}, clock, sealer) {}

absl::StatusOr<std::optional<v1::Letter>> LetterStore::CurrentLetter(
    Transaction& tx, const std::string& review) const {
  std::optional<v1::Letter> current;
  absl::Status status = letters.Scan(tx, {{"parent", review}}, [&](const v1::Letter& letter) {
    if (letter.state() != v1::Letter::STATE_ABANDONED) current = letter;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return current;
}

absl::StatusOr<v1::Letter> LetterStore::WithText(Transaction& tx, v1::Letter letter) const {
  for (v1::Section& section : *letter.mutable_sections()) {
    for (v1::Paragraph& paragraph : *section.mutable_paragraphs()) {
      auto stored = paragraphs.Get(tx, paragraph.name());
      if (!stored.ok()) return stored.status();
      paragraph = *std::move(stored);
    }
  }
  letter.set_content_sha256(
      ContentSha256(letter.name(), letter.title(), letter.addressee(), letter.sections()));
  return letter;
}

absl::StatusOr<int64_t> LetterStore::TextBytes(Transaction& tx, const std::string& letter) const {
  int64_t bytes = 0;
  absl::Status status = tx.Query(
      "SELECT CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM paragraphs WHERE parent = $1",
      {{letter}}, [&](const Row& row) {
        bytes = row.Int(0);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return bytes;
}

absl::Status LetterStore::AddVersion(Transaction& tx, const v1::ParagraphVersion& version) const {
  return tx.Post("INSERT INTO paragraph_versions (paragraph, number, body) VALUES ($1, $2, $3)",
                 {{validation::ParentOf(version.name()), VersionNumberOf(version.name()),
                   Blob{version.SerializeAsString()}}});
}

absl::Status LetterStore::AddVersion(Transaction& tx, const v1::LetterVersion& version) const {
  return tx.Post(
      "INSERT INTO letter_versions (letter, number, occasion, body) VALUES ($1, $2, $3, $4)",
      {{validation::ParentOf(version.name()), VersionNumberOf(version.name()),
        static_cast<int64_t>(version.occasion()), Blob{version.SerializeAsString()}}});
}

absl::StatusOr<v1::LetterVersion> LetterStore::Version(Transaction& tx,
                                                       const std::string& name) const {
  auto found = Select<v1::LetterVersion>(
      tx, "SELECT body FROM letter_versions WHERE letter = $1 AND number = $2",
      {validation::ParentOf(name), VersionNumberOf(name)});
  if (!found.ok()) return found.status();
  if (found->empty()) return errors::NotFound(name);
  return std::move(found->front());
}

absl::StatusOr<std::optional<v1::LetterVersion>> LetterStore::NewestVersion(
    Transaction& tx, const std::string& letter, v1::LetterVersion::Occasion occasion) const {
  auto found = Select<v1::LetterVersion>(
      tx,
      "SELECT body FROM letter_versions WHERE letter = $1 AND (occasion = $2 OR $2 = 0) "
      "ORDER BY number DESC LIMIT 1",
      {letter, static_cast<int64_t>(occasion)});
  if (!found.ok()) return found.status();
  if (found->empty()) return std::optional<v1::LetterVersion>();
  return std::optional<v1::LetterVersion>(std::move(found->front()));
}

absl::StatusOr<std::vector<v1::ParagraphVersion>> LetterStore::ParagraphVersionsBefore(
    Transaction& tx, const std::string& paragraph, int64_t before, int most) const {
  return Select<v1::ParagraphVersion>(
      tx,
      "SELECT body FROM paragraph_versions WHERE paragraph = $1 AND number < $2 "
      "ORDER BY number DESC LIMIT $3",
      {paragraph, BeforeOrAll(before), static_cast<int64_t>(most)});
}

absl::StatusOr<std::vector<v1::LetterVersion>> LetterStore::LetterVersionsBefore(
    Transaction& tx, const std::string& letter, int64_t before, int most) const {
  return Select<v1::LetterVersion>(
      tx,
      "SELECT body FROM letter_versions WHERE letter = $1 AND number < $2 "
      "ORDER BY number DESC LIMIT $3",
      {letter, BeforeOrAll(before), static_cast<int64_t>(most)});
}

// What lies below "a" has a name between "a/" and "a0": '0' follows '/'.
absl::StatusOr<std::vector<v1::ParagraphVersion>> LetterStore::AnswersOf(
    Transaction& tx, const std::string& letter) const {
  auto all = Select<v1::ParagraphVersion>(
      tx,
      "SELECT body FROM paragraph_versions WHERE paragraph > $1 AND paragraph < $2 "
      "ORDER BY paragraph, number",
      {letter + "/", letter + "0"});
  if (!all.ok()) return all;
  std::erase_if(*all, [](const auto& version) { return version.correction().empty(); });
  return all;
}

absl::StatusOr<std::vector<v1::Correction>> LetterStore::CorrectionsOf(
    Transaction& tx, const std::string& letter) const {
  return corrections.All(tx, {{"parent", letter}});
}

int64_t VersionNumberOf(const std::string& name) {
  int64_t number = 0;
  return absl::SimpleAtoi(validation::IdOf(name), &number) && number > 0 ? number : 0;
}

}  // namespace peerchallenge::recommendations
