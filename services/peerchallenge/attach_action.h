#pragma once

#include <string>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/interrupt.h"

namespace peerchallenge::cli {

// The flags of `attach`.
struct AttachArguments {
  ClientOptions client;
  std::string review;
  std::string file;
  std::string item;      // empty: none
  std::string occasion;  // likewise
  std::string description;
  std::string sensitivity;
  bool json = false;
};

// Uploads a file in pieces, each of which is safe once it is answered, and has an item refer to it.
// Begun again, it goes on where it was; done again, it does nothing. Ctrl-C ends it between two
// pieces.
ExitCode AttachFile(const AttachArguments& arguments, Client& client, const Interrupt& interrupt,
                    Console& console);

}  // namespace peerchallenge::cli
