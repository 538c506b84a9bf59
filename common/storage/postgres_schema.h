#pragma once

#include <string>

// Where a store is in a PostgreSQL database, in SQL.
namespace peerchallenge::storage {

// The types of our migrations that PostgreSQL does not have.
inline constexpr char kMakePostgresTypes[] = R"sql(
DO $$ BEGIN
  IF to_regtype('blob') IS NULL THEN CREATE DOMAIN BLOB AS bytea; END IF;
  IF to_regtype('nametext') IS NULL THEN CREATE DOMAIN NAMETEXT AS text COLLATE "C"; END IF;
END $$)sql";

// Waits until nobody else writes to the store of the current schema, until the transaction ends.
inline constexpr char kLockPostgresStore[] =
    "SELECT pg_advisory_xact_lock(hashtext('peerchallenge'), hashtext(current_schema()::text))";

// Makes a schema where it is not there. The name is a-z and "_".
std::string MakeSchema(const std::string& schema);

// The URI with the schema as the one that names are looked up and made in; what else its `options`
// say stays. An empty name: the connection's own.
std::string WithSchema(std::string uri, const std::string& schema);

}  // namespace peerchallenge::storage
