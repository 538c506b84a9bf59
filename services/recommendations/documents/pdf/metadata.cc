#include "services/recommendations/documents/pdf/metadata.h"

#include "absl/strings/str_cat.h"
#include "services/recommendations/documents/pdf/short_title.h"
#include "services/recommendations/documents/pdf_parts.h"
#include "services/recommendations/documents/xml.h"

namespace peerchallenge::documents {
namespace {

// The frame of a packet (ISO 16684-1); its id is the same for all.
constexpr char kPacketBegin[] = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n";
constexpr char kPacketEnd[] = "\n<?xpacket end=\"r\"?>";

std::string PacketOf(const std::string& title) {
  pugi::xml_document xmp;
  Parse(Embedded(pdf_parts::kFiles, "metadata.xml"), xmp);
  AddText(Find(Find(xmp, "dc:title"), "rdf:li"), title);
  return absl::StrCat(kPacketBegin, Serialised(xmp), kPacketEnd);
}

QPDFObjectHandle With(const std::string& key, const QPDFObjectHandle& value) {
  auto dictionary = QPDFObjectHandle::newDictionary();
  dictionary.replaceKey(key, value);
  return dictionary;
}

}  // namespace

void AddMetadata(const std::string& full_title, QPDF& file) {
  const std::string title = ShortTitle(full_title);
  auto packet = QPDFObjectHandle::newStream(&file, PacketOf(title));
  packet.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/Metadata"));
  packet.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/XML"));
  QPDFObjectHandle root = file.getRoot();
  root.replaceKey("/Metadata", packet);
  root.replaceKey("/Lang", QPDFObjectHandle::newString("en-GB"));
  root.replaceKey("/MarkInfo", With("/Marked", QPDFObjectHandle::newBool(true)));
  root.replaceKey("/ViewerPreferences", With("/DisplayDocTitle", QPDFObjectHandle::newBool(true)));
  file.getTrailer().replaceKey(
      "/Info", file.makeIndirectObject(With("/Title", QPDFObjectHandle::newUnicodeString(title))));
}

}  // namespace peerchallenge::documents
