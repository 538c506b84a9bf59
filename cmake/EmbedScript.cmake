# Run by embed_files() at build time: writes the header OUTPUT from the files INPUTS (separated by '|').
string(REPLACE "|" ";" INPUTS "${INPUTS}")
set(entries "")
foreach(input IN LISTS INPUTS)
  get_filename_component(name ${input} NAME)
  file(READ ${input} text)
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#pragma once\n\n#include <array>\n#include <string_view>\n#include <utility>\n\n"
  "namespace ${NAMESPACE} {\n"
  "inline constexpr auto kFiles = std::to_array<std::pair<std::string_view, std::string_view>>({\n${entries}});\n"
  "}  // namespace ${NAMESPACE}\n")
