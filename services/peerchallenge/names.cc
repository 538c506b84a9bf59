#include "services/peerchallenge/names.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/descriptor.h"

namespace peerchallenge::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// `text` is the id of something right below `parent`, or a whole name of `pattern`'s form.
absl::StatusOr<std::string> NameIn(const std::string& text, const std::string& parent,
                                   const std::string& collection, const std::string& pattern) {
  const std::string whole = absl::StrCat(parent, "/", collection, "/", text);
  if (validation::MatchName(whole, pattern)) return whole;
  if (validation::MatchName(text, pattern)) return text;
  return errors::InvalidField(collection, text,
                              absl::StrCat("an id, or a name of the form ", pattern));
}

std::string RegionInText(const std::string& text) {
  const std::string region = validation::RegionOf(text);
  return validation::MatchName(region, "regions/*") ? region : "";
}

std::string RegionInField(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  for (int i = 0; i < count; ++i) {
    std::string region;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      region = RegionInText(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                 : reflection->GetString(message, field));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      region = RegionIn(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                             : reflection->GetMessage(message, field));
    }
    if (!region.empty()) return region;
  }
  return "";
}

}  // namespace

absl::StatusOr<std::string> ExpandName(const std::string& text, const std::string& pattern,
                                       const std::string& what) {
  if (validation::MatchName(text, pattern)) return text;
  const std::vector<std::string> ids = absl::StrSplit(text, '/');
  std::vector<std::string> segments = absl::StrSplit(pattern, '/');
  if (ids.size() * 2 == segments.size()) {
    for (size_t i = 0; i < ids.size(); ++i) segments[2 * i + 1] = ids[i];
    std::string name = absl::StrJoin(segments, "/");
    if (validation::MatchName(name, pattern)) return name;
  }
  return errors::InvalidField(what, text,
                              absl::StrCat("a name of the form ", pattern, ", or its ids alone"));
}

absl::StatusOr<std::string> RegionName(const std::string& text) {
  return ExpandName(text, "regions/*", "region");
}

absl::StatusOr<std::string> ProgrammeName(const std::string& text) {
  return ExpandName(text, "regions/*/programmes/*", "programme");
}

absl::StatusOr<std::string> ReviewName(const std::string& text) {
  return ExpandName(text, "regions/*/reviews/*", "review");
}

absl::StatusOr<std::string> PersonName(const std::string& text, const std::string& review) {
  const std::string whole = absl::StrCat(validation::RegionOf(review), "/people/", text);
  if (validation::MatchName(whole, "regions/*/people/*")) return whole;
  return ExpandName(text, "regions/*/people/*", "person");
}

absl::StatusOr<std::string> PlanName(const std::string& text) {
  return ExpandName(text, "regions/*/programmes/*/plans/*", "plan");
}

absl::StatusOr<std::string> NameInReview(const std::string& text, const std::string& review,
                                         const std::string& collection) {
  return NameIn(text, review, collection, absl::StrCat("regions/*/reviews/*/", collection, "/*"));
}

absl::StatusOr<std::string> NameInRegion(const std::string& text, const std::string& region,
                                         const std::string& collection) {
  return NameIn(text, region, collection,
                absl::StrCat("regions/*/", collection, collection == "authorities" ? "/#" : "/*"));
}

std::string RegionIn(const Message& request) {
  std::vector<const FieldDescriptor*> fields;
  request.GetReflection()->ListFields(request, &fields);
  for (const FieldDescriptor* field : fields) {
    std::string region = RegionInField(request, field);
    if (!region.empty()) return region;
  }
  return "";
}

}  // namespace peerchallenge::cli
