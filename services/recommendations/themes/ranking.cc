#include "services/recommendations/themes/ranking.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "common/text/empty_words.h"

namespace peerchallenge::recommendations {
namespace {

constexpr double kK1 = 1.2;
constexpr double kB = 0.75;

// How often each word of the query occurs in each text that has one: place, then word.
using Occurrences = std::map<size_t, std::map<std::string_view, double>>;

Occurrences Count(const std::set<std::string>& query, const std::vector<const Stems*>& texts) {
  Occurrences occurrences;
  for (size_t place = 0; place < texts.size(); ++place) {
    for (const std::string& stem : *texts[place]) {
      const auto word = query.find(stem);
      if (word != query.end()) ++occurrences[place][*word];
    }
  }
  return occurrences;
}

double MeanLength(const std::vector<const Stems*>& texts) {
  double sum = 0;
  for (const Stems* text : texts) sum += static_cast<double>(text->size());
  return sum / static_cast<double>(texts.size());
}

}  // namespace

std::set<std::string> QueryStems(std::string_view query) {
  std::set<std::string> stems;
  for (std::string& stem : text::StemsOf(query)) {
    if (!text::IsEmptyWord(stem)) stems.insert(std::move(stem));
  }
  return stems;
}

std::vector<size_t> Rank(const std::set<std::string>& query,
                         const std::vector<const Stems*>& texts) {
  const Occurrences occurrences = Count(query, texts);
  std::map<std::string_view, double> having;  // texts with the word
  for (const auto& [place, words] : occurrences) {
    for (const auto& [word, count] : words) ++having[word];
  }
  const double number = static_cast<double>(texts.size());
  const double mean = MeanLength(texts);
  std::vector<std::pair<double, size_t>> scored;
  for (const auto& [place, words] : occurrences) {
    const double length = static_cast<double>(texts[place]->size()) / mean;
    double score = 0;
    for (const auto& [word, count] : words) {
      const double weight = std::log(1 + (number - having[word] + 0.5) / (having[word] + 0.5));
      score += weight * count * (kK1 + 1) / (count + kK1 * (1 - kB + kB * length));
    }
    scored.emplace_back(score, place);
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<size_t> ranked;
  ranked.reserve(scored.size());
  for (const auto& [score, place] : scored) ranked.push_back(place);
  return ranked;
}

}  // namespace peerchallenge::recommendations
