#pragma once

#include <memory>
#include <string>

// What a store can do by itself: the rows that one SetAvailability writes (the person, the change,
// the kept reply), by prepared statements in a bare loop of one thread, through the store's own
// client library.
namespace peerchallenge::bench {

class RawStore {
 public:
  virtual ~RawStore() = default;

  // How many such writes a second are on disk, with that many in each commit.
  double WritesPerSecond(int writes_per_commit, double seconds);

 protected:
  // Runs what begins or ends a transaction.
  virtual void Run(const char* sql) = 0;
  // One write, under a number of its own.
  virtual void Write(const std::string& number) = 0;

 private:
  int written_ = 0;
};

// On the tables of scheduling at `url`, which nobody else uses.
std::unique_ptr<RawStore> OpenRawSqlite(const std::string& url);
std::unique_ptr<RawStore> OpenRawPostgres(const std::string& url);

}  // namespace peerchallenge::bench
