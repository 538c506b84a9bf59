#include "common/storage/postgres_result.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "absl/base/internal/endian.h"
#include "absl/base/internal/raw_logging.h"
#include "absl/strings/str_cat.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

// From PostgreSQL's pg_type.dat: they never change.
constexpr Oid kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25;
constexpr Oid kUnknown = 0, kName = 19, kVarchar = 1043;
constexpr int kBinary = 1;

// The error for an SQLSTATE (PostgreSQL documentation, appendix A).
absl::Status StatusOfState(const std::string& state, const char* message) {
  const std::string group = state.substr(0, 2);
  if (state == "23505") return KeyTaken();
  if (state == "23503") return ReferenceBroken();
  if (state == "57014") return DeadlinePassed();  // statement_timeout
  if (group == "XX" && state != "XX000") return StoreCorrupt(state);
  if (state == "08P01") return StatementDefect(state);  // wrong number of parameters
  // Connection, resources, operator intervention, system error, lock not to be had, serialisation.
  for (const char* unavailable : {"08", "53", "57", "58", "55", "40"}) {
    if (group == unavailable) return StoreUnavailable(state);
  }
  return StatementDefect(absl::StrCat(state, " ", message == nullptr ? "" : message));
}

}  // namespace

PostgresParameters::PostgresParameters(std::span<const Value> values) {
  integers_.reserve(values.size());  // pointers into it stay valid
  for (const Value& value : values) {
    Oid type = kUnknown;
    const char* data = nullptr;
    size_t length = 0;
    if (const auto* integer = std::get_if<int64_t>(&value)) {
      integers_.push_back(absl::big_endian::FromHost64(static_cast<uint64_t>(*integer)));
      type = kInt8;
      data = reinterpret_cast<const char*>(&integers_.back());
      length = sizeof(uint64_t);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      type = kText;
      data = text->data();
      length = text->size();
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      type = kBytea;
      data = blob->bytes.data();
      length = blob->bytes.size();
    }
    types_.push_back(type);
    data_.push_back(data);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(kBinary);
  }
}

std::string_view PostgresRow::Raw(int column) const {
  ABSL_RAW_CHECK(!IsNull(column), "column is NULL");
  return {PQgetvalue(result_, row_, column),
          static_cast<size_t>(PQgetlength(result_, row_, column))};
}

bool PostgresRow::IsNull(int column) const { return PQgetisnull(result_, row_, column) != 0; }

int64_t PostgresRow::Int(int column) const {
  const char* raw = Raw(column).data();
  switch (PQftype(result_, column)) {
    case kInt8:
      return static_cast<int64_t>(absl::big_endian::Load64(raw));
    case kInt4:
      return static_cast<int32_t>(absl::big_endian::Load32(raw));
    case kInt2:
      return static_cast<int16_t>(absl::big_endian::Load16(raw));
    case kBool:
      return *raw;
    default:
      ABSL_RAW_LOG(FATAL, "column %d is no integer", column);
      return 0;
  }
}

std::string_view PostgresRow::Text(int column) const {
  const Oid type = PQftype(result_, column);
  ABSL_RAW_CHECK(type == kText || type == kVarchar || type == kName, "column is no text");
  return Raw(column);
}

std::string_view PostgresRow::Bytes(int column) const {
  ABSL_RAW_CHECK(PQftype(result_, column) == kBytea, "column is no bytes");
  return Raw(column);
}

absl::Status StatusOf(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return absl::OkStatus();
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr) return StoreUnavailable("connection lost");
  return StatusOfState(state, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
}

}  // namespace peerchallenge::storage
