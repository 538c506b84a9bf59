#include "common/storage/sqlite_row_rank.h"

#include <cstddef>
#include <vector>

namespace peerchallenge::storage {
namespace {

// How fast a word that comes again counts for less, and how much a row's length matters; the values
// of FTS5's own bm25.
constexpr double kSaturation = 1.2;
constexpr double kLengthMatters = 0.75;
// Words of a row that is neither long nor short.
constexpr double kUsualWords = 50;

int Score(const Fts5ExtensionApi& api, Fts5Context* row, int weights, sqlite3_value** weight,
          double& score) {
  int found = 0, words = 0;
  int code = api.xInstCount(row, &found);
  if (code == SQLITE_OK) code = api.xColumnSize(row, -1, &words);
  if (code != SQLITE_OK) return code;
  std::vector<double> times(static_cast<size_t>(api.xPhraseCount(row)));
  for (int i = 0; i < found; ++i) {
    int phrase = 0, column = 0, place = 0;
    code = api.xInst(row, i, &phrase, &column, &place);
    if (code != SQLITE_OK) return code;
    times[static_cast<size_t>(phrase)] +=
        column < weights ? sqlite3_value_double(weight[column]) : 1;
  }
  const double damping = kSaturation * (1 - kLengthMatters +
                                        kLengthMatters * static_cast<double>(words) / kUsualWords);
  score = 0;
  for (const double often : times) score += often * (kSaturation + 1) / (often + damping);
  return SQLITE_OK;
}

// FTS5 takes the lowest rank for the best.
void RowRank(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* result, int weights,
             sqlite3_value** weight) {
  double score = 0;
  if (const int code = Score(*api, row, weights, weight, score); code != SQLITE_OK) {
    sqlite3_result_error_code(result, code);
  } else {
    sqlite3_result_double(result, -score);
  }
}

// FTS5 hands its functions out by a statement.
int Fts5Of(sqlite3* database, fts5_api** api) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr);
  if (code != SQLITE_OK) return code;
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  code = sqlite3_finalize(statement);
  return code == SQLITE_OK && *api == nullptr ? SQLITE_ERROR : code;
}

}  // namespace

int AddRowRank(sqlite3* database) {
  fts5_api* api = nullptr;
  const int code = Fts5Of(database, &api);
  return code == SQLITE_OK ? api->xCreateFunction(api, "row_bm25", nullptr, &RowRank, nullptr)
                           : code;
}

}  // namespace peerchallenge::storage
