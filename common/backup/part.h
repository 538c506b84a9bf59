#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/hosting/hosting.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"

namespace peerchallenge::backup {

// A file that a database refers to.
struct KeptFile {
  // Where it is, below the part's folder; where several are given, at one of them.
  std::vector<std::string> places;
  int64_t bytes = 0;   // how many of it count, from the beginning
  std::string sha256;  // of these, in hexadecimal digits; empty: not known yet
};

// What has to be kept of a service.
struct Part {
  std::string service;  // "evidence": a-z
  hosting::ServiceStore store;
  std::function<std::vector<storage::Component>(storage::Dialect)> components;

  // In the data folder, for the files that the database refers to; empty: it refers to none.
  std::string folder = {};
  // Which files the state of the transaction refers to.
  std::function<absl::StatusOr<std::vector<KeptFile>>(storage::Transaction&)> files = {};
  // Where they are instead, for people: then they are not backed up. Empty: in the folder.
  std::string elsewhere = {};
};

}  // namespace peerchallenge::backup
