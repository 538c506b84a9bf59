// A resource's name, and behind the first line break the paths of a field mask, a line each.

#include <cstdlib>
#include <string>

#include "common/resources/field_mask.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace validation = peerchallenge::validation;
  using peerchallenge::evidence::v1::Item;
  std::string_view rest = peerchallenge::fuzz::Text(data, size);
  const std::string name(peerchallenge::fuzz::TakeUntil(rest, '\n'));
  for (const char* pattern :
       {"regions/*/reviews/*", "regions/*/reviews/*/items/*", "regions/*/authorities/#"}) {
    const auto ids = validation::MatchName(name, pattern);
    if (!ids) continue;
    if (validation::IdOf(name) != ids->back() ||
        validation::RegionOf(name) != "regions/" + ids->front() ||
        name.find_first_of(std::string_view("\0\n %", 4)) != std::string::npos) {
      abort();
    }
  }
  validation::ParentOf(name);
  validation::ReviewOf(name);

  google::protobuf::FieldMask mask;
  while (!rest.empty()) mask.add_paths(std::string(peerchallenge::fuzz::TakeUntil(rest, '\n')));
  Item patch, before;
  patch.mutable_content()->set_text("new");
  patch.set_version(7);
  before.set_name("kept");
  before.set_version(1);
  before.mutable_content()->set_text("old");
  Item target = before;
  const absl::Status status =
      peerchallenge::resources::ApplyUpdate(patch, mask, {"version", "captured"}, &target);
  if (target.name() != "kept" || target.version() != 1) abort();
  if (!status.ok() && target.SerializeAsString() != before.SerializeAsString()) abort();
  return 0;
}
