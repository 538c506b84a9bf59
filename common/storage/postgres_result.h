#pragma once

#include <libpq-fe.h>

#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "common/storage/database.h"

// What goes over libpq's wire: parameters and rows in binary format, errors by SQLSTATE.
namespace peerchallenge::storage {

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PostgresHandle = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

// Parameters as libpq takes them; they point into the values.
class PostgresParameters {
 public:
  explicit PostgresParameters(std::span<const Value> values);

  int size() const { return static_cast<int>(data_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* data() const { return data_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<uint64_t> integers_;  // in network byte order
  std::vector<Oid> types_;
  std::vector<const char*> data_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

// One row of a result.
class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}

  bool IsNull(int column) const override;
  int64_t Int(int column) const override;
  std::string_view Text(int column) const override;
  std::string_view Bytes(int column) const override;

 private:
  std::string_view Raw(int column) const;

  const PGresult* result_;
  int row_;
};

// OK for a command that worked or a result with rows.
absl::Status StatusOf(const PGresult* result);

}  // namespace peerchallenge::storage
