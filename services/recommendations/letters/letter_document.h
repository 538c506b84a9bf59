#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "services/recommendations/documents/document.h"

// A letter as a document, which every format is rendered from.
namespace peerchallenge::recommendations {

// The letter, with its text. One that is not ISSUED says on each page that it is a draft, and where
// it stands.
documents::Document DocumentOf(const v1::Letter& letter);

// A letter's sections, for a document that holds it: with headings of `level`, the first one on a
// new page where it is an appendix.
std::vector<documents::Section> SectionsOf(const v1::Letter& letter, int level);

}  // namespace peerchallenge::recommendations
