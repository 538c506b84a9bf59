#pragma once

#include <string>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "peerchallenge/evidence/v1/triangulation.pb.h"

// How well a review's evidence covers its lines of enquiry, and how well items support a claim
// (triangulation.proto). Everything is told by shown classes: what two shown classes hide from each
// other stays hidden, at the price of counting ANYBODY as no class beside another.
namespace peerchallenge::evidence {

// A session of the timetable that has not begun.
struct SessionAhead {
  std::string name;
  std::vector<std::string> limbs;        // "{line}/{limb}", or "{line}" for all its limbs
  std::vector<v1::SourceClass> classes;  // of the middle level, of whom it meets
};

// What is known of a review.
struct KnownEvidence {
  std::vector<std::string> limbs;       // "{line}/{limb}" or "{line}", in the order of the scope
  std::vector<v1::Item> items;          // that count and that the caller may read, as the caller
                                        // reads them: `source_class` is the shown one
  std::vector<v1::Occasion> occasions;  // all of the review
  std::vector<SessionAhead> sessions;   // in order of time
};

// Without its name and `timetable_time`.
v1::Triangulation Triangulate(const KnownEvidence& evidence);

// Items that are taken as one claim (AssessItemsRequest).
struct Claim {
  std::vector<std::string> items;  // names of those of the evidence that still count
  // "{line}/{limb}" or "{line}"; empty = on which the items bear
  std::vector<std::string> limbs = {};
  v1::Bearing::Direction direction = v1::Bearing::DIRECTION_UNSPECIFIED;
};

// Without `lost_items` and `revised_items`.
v1::Assessment Assess(const KnownEvidence& evidence, const Claim& claim);

}  // namespace peerchallenge::evidence
