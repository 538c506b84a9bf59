#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `finding` commands do, one function each.
namespace peerchallenge::cli {

// The flags of all finding commands; each reads those that it has.
struct FindingArguments {
  ClientOptions client;
  std::string review;
  std::string finding;  // id or whole name, also of a recommendation
  std::string id;
  std::string kind;
  std::string limb;
  std::string text;
  std::string reason;
  std::string addressee = "director";
  std::string addressee_detail;
  std::string priority = "medium";
  std::string horizon = "six-months";
  std::string query;
  std::vector<std::string> items;
  std::vector<std::string> findings;
  std::vector<std::string> themes;
  bool json = false;
};

ExitCode AddFinding(const FindingArguments& arguments, Client& client, Console& console);
ExitCode ListFindings(const FindingArguments& arguments, Client& client, Console& console);
// With the items that it rests on and those that speak against it.
ExitCode ShowFinding(const FindingArguments& arguments, Client& client, Console& console);
// Changes what the flags name.
ExitCode ChangeFinding(const FindingArguments& arguments, Client& client, Console& console);
// Has evidence compute its support now.
ExitCode RefreshFinding(const FindingArguments& arguments, Client& client, Console& console);
ExitCode AgreeFinding(const FindingArguments& arguments, Client& client, Console& console);
ExitCode OverrideFinding(const FindingArguments& arguments, Client& client, Console& console);
ExitCode WithdrawFinding(const FindingArguments& arguments, Client& client, Console& console);
ExitCode AddRecommendation(const FindingArguments& arguments, Client& client, Console& console);
// Of one review, or of a region.
ExitCode ListRecommendations(const FindingArguments& arguments, Client& client, Console& console);
ExitCode RewordRecommendation(const FindingArguments& arguments, Client& client, Console& console);
ExitCode WithdrawRecommendation(const FindingArguments& arguments, Client& client,
                                Console& console);

}  // namespace peerchallenge::cli
