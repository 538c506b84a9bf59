#pragma once

#include "services/recommendations/documents/document.h"
#include "services/recommendations/documents/pdf/structure.h"
#include "services/recommendations/documents/pdf/text_setter.h"
#include "services/recommendations/documents/pdf/typesetter.h"

namespace peerchallenge::documents {

// A table as wide as the text; its header is shown again on each page that it goes on to. Throws as
// QPDF and TextSetter do.
void AddTable(const Table& table, Structure& structure, TextSetter& setter, Typesetter& pages);

}  // namespace peerchallenge::documents
