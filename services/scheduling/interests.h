#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"

// Who is barred from which host.
namespace peerchallenge::scheduling {

// Sets the day on which the interest stops to bar: 3 years after a former employee left, 2 years
// after a review; others have no end. Needs a valid `since_date` for those two.
void SetExpiry(v1::Interest& interest);

// Whether the interest bars its person from its authority on `day`.
bool Bars(const v1::Interest& interest, absl::CivilDay day);

// An authority with those that it is one with through reorganisations, by name: all whose place it
// took and all that took its place, directly or not. `region` are all authorities of its region.
std::set<std::string> LineOf(const std::string& authority,
                             const std::vector<v1::Authority>& region);

// Whether a host is the person's own authority, or in one line with it.
bool IsOwnAuthority(const v1::Person& person, const std::set<std::string>& line_of_host);

// What stands between a person and a host on a day.
struct InterestVerdict {
  bool barred = false;
  bool overridden =
      false;  // something was declared, and someone decided that the person may review
};
// A host by name, with its LineOf().
struct HostInLine {
  std::string name;
  std::set<std::string> line;
};
// `interests` may hold those of other people and authorities too. The own authority always bars.
InterestVerdict CheckInterest(const v1::Person& person, const HostInLine& host,
                              const std::vector<v1::Interest>& interests, absl::CivilDay day);

}  // namespace peerchallenge::scheduling
