#include "services/recommendations/letters/letter_traces.h"

#include <algorithm>

#include "absl/functional/function_ref.h"

namespace peerchallenge::recommendations {
namespace {

void ForEachSentence(const Sections& sections, absl::FunctionRef<void(const v1::Sentence&)> act) {
  for (const v1::Section& section : sections) {
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      for (const v1::Sentence& sentence : paragraph.sentences()) act(sentence);
    }
  }
}

}  // namespace

std::set<std::string> FindingsIn(const Sections& sections) {
  std::set<std::string> names;
  ForEachSentence(sections, [&](const v1::Sentence& sentence) {
    names.insert(sentence.findings().begin(), sentence.findings().end());
  });
  return names;
}

std::set<std::string> RecommendationsIn(const Sections& sections) {
  std::set<std::string> names;
  ForEachSentence(sections, [&](const v1::Sentence& sentence) {
    names.insert(sentence.recommendations().begin(), sentence.recommendations().end());
  });
  return names;
}

std::map<std::string, int> NumbersIn(const Sections& sections) {
  std::map<std::string, int> numbers;
  for (const v1::Section& section : sections) {
    if (section.kind() != v1::Section::KIND_RECOMMENDATIONS) continue;
    int number = 0;
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      const bool numbered = paragraph.shape() == v1::TextBlock::SHAPE_NUMBERED_ITEM;
      number = numbered ? number + 1 : 0;
      if (!numbered) continue;
      for (const v1::Sentence& sentence : paragraph.sentences()) {
        for (const std::string& name : sentence.recommendations()) numbers.emplace(name, number);
      }
    }
  }
  return numbers;
}

std::string TextSaying(const std::string& recommendation, const Sections& sections) {
  Sentences saying;
  ForEachSentence(sections, [&](const v1::Sentence& sentence) {
    const auto& names = sentence.recommendations();
    if (std::find(names.begin(), names.end(), recommendation) != names.end()) {
      *saying.Add() = sentence;
    }
  });
  return TextOf(saying);
}

}  // namespace peerchallenge::recommendations
