#pragma once

#include <string>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"

// What becomes of two revisions of an item that were made on the same version.
namespace peerchallenge::evidence {

struct ContentMerge {
  // The fields of ItemContent that both changed, each in another way; empty = the conflict is soft.
  std::vector<std::string> hard_fields;
  // The fields that either changed, in the order of their numbers.
  std::vector<std::string> changed_fields;
  // With a soft conflict: what holds both changes.
  v1::ItemContent merged;

  bool hard() const { return !hard_fields.empty(); }
};

// A field is changed as a whole, also a list: two people who each added a theme have changed the
// same field in different ways.
ContentMerge Merge(const v1::ItemContent& base, const v1::ItemContent& first,
                   const v1::ItemContent& second);

}  // namespace peerchallenge::evidence
