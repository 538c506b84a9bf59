#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/interrupt.h"

// What the `match` commands do on runs and matches, one function each.
namespace peerchallenge::cli {

// The flags of these commands; each reads those that it has.
struct MatchArguments {
  ClientOptions client;
  std::string region;
  std::string run;    // or a region, which means its newest run
  std::string match;  // REGION/MATCH
  std::string id;
  absl::Duration time_limit = absl::Seconds(10);
  std::vector<std::string> weights;  // FACTOR=NUMBER
  bool quiet = false;
  std::string offer;               // AUTHORITY/OFFER
  std::string ask;                 // AUTHORITY/ASK
  std::vector<std::string> pairs;  // OFFER=ASK
  std::string answer_by;
  std::string authority;
  std::vector<std::string> states;
  bool consent = false;
  bool decline = false;
  std::string side;
  std::string reason;
  std::string text;
  std::string file;
  std::vector<std::string> formats;
  int32_t days = 0;
  std::string start_date;
  std::string end_date;
  std::string offering_contact;
  std::string asking_contact;
  std::string etag;
  int32_t rating = 0;
  bool json = false;
};

// Starts a run and follows it to its end; Ctrl-C cancels it.
ExitCode RunMatching(const MatchArguments& arguments, Client& client, const Interrupt& interrupt,
                     Console& console);
ExitCode ListMatchRuns(const MatchArguments& arguments, Client& client, Console& console);
ExitCode ShowMatchRun(const MatchArguments& arguments, Client& client, Console& console);
ExitCode CancelMatchRun(const MatchArguments& arguments, Client& client, Console& console);
ExitCode ExplainMatchRun(const MatchArguments& arguments, Client& client, Console& console);
ExitCode AdoptMatchRun(const MatchArguments& arguments, Client& client, Console& console);

ExitCode ListMatches(const MatchArguments& arguments, Client& client, Console& console);
ExitCode ShowMatch(const MatchArguments& arguments, Client& client, Console& console);
ExitCode AnswerMatch(const MatchArguments& arguments, Client& client, Console& console);
ExitCode WriteAgreement(const MatchArguments& arguments, Client& client, Console& console);
ExitCode ConfirmAgreement(const MatchArguments& arguments, Client& client, Console& console);
ExitCode EndMatch(const MatchArguments& arguments, Client& client, Console& console);
ExitCode RecordOutcome(const MatchArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
