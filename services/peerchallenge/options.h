#pragma once

#include "common/config/options.h"

// Flags of the commands: those that all our programs have, and one more.
namespace peerchallenge::cli {

using config::AddChoice;
using config::AddDuration;
using config::AddFlag;
using config::AddNumber;
using config::AddOption;
using config::AddRepeated;

// "--json", which every command has.
CLI::Option* AddJsonFlag(CLI::App& app, bool& json);

}  // namespace peerchallenge::cli
