#pragma once

#include <map>
#include <string>
#include <vector>

#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "services/evidence/source_classes.h"

// How many people of a class were met, at least.
namespace peerchallenge::evidence {

// Who was met on one occasion.
struct Meeting {
  // Meetings of one set are counted together. How many are counted never tells who is known to
  // another set.
  std::string set;
  v1::SourceClass declared = v1::SOURCE_CLASS_UNSPECIFIED;
  std::map<std::string, v1::SourceClass> named;  // the class of each, by what tells people apart
  std::map<v1::SourceClass, int> unnamed;        // who may be people that are named elsewhere
};

// The people of every class that a meeting declares. Of one set, a person counts once, also when
// met as somebody of two classes (then as the first of these in the order of the enum); those
// without a name count as far as there were more people on one occasion than there are names.
People CountPeople(const std::vector<Meeting>& meetings);

}  // namespace peerchallenge::evidence
