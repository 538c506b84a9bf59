#include "common/storage/postgres_session.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "common/storage/postgres_connection.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

constexpr int kBinary = 1;

struct FreeCopied {
  void operator()(char* bytes) const { PQfreemem(bytes); }
};

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresSession>> PostgresSession::Connect(const std::string& uri) {
  if (absl::Status reached = PostgresConnection::TryToConnect(uri); !reached.ok()) return reached;
  PostgresHandle connection = DialPostgres(uri, Dialling::kAndWait);
  if (PQstatus(connection.get()) != CONNECTION_OK) return StoreUnavailable("no connection");
  return std::unique_ptr<PostgresSession>(new PostgresSession(std::move(connection)));
}

absl::StatusOr<PostgresResult> PostgresSession::Run(std::string_view sql,
                                                    std::span<const Value> values) {
  const PostgresParameters parameters(values);
  PostgresResult result(PQexecParams(connection_.get(), std::string(sql).c_str(), parameters.size(),
                                     parameters.types(), parameters.data(), parameters.lengths(),
                                     parameters.formats(), kBinary));
  if (PQstatus(connection_.get()) != CONNECTION_OK) return StoreUnavailable("connection lost");
  if (absl::Status status = StatusOf(result.get()); !status.ok()) return status;
  return result;
}

absl::Status PostgresSession::Query(std::string_view sql, std::span<const Value> parameters,
                                    absl::FunctionRef<absl::Status(const Row&)> each) {
  const absl::StatusOr<PostgresResult> result = Run(sql, parameters);
  if (!result.ok()) return result.status();
  for (int row = 0; row < PQntuples(result->get()); ++row) {
    if (absl::Status status = each(PostgresRow(result->get(), row)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PostgresSession::Execute(std::string_view sql,
                                                 std::span<const Value> parameters) {
  const absl::StatusOr<PostgresResult> result = Run(sql, parameters);
  if (!result.ok()) return result.status();
  int64_t changed = 0;  // stays 0 for a command that counts nothing
  static_cast<void>(absl::SimpleAtoi(PQcmdTuples(result->get()), &changed));
  return changed;
}

absl::Status PostgresSession::ExecuteScript(std::string_view sql) {
  const PostgresResult result(PQexec(connection_.get(), std::string(sql).c_str()));
  if (PQstatus(connection_.get()) != CONNECTION_OK) return StoreUnavailable("connection lost");
  return StatusOf(result.get());
}

absl::Status PostgresSession::Start(const std::string& sql, ExecStatusType wanted) {
  const PostgresResult result(PQexec(connection_.get(), sql.c_str()));
  if (PQresultStatus(result.get()) == wanted) return absl::OkStatus();
  const absl::Status status = StatusOf(result.get());
  return status.ok() ? StatementDefect("not a COPY") : status;
}

absl::Status PostgresSession::End() {
  absl::Status status;
  while (PostgresResult result{PQgetResult(connection_.get())}) {
    status.Update(StatusOf(result.get()));
  }
  return status;
}

absl::Status PostgresSession::CopyOut(const std::string& sql, Take take) {
  if (absl::Status status = Start(sql, PGRES_COPY_OUT); !status.ok()) return status;
  while (true) {
    char* bytes = nullptr;
    const int size = PQgetCopyData(connection_.get(), &bytes, /*async=*/0);
    const std::unique_ptr<char, FreeCopied> owned(bytes);
    if (size == -1) return End();
    if (size < 0) return StoreUnavailable("connection lost");
    if (absl::Status status = take({bytes, static_cast<size_t>(size)}); !status.ok()) return status;
  }
}

absl::Status PostgresSession::CopyIn(const std::string& sql,
                                     absl::FunctionRef<absl::Status(Take)> feed) {
  if (absl::Status status = Start(sql, PGRES_COPY_IN); !status.ok()) return status;
  const absl::Status fed = feed([this](std::string_view bytes) {
    return PQputCopyData(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) == 1
               ? absl::OkStatus()
               : StoreUnavailable("connection lost");
  });
  PQputCopyEnd(connection_.get(), fed.ok() ? nullptr : "given up");
  const absl::Status ended = End();
  return fed.ok() ? ended : fed;
}

}  // namespace peerchallenge::storage
