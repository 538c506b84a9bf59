#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace peerchallenge::storage {

enum class Dialect { kSqlite, kPostgres };

// Bytes, as opposed to text.
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

// A parameter of a statement: NULL, integer (times as microseconds since 1970), text or bytes.
using Value = std::variant<std::monostate, int64_t, std::string, Blob>;

// One row of a result; valid only inside the callback that receives it. Columns count from 0;
// asking for a column as another type than it has is a defect and aborts.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
  virtual std::string_view Bytes(int column) const = 0;
};

// The inside of a Read or Write. Statements use $1, $2, … and SQL that SQLite and PostgreSQL both
// take; each text is prepared once per connection, so statements are constants and values are
// parameters. Integers are BIGINT: cast what is not, as in CAST(SUM(x) AS BIGINT). After a
// statement failed, all others of the body fail with the same error, and so does the body: use ON
// CONFLICT where a taken key is no error.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Runs a query and calls `each` for every row; an error from `each` ends it and is returned.
  virtual absl::Status Query(std::string_view sql, std::span<const Value> parameters,
                             absl::FunctionRef<absl::Status(const Row&)> each) = 0;

  // Runs a statement; returns how many rows it changed. A unique key that is taken is
  // ALREADY_EXISTS (RESOURCE_EXISTS).
  virtual absl::StatusOr<int64_t> Execute(std::string_view sql,
                                          std::span<const Value> parameters) = 0;

  // Runs a statement of which only its success matters. A store that answers over a network need
  // not be waited for: OK does not say that it has succeeded. When it has not, later statements,
  // the body or the commit fail with its error, as they would after Execute().
  virtual absl::Status Post(std::string_view sql, std::span<const Value> parameters) {
    return Execute(sql, parameters).status();
  }

  // Tells of a Query (a SELECT) that is about to come, so that its answer may come with that of an
  // earlier one. Changes nothing else.
  virtual void Announce(std::string_view /*sql*/, std::span<const Value> /*parameters*/) {}

  // Runs several statements without parameters, as in a migration; nothing of it is kept prepared.
  virtual absl::Status ExecuteScript(std::string_view sql) = 0;

  // What `compute` gives, or what it gave to an earlier body under the same key while nothing has
  // been written to the tables that it read. It reads by this transaction only, and what it gives
  // follows from that and the key; errors are not kept. A store that cannot tell whether something
  // was written computes each time. See storage::Recall below.
  using Recalled = absl::StatusOr<std::shared_ptr<const void>>;
  virtual Recalled Recall(std::string_view /*key*/, absl::FunctionRef<Recalled()> compute) {
    return compute();
  }
  // Tells what Recall would now compute under this key, from these tables.
  virtual void Remember(std::string_view /*key*/, const std::shared_ptr<const void>& /*value*/,
                        std::span<const std::string_view> /*tables*/) {}
};

// Transaction::Recall of a type; `compute()` gives an absl::StatusOr<T>. A key stands for one type
// and one computation.
template <typename T, typename Compute>
absl::StatusOr<std::shared_ptr<const T>> Recall(Transaction& tx, std::string_view key,
                                                Compute compute) {
  Transaction::Recalled recalled = tx.Recall(key, [&]() -> Transaction::Recalled {
    absl::StatusOr<T> computed = compute();
    if (!computed.ok()) return computed.status();
    return std::make_shared<const T>(*std::move(computed));
  });
  if (!recalled.ok()) return recalled.status();
  return std::static_pointer_cast<const T>(*std::move(recalled));
}

using TransactionBody = absl::FunctionRef<absl::Status(Transaction&)>;

// A write that no thread waits for. Part of the object that it works for, so that handing it over
// allocates nothing; it stays alive until Done() is called.
class QueuedWrite {
 public:
  // The body, like that of any other write.
  virtual absl::Status Body(Transaction& transaction) = 0;

  // Called once, with what Write() would have returned. Other writes wait meanwhile, so it is
  // quick, waits for nothing and calls no database. May destroy this.
  virtual void Done(const absl::Status& result) = 0;

 protected:
  ~QueuedWrite() = default;
};

// A store of one service.
//
// Isolation: a Read sees one committed state. Writes happen one after the other, in all processes
// that share the store: a Write sees everything that was committed before it, and no one else
// writes while it runs. Concurrent Writes of one process share a commit (group commit). Durability:
// when Write returns OK, what it wrote is on disk. Atomicity: a body that returns an error leaves
// nothing behind, and does not disturb others in the same commit; so does one that throws, which is
// INTERNAL. A body may run more than once, so it has no effect outside its transaction; it makes no
// call and waits for nothing. A Write inside the body of a Write of the same database is a part of
// it: its body runs at once, what it wrote is on disk when the outer one is, and when it fails so
// does the outer one. Errors: the body's own; UNAVAILABLE (STORAGE_UNAVAILABLE) when the
// store fails (a Write may then have happened or not); DEADLINE_EXCEEDED when `deadline` passed
// before the body ran.
class Database {
 public:
  virtual ~Database() = default;

  // What it speaks, for the few statements that each store has in words of its own (full-text
  // search).
  virtual Dialect dialect() const = 0;

  virtual absl::Status Read(absl::Time deadline, TransactionBody body) = 0;
  virtual absl::Status Write(absl::Time deadline, TransactionBody body) = 0;

  // A Write for which the caller does not wait: `write` is told how it went. Not inside a body.
  virtual void Enqueue(absl::Time deadline, QueuedWrite& write) = 0;

  // Sets whom to call after each commit of this process; an empty function ends it, and no call is
  // under way when OnCommit has returned. PostgreSQL also tells of commits of other processes, as
  // soon as they can be read, but for those that come while the connection to it is lost: they are
  // told together when it is back, so whoever must not be late looks now and then. SQLite does not.
  // Called from any thread; the listener is quick and calls nothing of this database.
  virtual void OnCommit(std::function<void()> listener) = 0;
};

}  // namespace peerchallenge::storage
