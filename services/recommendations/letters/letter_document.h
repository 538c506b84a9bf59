#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "services/recommendations/documents/document.h"

// A letter as a document, which every format is rendered from.
namespace peerchallenge::recommendations {

// The letter, with its text. One that is not ISSUED says on each page that it is a draft, and where
// it stands.
documents::Document DocumentOf(const v1::Letter& letter);

documents::Text::Shape ShapeOf(v1::TextBlock::Shape shape);

// A letter's sections, for a document that holds it: with headings of `level`. Those of an issued
// letter end with who signed it.
std::vector<documents::Section> SectionsOf(const v1::Letter& letter, int level);

}  // namespace peerchallenge::recommendations
