#pragma once

#include <map>
#include <vector>

#include "peerchallenge/evidence/v1/occasion.pb.h"

// The tree of source classes, and under which class a source is shown.
namespace peerchallenge::evidence {

// Fewer people than this are never shown under a class of their own.
inline constexpr int kFewestPeople = 3;

// The next wider class: of PRACTITIONER, STAFF; of STAFF, ANYBODY. ANYBODY (and what is no class)
// is its own.
v1::SourceClass WiderThan(v1::SourceClass source_class);

// The class of the middle level that it lies in: of PRACTITIONER and of STAFF, STAFF. Of ANYBODY,
// ANYBODY.
v1::SourceClass MiddleOf(v1::SourceClass source_class);

// The classes of the middle level: the perspectives of timetables, and OBSERVATION.
const std::vector<v1::SourceClass>& MiddleClasses();

// Whether people speak in it: not so for records and observations.
bool HasPeople(v1::SourceClass source_class);

// How many people of exactly a class were met, for every class that an occasion declares; also 0.
// There is a count for each set of meetings (people_met.h), in one order. One person may be in
// several sets, under several classes, so classes together stand for as many people as the set that
// knows most of them.
using People = std::map<v1::SourceClass, std::vector<int>>;

// The shown class of each declared class of a review (occasion.proto, SourceClass). Classes that
// would stand for fewer than three people go up; where the wider class would still be too small, or
// would stand for a single such class, the smallest of its other classes goes up with them. What
// goes up to ANYBODY takes the whole smallest class of the middle level along, likewise.
std::map<v1::SourceClass, v1::SourceClass> ShownClasses(const People& people);

}  // namespace peerchallenge::evidence
