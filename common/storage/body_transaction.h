#pragma once

#include "absl/status/status.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// The transaction as a body sees it: after a statement failed, it only repeats that error.
// (PostgreSQL answers nothing else from then on; so SQLite does the same.)
class BodyTransaction final : public Transaction {
 public:
  // Runs a body; its result, or the failure of a statement that it did not pass on.
  static absl::Status Run(Connection& connection, TransactionBody body) {
    BodyTransaction transaction(connection);
    absl::Status status = body(transaction);
    return status.ok() ? transaction.failure_ : status;
  }

  absl::Status Query(std::string_view sql, std::span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> each) override {
    if (!failure_.ok()) return failure_;
    absl::Status of_each;
    const absl::Status status =
        connection_.Query(sql, parameters, [&](const Row& row) { return of_each = each(row); });
    if (of_each.ok()) failure_ = status;
    return status;
  }

  absl::StatusOr<int64_t> Execute(std::string_view sql,
                                  std::span<const Value> parameters) override {
    if (!failure_.ok()) return failure_;
    absl::StatusOr<int64_t> changed = connection_.Execute(sql, parameters);
    failure_ = changed.status();
    return changed;
  }

  absl::Status ExecuteScript(std::string_view sql) override {
    if (failure_.ok()) failure_ = connection_.ExecuteScript(sql);
    return failure_;
  }

 private:
  explicit BodyTransaction(Connection& connection) : connection_(connection) {}

  Connection& connection_;
  absl::Status failure_;
};

}  // namespace peerchallenge::storage
