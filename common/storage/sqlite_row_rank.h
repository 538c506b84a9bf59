#pragma once

#include <sqlite3.h>

namespace peerchallenge::storage {

// Gives the connection `row_bm25`, a rank for FTS5 (`... AND rank MATCH 'row_bm25(0, 1)'`, with a
// weight for each column): BM25 in which all words count alike and a row is long or short against a
// fixed length. FTS5's own bm25 weighs words by how many rows of the whole table have them, and so
// its order tells of rows that a reader is not shown.
int AddRowRank(sqlite3* database);

}  // namespace peerchallenge::storage
