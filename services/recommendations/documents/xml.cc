#include "services/recommendations/documents/xml.h"

#include <cstring>
#include <sstream>

#include "absl/base/internal/raw_logging.h"

namespace peerchallenge::documents {

void Parse(std::string_view xml, pugi::xml_document& document) {
  const pugi::xml_parse_result result =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  ABSL_RAW_CHECK(result, "an embedded file is not XML");
}

pugi::xml_node Find(const pugi::xml_node& root, const char* name) {
  const pugi::xml_node found = root.find_node(
      [name](const pugi::xml_node& node) { return std::strcmp(node.name(), name) == 0; });
  ABSL_RAW_CHECK(found, "an embedded file lacks the place to be filled");
  return found;
}

pugi::xml_node AddElement(pugi::xml_node parent, const char* name) {
  return parent.append_child(name);
}

void SetAttribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(std::string(value).c_str());
}

void AddText(pugi::xml_node node, std::string_view text) {
  node.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
}

std::string Serialised(const pugi::xml_node& root) {
  std::ostringstream xml;
  root.print(xml, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return xml.str();
}

std::string XmlFile(const pugi::xml_document& document) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + Serialised(document);
}

}  // namespace peerchallenge::documents
