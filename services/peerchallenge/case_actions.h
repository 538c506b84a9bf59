#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `evidence cases` commands do.
namespace peerchallenge::cli {

struct CaseArguments {
  ClientOptions client;
  std::string review;
  std::string person;
  std::vector<std::string> cases;
  std::string etag;
  bool none = false;
  bool json = false;
};

ExitCode AssignCases(const CaseArguments& arguments, Client& client, Console& console);
ExitCode ListCases(const CaseArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
