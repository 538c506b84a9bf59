#pragma once

#include <string>

#include "services/evidence/ledger/bundle.h"

// What came of the verification of a bundle.
namespace peerchallenge::cli {

// Whether it is whole, what it holds and who signed it; or what is wrong, one problem a line.
std::string VerifyText(const evidence::BundleReport& report);

// One line: {"whole", "log", "treeSize", "signers": [], "trusted", "entries", "records",
// "disposed", "withheld", "attachments", "held", "continued": [], "problems": []}.
std::string VerifyJson(const evidence::BundleReport& report);

}  // namespace peerchallenge::cli
