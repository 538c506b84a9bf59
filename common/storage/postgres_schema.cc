#include "common/storage/postgres_schema.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace peerchallenge::storage {

std::string MakeSchema(const std::string& schema) {
  return absl::StrCat("DO $$ BEGIN IF to_regnamespace('", schema, "') IS NULL THEN CREATE SCHEMA ",
                      schema, "; END IF; END $$");
}

std::string WithSchema(std::string uri, const std::string& schema) {
  if (schema.empty()) return uri;
  const std::string setting = absl::StrCat("-csearch_path%3D", schema);
  const size_t query = uri.find('?');
  if (query == std::string::npos) return absl::StrCat(uri, "?options=", setting);
  for (const char* key : {"?options=", "&options="}) {
    const size_t options = uri.find(key, query);
    if (options == std::string::npos) continue;
    const size_t end = std::min(uri.find('&', options + 1), uri.size());
    return uri.insert(end, "%20" + setting);
  }
  return absl::StrCat(uri, "&options=", setting);
}

}  // namespace peerchallenge::storage
