#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `evidence` commands do, one function each.
namespace peerchallenge::cli {

// The flags of all evidence commands; each reads those that it has.
struct EvidenceArguments {
  ClientOptions client;
  std::string review;
  std::string file;
  std::string item;
  std::string conflict;
  std::string etag;
  std::string query;
  std::string occasion;
  std::string source_class;
  std::string date;
  std::string kind;
  std::string text;
  std::string sensitivity;
  std::string author;
  std::string case_reference;
  std::string id;
  std::string note;
  std::string out;
  std::vector<std::string> people;    // NAME=CLASS
  std::vector<std::string> bearings;  // LIMB=DIRECTION
  std::vector<std::string> limbs;
  int most = 0;
  int unnamed_people = 0;
  int64_t base_version = 0;
  int64_t keep_version = 0;
  bool draft = false;
  bool json = false;
};

using EvidenceAction = ExitCode (*)(const EvidenceArguments&, Client&, Console&);

// Records an occasion and, where people are given, who was met.
ExitCode AddOccasion(const EvidenceArguments& arguments, Client& client, Console& console);
// Captures one item, or all of a file of captures, a hundred at a time.
ExitCode AddItem(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode SyncItems(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode ReviseItem(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode ListItems(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode SearchItems(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode ShowCoverage(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode ListConflicts(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode SettleConflict(const EvidenceArguments& arguments, Client& client, Console& console);
ExitCode ExportEvidence(const EvidenceArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
