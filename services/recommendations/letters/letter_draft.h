#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/recommendations/letters/letter_material.h"
#include "services/recommendations/letters/letter_text.h"

// The first text of a letter.
namespace peerchallenge::recommendations {

// "Letter of recommendations: peer challenge of children's services in Lincolnshire, 9 to 11 July
// 2012"; at most 300 bytes.
std::string DraftTitle(const LetterMaterial& material);
// "Director of Children's Services, Lincolnshire".
std::string DraftAddressee(const LetterMaterial& material);
// "The peer challenge team, East Midlands".
std::string SenderInWords(const LetterMaterial& material);

// The lines of enquiry on which no finding is agreed, by id.
std::vector<std::string> LinesWithoutFinding(const LetterMaterial& material);

// All sections, each with a first text: every sentence rests on an agreed finding or a
// recommendation, or says how the review went and is procedural. `new_name` gives each
// paragraph its name.
Sections DraftSections(const LetterMaterial& material, absl::FunctionRef<std::string()> new_name);

// A text as sentences of at most 2,000 bytes each, without line breaks: parted after full stops,
// and between words where there is none in time.
std::vector<std::string> SentencesOf(const std::string& text);

}  // namespace peerchallenge::recommendations
