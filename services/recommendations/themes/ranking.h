#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/words.h"

namespace peerchallenge::recommendations {

using text::Stems;

// The stems of a query that say what it is about, each once.
std::set<std::string> QueryStems(std::string_view query);

// Places of the texts that have a word of the query, best first, equally good ones in their order.
// By Okapi BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza, The Probabilistic Relevance
// Framework, 2009; with log(1 + x) for the weight of a word, so that it never falls below 0).
// Nothing but the texts given counts, so that no other one can be felt.
std::vector<size_t> Rank(const std::set<std::string>& query,
                         const std::vector<const Stems*>& texts);

}  // namespace peerchallenge::recommendations
