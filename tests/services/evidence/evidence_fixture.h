#pragma once

#include <string>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"

// Items and occasions with short names, for tests of the domain.
namespace peerchallenge::evidence {

inline v1::Occasion MakeOccasion(const std::string& name,
                                 const std::vector<std::string>& same_source_as = {},
                                 const std::string& attachment = "") {
  v1::Occasion occasion;
  occasion.set_name(name);
  occasion.set_attachment(attachment);
  for (const std::string& other : same_source_as) occasion.add_same_source_as(other);
  return occasion;
}

inline v1::Item MakeItem(const std::string& name, const std::string& occasion,
                         v1::SourceClass source_class,
                         v1::Bearing::Direction direction = v1::Bearing::DIRECTION_AREA,
                         const std::string& limb = "k/a") {
  v1::Item item;
  item.set_name(name);
  item.set_source_class(source_class);
  item.mutable_content()->set_occasion(occasion);
  if (limb.empty()) return item;
  v1::Bearing& bearing = *item.mutable_content()->add_bearings();
  bearing.set_limb(limb);
  bearing.set_direction(direction);
  return item;
}

inline v1::Item DerivedFrom(const std::string& other, v1::Item item) {
  item.mutable_content()->add_derived_from(other);
  return item;
}

}  // namespace peerchallenge::evidence
