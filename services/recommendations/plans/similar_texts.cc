#include "services/recommendations/plans/similar_texts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "common/text/empty_words.h"

namespace peerchallenge::recommendations {
namespace {

// Cosine below which two texts have little more in common than their subject. Two that ask for the
// same thing in other words come to 0.3 and more.
constexpr double kLeastSimilarity = 0.2;

using Vector = std::map<std::string, double>;  // by word

// How often each word occurs, dampened.
Vector CountsOf(const Stems& text) {
  Vector counts;
  for (const std::string& stem : text) {
    if (!text::IsEmptyWord(stem)) counts[stem] += 1;
  }
  for (auto& [stem, count] : counts) count = 1 + std::log(count);
  return counts;
}

double Product(const Vector& a, const Vector& b) {
  double sum = 0;
  for (const auto& [stem, weight] : a) {
    const auto other = b.find(stem);
    if (other != b.end()) sum += weight * other->second;
  }
  return sum;
}

double Cosine(const Vector& a, const Vector& b) {
  const double length = std::sqrt(Product(a, a) * Product(b, b));
  return length == 0 ? 0 : Product(a, b) / length;
}

// Weighs the words of all texts by how few of the texts have them.
void Weigh(std::vector<Vector>& texts) {
  Vector having;
  for (const Vector& text : texts) {
    for (const auto& [stem, count] : text) having[stem] += 1;
  }
  for (Vector& text : texts) {
    for (auto& [stem, weight] : text) {
      weight *= std::log(1 + static_cast<double>(texts.size()) / having[stem]);
    }
  }
}

}  // namespace

std::vector<size_t> MostSimilar(const Stems& text, const std::vector<Stems>& others, size_t most) {
  std::vector<Vector> texts;
  texts.reserve(others.size() + 1);
  for (const Stems& other : others) texts.push_back(CountsOf(other));
  texts.push_back(CountsOf(text));
  Weigh(texts);
  std::vector<size_t> similar;
  std::vector<double> cosines;
  for (size_t i = 0; i < others.size(); ++i) {
    cosines.push_back(Cosine(texts.back(), texts[i]));
    if (cosines.back() >= kLeastSimilarity) similar.push_back(i);
  }
  std::stable_sort(similar.begin(), similar.end(),
                   [&](size_t a, size_t b) { return cosines[a] > cosines[b]; });
  if (similar.size() > most) similar.resize(most);
  return similar;
}

}  // namespace peerchallenge::recommendations
