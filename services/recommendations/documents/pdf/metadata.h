#pragma once

#include <string>

#include "services/recommendations/documents/pdf/qpdf.h"

namespace peerchallenge::documents {

// Says what the file is: its title and language, that it is tagged, and that it conforms to
// PDF/UA-1 and PDF/A-2a. Throws as QPDF does.
void AddMetadata(const std::string& full_title, QPDF& file);

}  // namespace peerchallenge::documents
