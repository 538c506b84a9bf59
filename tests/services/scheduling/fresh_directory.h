#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/access/caller.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/errors/errors.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "services/scheduling/context.h"
#include "services/scheduling/store.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::scheduling {

namespace reasons = errors::v1;
namespace roles = access::v1;

using rpc::ExpectError;
using rpc::Value;

inline constexpr char kRegion[] = "regions/em";
inline constexpr char kOtherRegion[] = "regions/yh";
inline constexpr char kLincolnshire[] = "regions/em/authorities/E10000019";
inline constexpr char kNottingham[] = "regions/em/authorities/E06000018";
inline constexpr char kLeicester[] = "regions/em/authorities/E06000016";

// The store of a test in a folder of its own, with two regions and three authorities, at 09:00 UTC
// on 1 May 2012. For tests that call handlers and domain functions directly, without a server.
class FreshDirectory {
 public:
  FreshDirectory();
  ~FreshDirectory();

  const Context& context() const { return *context_; }
  const Store& store() const { return *store_; }
  environment::ManualClock& clock() { return clock_; }
  storage::Database& database() { return *database_; }

  // Stores a resource as it is, past all services.
  template <typename Message>
  Message Put(const resources::ResourceTable<Message>& table, Message message) {
    Write([&](storage::Transaction& tx) { return table.Insert(tx, message); });
    return message;
  }
  // The stored resource; a failure of the test where there is none.
  template <typename Message>
  Message Stored(const resources::ResourceTable<Message>& table, const std::string& name) {
    Message message;
    Write([&](storage::Transaction& tx) -> absl::Status {
      auto found = table.Get(tx, name);
      if (found.ok()) message = *found;
      return found.status();
    });
    return message;
  }
  // How many changes were ever made.
  int64_t Revision();

  // A person of the pool with an authority, stored.
  v1::Person PutPerson(const std::string& id, const std::string& authority);
  // MakeReview(), stored.
  v1::Review PutReview(const std::string& id, const std::string& host,
                       const std::vector<std::string>& team);
  // The same, but unannounced and not released.
  v1::Review PutHiddenReview(const std::string& id, const std::string& host,
                             const std::vector<std::string>& team);

 private:
  void Write(storage::TransactionBody body);

  std::filesystem::path folder_;
  environment::ManualClock clock_;
  environment::SeededRandom random_{1};
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<storage::Sealer> sealer_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Context> context_;
};

// A challenge at the host on 9 to 11 July 2012 that is being planned, with this team: the lead
// first, all accepted.
v1::Review MakeReview(const std::string& id, const std::string& host,
                      const std::vector<std::string>& team);

// Calls of a caller with these grants.
rpc::Call CallBy(const std::string& subject, std::vector<access::Grant> grants);
rpc::Call Office(const std::string& region = kRegion);
rpc::Call Administrator();
rpc::Call Director(const std::string& authority);
rpc::Call Coordinator(const std::string& authority);
rpc::Call Board(const std::string& own_authority);
// A peer in the pool, by the person's name.
rpc::Call Peer(const std::string& person);

}  // namespace peerchallenge::scheduling
