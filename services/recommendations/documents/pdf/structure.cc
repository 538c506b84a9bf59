#include "services/recommendations/documents/pdf/structure.h"

namespace peerchallenge::documents {
namespace {

QPDFObjectHandle Name(const std::string& name) { return QPDFObjectHandle::newName(name); }
QPDFObjectHandle Integer(size_t value) {
  return QPDFObjectHandle::newInteger(static_cast<long long>(value));
}

}  // namespace

Structure::Structure(QPDF& file)
    : file_(file), root_(file.makeIndirectObject(QPDFObjectHandle::newDictionary())) {
  root_.replaceKey("/Type", Name("/StructTreeRoot"));
  root_.replaceKey("/K", QPDFObjectHandle::newArray());
  document_ = Add(root_, "/Document");
}

Structure::Node Structure::Add(Node parent, const std::string& tag) {
  Node node = file_.makeIndirectObject(QPDFObjectHandle::newDictionary());
  node.replaceKey("/Type", Name("/StructElem"));
  node.replaceKey("/S", Name(tag));
  node.replaceKey("/P", parent);
  node.replaceKey("/K", QPDFObjectHandle::newArray());
  parent.getKey("/K").appendItem(node);
  return node;
}

void Structure::SetAttribute(Node node, const std::string& owner, const std::string& name,
                             const std::string& value) {
  auto attributes = QPDFObjectHandle::newDictionary();
  attributes.replaceKey("/O", Name(owner));
  attributes.replaceKey(name, Name(value));
  node.replaceKey("/A", attributes);
}

void Structure::AddContent(Node node, size_t page, const QPDFObjectHandle& page_object,
                           int content) {
  auto reference = QPDFObjectHandle::newDictionary();
  reference.replaceKey("/Type", Name("/MCR"));
  reference.replaceKey("/Pg", page_object);
  reference.replaceKey("/MCID", QPDFObjectHandle::newInteger(content));
  node.getKey("/K").appendItem(reference);
  if (owners_.size() <= page) owners_.resize(page + 1);
  owners_[page].push_back(node);
}

void Structure::Finish(const std::vector<QPDFObjectHandle>& pages) {
  owners_.resize(pages.size());
  auto numbers = QPDFObjectHandle::newArray();
  for (size_t i = 0; i < pages.size(); ++i) {
    numbers.appendItem(Integer(i));
    numbers.appendItem(file_.makeIndirectObject(QPDFObjectHandle::newArray(owners_[i])));
    QPDFObjectHandle(pages[i]).replaceKey("/StructParents", Integer(i));
  }
  auto tree = QPDFObjectHandle::newDictionary();
  tree.replaceKey("/Nums", numbers);
  root_.replaceKey("/ParentTree", file_.makeIndirectObject(tree));
  root_.replaceKey("/ParentTreeNextKey", Integer(pages.size()));
  file_.getRoot().replaceKey("/StructTreeRoot", root_);
}

}  // namespace peerchallenge::documents
