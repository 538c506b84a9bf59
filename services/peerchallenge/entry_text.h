#pragma once

#include <string>

#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/peerchallenge/trade_offs.h"

// One review of a year, in words.
namespace peerchallenge::cli {

// "Nottinghamshire, director": who leads, or only the authority where the team is not to be read;
// "-" = nobody yet.
std::string LeadText(const scheduling::v1::Year::Entry& entry, const Directory& directory);

// The other members by home authority, in the order in which these first appear: "Nottingham:
// elected member, head of service; partner".
std::string TeamText(const scheduling::v1::Year::Entry& entry, const Directory& directory);

// "9 Jul 2012", the first day on site where it is known, else "week of 9 Jul 2012" or "not
// planned".
std::string WhenText(const scheduling::v1::Year::Entry& entry, const Directory& directory);

// "peer challenge", "team agreed".
std::string KindText(scheduling::v1::Review::Kind kind);
std::string StateText(scheduling::v1::Review::State state);

}  // namespace peerchallenge::cli
