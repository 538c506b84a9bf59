#pragma once

#include <string>
#include <vector>

#include "services/recommendations/documents/pdf/qpdf.h"

namespace peerchallenge::documents {

struct Bookmark {
  int level = 1;  // a deeper one than that before it is below it
  std::string title;
  QPDFObjectHandle page;
  double top = 0;  // points above the page's lower edge
};

// Adds the outline of a PDF (ISO 32000-1, 12.3.3), open, and has viewers show it. Throws as QPDF
// does.
void AddBookmarks(const std::vector<Bookmark>& bookmarks, QPDF& file);

}  // namespace peerchallenge::documents
