#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `action` commands do, one function each: responses to a letter's recommendations,
// actions and their progress.
namespace peerchallenge::cli {

// The flags of all action commands; each reads those that it has.
struct ActionArguments {
  ClientOptions client;
  std::string region;
  std::string review;
  std::string recommendation;  // number, id or whole name
  std::string action;          // id or whole name
  std::string id;
  std::string text;
  std::string owner;
  std::string due;
  std::string decision;
  std::string reason;
  std::string rag;
  std::string delivery;
  std::string note;
  std::string date;
  std::string scheduled;              // a review of kind PROGRESS_REVIEW
  std::vector<std::string> serves;    // recommendations
  std::vector<std::string> measures;  // ID=BASELINE:TARGET:UNIT:TEXT
  std::vector<std::string> readings;  // ID=VALUE or ID=VALUE@DATE
  std::vector<std::string> evidence;  // TITLE or TITLE=REFERENCE
  std::vector<std::string> closed;    // RECOMMENDATION=WHY, and so the next two
  std::vector<std::string> continued;
  std::vector<std::string> reopened;
  bool overdue = false;
  std::vector<std::string> settings;  // NAME=VALUE
  bool json = false;
};

// The plan of a review, with its responses and actions; the plans of a region.
ExitCode ShowActionPlan(const ActionArguments& arguments, Client& client, Console& console);
ExitCode ListActionPlans(const ActionArguments& arguments, Client& client, Console& console);
ExitCode IntroduceActionPlan(const ActionArguments& arguments, Client& client, Console& console);
ExitCode SubmitActionPlan(const ActionArguments& arguments, Client& client, Console& console);
ExitCode PublishActionPlan(const ActionArguments& arguments, Client& client, Console& console);

ExitCode RespondToRecommendation(const ActionArguments& arguments, Client& client,
                                 Console& console);
ExitCode SuggestRepeats(const ActionArguments& arguments, Client& client, Console& console);

ExitCode AddAction(const ActionArguments& arguments, Client& client, Console& console);
ExitCode ChangeAction(const ActionArguments& arguments, Client& client, Console& console);
ExitCode DeleteAction(const ActionArguments& arguments, Client& client, Console& console);
// The actions of a region, those that are overdue or by what the flags say.
ExitCode ListActions(const ActionArguments& arguments, Client& client, Console& console);
ExitCode ListOverdueActions(const ActionArguments& arguments, Client& client, Console& console);

ExitCode UpdateAction(const ActionArguments& arguments, Client& client, Console& console);
ExitCode ListActionUpdates(const ActionArguments& arguments, Client& client, Console& console);
ExitCode ReviewProgress(const ActionArguments& arguments, Client& client, Console& console);
ExitCode ListProgressReviews(const ActionArguments& arguments, Client& client, Console& console);
// Shows a region's clocks and rules, once what the flags set is changed.
ExitCode ShowRules(const ActionArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
