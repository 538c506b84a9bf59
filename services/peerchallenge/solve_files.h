#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/peerchallenge/console.h"

// What the `solve` commands read and write.
namespace peerchallenge::cli {

// Reads a problem as JSON from a file, or from standard input for "-". FIELD_INVALID.
absl::Status ReadProblem(const std::string& file, Console& console,
                         google::protobuf::Message& problem);

// Writes the answer as JSON to a file, all or nothing, or to standard output for "-"; `json` is the
// form of an error.
ExitCode WriteAnswer(const google::protobuf::Message& answer, const std::string& output, bool json,
                     Console& console);

}  // namespace peerchallenge::cli
