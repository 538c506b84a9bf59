#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/recommendations/documents/document.h"

namespace peerchallenge::documents {

// A letter of recommendations of eight pages, as one might be.
Document SampleLetter();
// A report with a table that goes over pages, and the letter as its appendix.
Document SampleReport();
// Texts that somebody might send to do harm, or that are hard to set.
Document HostileDocument();

// All of them, by name.
std::vector<std::pair<std::string, Document>> SampleDocuments();

}  // namespace peerchallenge::documents
