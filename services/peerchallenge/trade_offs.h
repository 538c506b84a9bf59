#pragma once

#include <map>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

namespace peerchallenge::cli {

// What is known of a region, by resource name.
struct Directory {
  std::map<std::string, scheduling::v1::Authority> authorities;
  std::map<std::string, scheduling::v1::Person> people;
  std::map<std::string, scheduling::v1::Review> reviews;

  // The display name; the last part of the name for what is not known.
  std::string AuthorityName(const std::string& name) const;
};

// One thing that a plan could not have all its own way.
struct TradeOff {
  enum class Kind { kWeek, kElection, kInspection, kTheme, kNovice, kBusyWeek };
  Kind kind;
  std::string review;   // name; empty where it is about a week
  std::string message;  // a sentence for people

  bool operator==(const TradeOff&) const = default;
};

// "WEEK", "ELECTION" and so on.
std::string KindName(TradeOff::Kind kind);

// What was traded off in the year's planned reviews, in their order: hosts that did not get a week
// they like (or whose week lies in an election or inspection period), themes that fewer people
// cover than wanted, teams with more than one novice; then the weeks with several reviews. Teams
// that the caller may not read are not looked at.
std::vector<TradeOff> FindTradeOffs(const scheduling::v1::Year& year, const Directory& directory);

// "2012-07-09" -> "9 Jul 2012"; anything else as it is.
std::string DayText(const std::string& date);
// "ASSISTANT_DIRECTOR" -> "assistant director".
std::string RoleText(const std::string& role);
// Whether the member is still on the team.
bool IsOnTeam(const scheduling::v1::TeamMember& member);

}  // namespace peerchallenge::cli
