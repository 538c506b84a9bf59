#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/postgres_result.h"

namespace peerchallenge::storage {

// A connection used plainly: each statement is waited for, however long it takes, and its
// transaction is the caller's affair. For work that no call waits for; copies tables.
class PostgresSession final : public Transaction {
 public:
  // UNAVAILABLE with the reason in the server's words.
  static absl::StatusOr<std::unique_ptr<PostgresSession>> Connect(const std::string& uri);

  absl::Status Query(std::string_view sql, std::span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> each) override;
  absl::StatusOr<int64_t> Execute(std::string_view sql, std::span<const Value> parameters) override;
  absl::Status ExecuteScript(std::string_view sql) override;

  // Runs COPY … TO STDOUT; errors of `take` end it, and the connection with it.
  using Take = absl::FunctionRef<absl::Status(std::string_view)>;
  absl::Status CopyOut(const std::string& sql, Take take);

  // Runs COPY … FROM STDIN with the bytes that `feed` hands to its argument; errors of `feed` end
  // the transaction.
  absl::Status CopyIn(const std::string& sql, absl::FunctionRef<absl::Status(Take)> feed);

 private:
  explicit PostgresSession(PostgresHandle connection) : connection_(std::move(connection)) {}

  absl::StatusOr<PostgresResult> Run(std::string_view sql, std::span<const Value> values);
  // Starts a COPY; `wanted` is what the server answers then.
  absl::Status Start(const std::string& sql, ExecStatusType wanted);
  absl::Status End();

  const PostgresHandle connection_;
};

}  // namespace peerchallenge::storage
