#pragma once

#include <functional>
#include <string>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "peerchallenge/recommendations/v1/letter.pb.h"

// What a reader of a letter reads.
namespace peerchallenge::recommendations {

using Sections = google::protobuf::RepeatedPtrField<v1::Section>;
using Sentences = google::protobuf::RepeatedPtrField<v1::Sentence>;

// The sentences, joined by spaces.
std::string TextOf(const Sentences& sentences);

// SHA-256 of the text as LetterVersion says, 32 bytes.
std::string ContentSha256(const std::string& letter, const std::string& title,
                          const std::string& addressee, const Sections& sections);

// The paragraph of that name; null where the sections have none.
const v1::Paragraph* FindParagraph(const Sections& sections, const std::string& name);

// The names of all paragraphs, in the order of the letter.
std::vector<std::string> ParagraphNames(const Sections& sections);

// Takes the traces out of the text: findings, items and authors are the team's alone.
void RemoveTraces(Sections& sections);

}  // namespace peerchallenge::recommendations
