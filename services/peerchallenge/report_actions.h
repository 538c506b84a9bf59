#pragma once

#include <string>

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
  bool json = false;
};

ExitCode DraftReport(const ReportArguments& arguments, Client& client, Console& console);
// Of one review, or of a region.
ExitCode ListReports(const ReportArguments& arguments, Client& client, Console& console);
ExitCode PublishReport(const ReportArguments& arguments, Client& client, Console& console);
ExitCode RenderReport(const ReportArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
