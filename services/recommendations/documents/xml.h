#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

// What the writers of XML share. Texts are clean (clean_text.h): XML can hold all of them.
namespace peerchallenge::documents {

// A part of a format that is the same in every document, to be completed. `name` is that of one of
// the embedded `files`.
template <typename Files>
std::string_view Embedded(const Files& files, std::string_view name) {
  for (const auto& [file, text] : files) {
    if (file == name) return text;
  }
  return {};
}

void Parse(std::string_view xml, pugi::xml_document& document);

// The first element of that name in the document.
pugi::xml_node Find(const pugi::xml_node& root, const char* name);

pugi::xml_node AddElement(pugi::xml_node parent, const char* name);
void SetAttribute(pugi::xml_node node, const char* name, std::string_view value);
void AddText(pugi::xml_node node, std::string_view text);

// Without any white space of its own.
std::string Serialised(const pugi::xml_node& root);
// The same as a file, which says that it is XML.
std::string XmlFile(const pugi::xml_document& document);

}  // namespace peerchallenge::documents
