#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `report` commands do, one function each.
namespace peerchallenge::cli {

// The flags of all report commands; each reads those that it has.
struct ReportArguments {
  ClientOptions client;
  std::string review;
  std::string report;  // id or whole name
  std::string id;
  std::string report_to;
  std::string report_from;
  std::string date;
  std::string format = "html";
  std::string out;
  std::string subject;
  std::vector<std::string> summary;  // paragraphs, so all lists
  std::vector<std::string> actions_required;
  std::vector<std::string> background;
  std::vector<std::string> conclusion;
  std::vector<std::string> consultation;
  std::string ground;
  std::vector<std::string> text;
  bool json = false;
};

ExitCode DraftReport(const ReportArguments& arguments, Client& client, Console& console);
// Of one review, or of a region.
ExitCode ListReports(const ReportArguments& arguments, Client& client, Console& console);
ExitCode ShowReport(const ReportArguments& arguments, Client& client, Console& console);
// Changes what the flags name; paragraphs in place of all that a part has.
ExitCode ChangeReport(const ReportArguments& arguments, Client& client, Console& console);
ExitCode PublishReport(const ReportArguments& arguments, Client& client, Console& console);
ExitCode RenderReport(const ReportArguments& arguments, Client& client, Console& console);
ExitCode ShowAnnex(const ReportArguments& arguments, Client& client, Console& console);
// In place of what is there; without text it is removed.
ExitCode WriteAnnex(const ReportArguments& arguments, Client& client, Console& console);
ExitCode RenderAnnex(const ReportArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
