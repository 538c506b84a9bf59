#pragma once

#include "services/scheduling/directory_service.h"
#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {

// A directory service over a store of its own. Handlers are called as the runtime would, past the
// question whether the caller's roles hold the method's permission anywhere.
class DirectoryTest : public testing::Test {
 protected:
  environment::ManualClock& clock() { return directory_.clock(); }
  const Store& store() { return directory_.store(); }

  FreshDirectory directory_;
  StoredGrants grants_{directory_.database(), directory_.store(), directory_.clock()};
  DirectoryService service_{directory_.context(), grants_};
};

}  // namespace peerchallenge::scheduling
