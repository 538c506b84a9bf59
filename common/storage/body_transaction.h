#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// The transaction as a body sees it: after a statement failed, it only repeats that error.
// (PostgreSQL answers nothing else from then on; so SQLite does the same.)
class BodyTransaction final : public Transaction {
 public:
  explicit BodyTransaction(Connection& connection) : connection_(connection) {}

  // Runs a body; its result, or the failure of a statement that it did not pass on. A body that
  // throws has failed: it may run on the thread of another one's caller.
  absl::Status Run(TransactionBody body) {
    try {
      absl::Status status = body(*this);
      return status.ok() ? failure_ : status;
    } catch (const std::exception& thrown) {
      touched_ = true;
      return absl::InternalError(absl::StrCat("a transaction's body threw: ", thrown.what()));
    }
  }

  // Runs the body of a write inside this one. Its failure is that of the whole.
  absl::Status RunPart(TransactionBody body) {
    absl::Status status = Run(body);
    if (failure_.ok()) failure_ = status;
    return status;
  }

  // Whether the body may have left something in the transaction: a write, or a statement that
  // failed.
  bool touched() const { return touched_; }

  absl::Status Query(std::string_view sql, std::span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> each) override {
    if (!failure_.ok()) return failure_;
    if (!sql.starts_with("SELECT")) touched_ = true;
    absl::Status of_each;
    absl::Status status =
        connection_.Query(sql, parameters, [&](const Row& row) { return of_each = each(row); });
    return of_each.ok() ? Noted(std::move(status)) : status;
  }

  absl::StatusOr<int64_t> Execute(std::string_view sql,
                                  std::span<const Value> parameters) override {
    if (!failure_.ok()) return failure_;
    touched_ = true;
    absl::StatusOr<int64_t> changed = connection_.Execute(sql, parameters);
    if (!changed.ok()) Noted(changed.status()).IgnoreError();
    return changed;
  }

  absl::Status Post(std::string_view sql, std::span<const Value> parameters) override {
    if (!failure_.ok()) return failure_;
    touched_ = true;
    return Noted(connection_.Post(sql, parameters));
  }

  void Announce(std::string_view sql, std::span<const Value> parameters) override {
    if (failure_.ok()) connection_.Announce(sql, parameters);
  }

  absl::Status ExecuteScript(std::string_view sql) override {
    if (!failure_.ok()) return failure_;
    touched_ = true;
    return Noted(connection_.ExecuteScript(sql));
  }

  Recalled Recall(std::string_view key, absl::FunctionRef<Recalled()> compute) override {
    if (!failure_.ok()) return failure_;
    return connection_.Recall(key, compute);
  }

  void Remember(std::string_view key, const std::shared_ptr<const void>& value,
                std::span<const std::string_view> tables) override {
    if (failure_.ok()) connection_.Remember(key, value, tables);
  }

 private:
  absl::Status Noted(absl::Status status) {
    if (!status.ok()) {
      failure_ = status;
      touched_ = true;
    }
    return status;
  }

  Connection& connection_;
  absl::Status failure_;
  bool touched_ = false;
};

}  // namespace peerchallenge::storage
