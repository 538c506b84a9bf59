#pragma once

#include <cstddef>
#include <vector>

#include "common/text/words.h"

namespace peerchallenge::recommendations {

using text::Stems;

// Places in `others` of the texts that say something similar to `text`, the most similar first, at
// most `most`; those that are equally similar in their order. Similar is how the angle between two
// texts is measured by the words that both have, where a word weighs the more the fewer of the
// texts have it (TF-IDF, cosine; Manning et al., Introduction to Information Retrieval, 6.3). Words
// such as "the" count for nothing.
std::vector<size_t> MostSimilar(const Stems& text, const std::vector<Stems>& others, size_t most);

}  // namespace peerchallenge::recommendations
