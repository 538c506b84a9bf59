#pragma once

#include <string>
#include <vector>

#include "services/recommendations/documents/pdf/qpdf.h"

namespace peerchallenge::documents {

// The tags of a PDF (ISO 32000-1, 14.7): what its contents are, in the order in which they are
// read. Throws as QPDF does.
class Structure {
 public:
  // A handle of an element, which the file owns.
  using Node = QPDFObjectHandle;

  // `file` outlives it.
  explicit Structure(QPDF& file);

  // The element that holds all others.
  Node document() const { return document_; }
  // A new last child; `tag` is one of the standard types, "/P".
  Node Add(Node parent, const std::string& tag);
  // Attributes of the owner "/List" or "/Table".
  static void SetAttribute(Node node, const std::string& owner, const std::string& name,
                           const std::string& value);
  // `content` of a page (Page::BeginContent) is a part of the element. Pages are numbered from 0;
  // `page_object` is the page in the file.
  void AddContent(Node node, size_t page, const QPDFObjectHandle& page_object, int content);

  // Writes the tree into the file, and on each page where its contents are looked up.
  void Finish(const std::vector<QPDFObjectHandle>& pages);

 private:
  QPDF& file_;
  Node root_;
  Node document_;
  std::vector<std::vector<Node>> owners_;  // of each page's contents
};

}  // namespace peerchallenge::documents
