#include "services/evidence/search/text_index.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/words.h"
#include "services/evidence/ledger/hash.h"
#include "services/evidence/names.h"
#include "services/evidence/text_migrations.h"

namespace peerchallenge::evidence {
namespace {

using storage::Dialect;
using storage::Row;
using storage::Transaction;

// PostgreSQL's own limits: places of a word in a text, and the highest place.
constexpr size_t kMostPlaces = 255;
constexpr size_t kHighestPlace = 16'383;

// One word that stands for a review; no text has it in its own column.
std::string ScopeOf(std::string_view review) {
  return absl::StrCat("r", HexOf(Sha256(review)).substr(0, 32));
}

std::string JoinedStems(std::string_view text) {
  const std::vector<text::Word> words = text::WordsOf(text);
  return absl::StrJoin(words, " ",
                       [](std::string* out, const text::Word& word) { *out += word.stem; });
}

// A tsvector's text: every word with its places, and the review as a word that no text can have.
std::string VectorOf(std::string_view review, std::string_view text) {
  std::map<std::string, std::vector<size_t>> places;
  size_t place = 0;
  for (const text::Word& word : text::WordsOf(text)) {
    auto& found = places[word.stem];
    ++place;
    if (found.size() < kMostPlaces) found.push_back(std::min(place, kHighestPlace));
  }
  std::string vector = absl::StrCat("'=", ScopeOf(review), "'");
  for (const auto& [stem, at] : places) {
    absl::StrAppend(&vector, " '", stem, "':", absl::StrJoin(at, ","));
  }
  return vector;
}

// Stems are letters, digits and marks: none of them means anything inside quotation marks.
std::string Fts5Term(const TextQuery::Term& term) {
  return absl::StrCat("\"", absl::StrJoin(term.stems, " "), "\"", term.beginning ? "*" : "");
}

std::string Fts5Query(std::string_view review, const TextQuery& query) {
  const auto join = [](const std::vector<TextQuery::Term>& terms, const char* by) {
    return absl::StrJoin(
        terms, by, [](std::string* out, const TextQuery::Term& term) { *out += Fts5Term(term); });
  };
  std::string text = absl::StrCat("scope : \"", ScopeOf(review), "\" AND words : (",
                                  join(query.wanted, " AND "), ")");
  if (query.unwanted.empty()) return text;
  return absl::StrCat("(", text, ") NOT words : (", join(query.unwanted, " OR "), ")");
}

std::string TsTerm(const TextQuery::Term& term) {
  return absl::StrCat("(",
                      absl::StrJoin(term.stems, " <-> ",
                                    [](std::string* out, const std::string& stem) {
                                      absl::StrAppend(out, "'", stem, "'");
                                    }),
                      term.beginning ? ":*" : "", ")");
}

// What is ranked by: the word that stands for a review has no place in a text, and with such a word
// nothing has a rank.
std::string TsWanted(const TextQuery& query) {
  return absl::StrJoin(query.wanted, " & ",
                       [](std::string* out, const TextQuery::Term& term) { *out += TsTerm(term); });
}

std::string TsQuery(std::string_view review, const TextQuery& query) {
  std::string text = absl::StrCat("'=", ScopeOf(review), "' & ", TsWanted(query));
  for (const auto& term : query.unwanted) absl::StrAppend(&text, " & !", TsTerm(term));
  return text;
}

// A statement that writes more than one row lets FTS5 write out all that it has gathered in the
// transaction. So each writes one, and the number is asked for before.
absl::StatusOr<std::optional<int64_t>> OneNumber(Transaction& tx, std::string_view sql,
                                                 const std::vector<storage::Value>& parameters) {
  std::optional<int64_t> number;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    number = row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return number;
}

absl::Status AddToFts5(Transaction& tx, const std::string& item, std::string_view text) {
  const auto last =
      OneNumber(tx, "SELECT number FROM item_words_of ORDER BY number DESC LIMIT 1", {});
  if (!last.ok()) return last.status();
  const int64_t number = last->value_or(0) + 1;
  absl::Status status =
      tx.Execute("INSERT INTO item_words_of (item, number) VALUES ($1, $2)", {{item, number}})
          .status();
  if (!status.ok()) return status;
  return tx
      .Execute("INSERT INTO item_words (rowid, scope, words) VALUES ($1, $2, $3)",
               {{number, ScopeOf(ReviewOf(item)), JoinedStems(text)}})
      .status();
}

absl::Status RemoveFromFts5(Transaction& tx, const std::string& item) {
  const auto number = OneNumber(tx, "SELECT number FROM item_words_of WHERE item = $1", {item});
  if (!number.ok() || !number->has_value()) return number.status();
  absl::Status status =
      tx.Execute("DELETE FROM item_words WHERE rowid = $1", {{**number}}).status();
  if (!status.ok()) return status;
  return tx.Execute("DELETE FROM item_words_of WHERE item = $1", {{item}}).status();
}

}  // namespace

storage::Component TextIndexTables(Dialect dialect) {
  const std::span<const storage::Migration> files(text_migrations::kFiles);
  return {"evidence-text", files.subspan(dialect == Dialect::kSqlite ? 0 : 1, 1)};
}

absl::Status TextIndex::NoteChanged(Transaction& tx, const std::string& item) const {
  return tx
      .Execute(
          "INSERT INTO changed_texts (number, item, review) "
          "VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM changed_texts), $1, $2)",
          {{item, ReviewOf(item)}})
      .status();
}

absl::StatusOr<std::vector<TextIndex::Changed>> TextIndex::ChangedTexts(Transaction& tx,
                                                                        const std::string& review,
                                                                        int64_t most) const {
  std::vector<Changed> changed;
  absl::Status status = tx.Query(
      "SELECT number, item FROM changed_texts WHERE $1 = '' OR review = $1 ORDER BY number LIMIT "
      "$2",
      {{review, most}}, [&](const Row& row) {
        changed.push_back({row.Int(0), std::string(row.Text(1))});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return changed;
}

absl::Status TextIndex::CrossOff(Transaction& tx, int64_t number) const {
  return tx.Execute("DELETE FROM changed_texts WHERE number = $1", {{number}}).status();
}

absl::Status TextIndex::Put(Transaction& tx, const std::string& item, std::string_view text) const {
  if (absl::Status status = Remove(tx, item); !status.ok()) return status;
  if (dialect_ == Dialect::kSqlite) return AddToFts5(tx, item, text);
  return tx
      .Execute("INSERT INTO item_words (item, words) VALUES ($1, CAST($2 AS TEXT)::tsvector)",
               {{item, VectorOf(ReviewOf(item), text)}})
      .status();
}

absl::Status TextIndex::Remove(Transaction& tx, const std::string& item) const {
  if (dialect_ == Dialect::kSqlite) return RemoveFromFts5(tx, item);
  return tx.Execute("DELETE FROM item_words WHERE item = $1", {{item}}).status();
}

absl::Status TextIndex::Expunge(Transaction& tx) const {
  // PostgreSQL's vacuum takes what was deleted from its own files.
  if (dialect_ == Dialect::kPostgres) return absl::OkStatus();
  return tx.Execute("INSERT INTO item_words (item_words) VALUES ('optimize')", {}).status();
}

absl::StatusOr<std::vector<std::string>> TextIndex::Find(Transaction& tx, const std::string& review,
                                                         const TextQuery& query,
                                                         int64_t most) const {
  // By what the item itself says, then by its random name: other texts and the order of captures
  // are not the reader's to know.
  constexpr std::string_view kFts5 =
      "SELECT o.item FROM item_words w JOIN item_words_of o ON o.number = w.rowid "
      "WHERE item_words MATCH $1 AND rank MATCH 'row_bm25(0, 1)' ORDER BY w.rank, o.item LIMIT $2";
  constexpr std::string_view kTsVector =
      "SELECT item FROM item_words, CAST($1 AS TSQUERY) AS query, CAST($2 AS TSQUERY) AS wanted "
      "WHERE words @@ query ORDER BY ts_rank_cd(words, wanted) DESC, item LIMIT $3";
  std::vector<std::string> items;
  const auto take = [&](const Row& row) {
    items.emplace_back(row.Text(0));
    return absl::OkStatus();
  };
  absl::Status status =
      dialect_ == Dialect::kSqlite
          ? tx.Query(kFts5, {{Fts5Query(review, query), most}}, take)
          : tx.Query(kTsVector, {{TsQuery(review, query), TsWanted(query), most}}, take);
  if (!status.ok()) return status;
  return items;
}

}  // namespace peerchallenge::evidence
