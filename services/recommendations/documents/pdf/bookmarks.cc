#include "services/recommendations/documents/pdf/bookmarks.h"

#include "services/recommendations/documents/pdf/short_title.h"

namespace peerchallenge::documents {
namespace {

QPDFObjectHandle ItemOf(const Bookmark& bookmark) {
  auto item = QPDFObjectHandle::newDictionary();
  item.replaceKey("/Title", QPDFObjectHandle::newUnicodeString(ShortTitle(bookmark.title)));
  item.replaceKey("/Dest", QPDFObjectHandle::newArray({
                               bookmark.page,
                               QPDFObjectHandle::newName("/XYZ"),
                               QPDFObjectHandle::newNull(),
                               QPDFObjectHandle::newReal(bookmark.top, 1),
                               QPDFObjectHandle::newNull(),
                           }));
  return item;
}

void AddChild(QPDFObjectHandle parent, QPDFObjectHandle child) {
  child.replaceKey("/Parent", parent);
  if (parent.hasKey("/Last")) {
    QPDFObjectHandle before = parent.getKey("/Last");
    before.replaceKey("/Next", child);
    child.replaceKey("/Prev", before);
  } else {
    parent.replaceKey("/First", child);
  }
  parent.replaceKey("/Last", child);
}

void CountOneMore(QPDFObjectHandle item) {
  const long long count = item.hasKey("/Count") ? item.getKey("/Count").getIntValue() : 0;
  item.replaceKey("/Count", QPDFObjectHandle::newInteger(count + 1));
}

}  // namespace

void AddBookmarks(const std::vector<Bookmark>& bookmarks, QPDF& file) {
  if (bookmarks.empty()) return;
  auto root = file.makeIndirectObject(QPDFObjectHandle::newDictionary());
  root.replaceKey("/Type", QPDFObjectHandle::newName("/Outlines"));
  struct Open {
    int level;
    QPDFObjectHandle item;
  };
  std::vector<Open> path = {{0, root}};  // from the root to the last bookmark
  for (const Bookmark& bookmark : bookmarks) {
    while (path.size() > 1 && path.back().level >= bookmark.level) path.pop_back();
    auto item = file.makeIndirectObject(ItemOf(bookmark));
    AddChild(path.back().item, item);
    for (const Open& above : path) CountOneMore(above.item);
    path.push_back({bookmark.level, item});
  }
  file.getRoot().replaceKey("/Outlines", root);
  file.getRoot().replaceKey("/PageMode", QPDFObjectHandle::newName("/UseOutlines"));
}

}  // namespace peerchallenge::documents
