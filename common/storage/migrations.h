#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// File name ("0001_directory.sql") and text, as embed_files (cmake/Embed.cmake) makes them.
using Migration = std::pair<std::string_view, std::string_view>;

// What belongs together in a store: the tables of a service, its audit log.
struct Component {
  std::string_view name;
  std::span<const Migration> migrations;
};

// Brings the tables of one component ("service", "audit") up to date: applies those of `migrations`
// that the database does not have yet, in order, each in one transaction of its own together with
// its record in schema_migrations. The tables of common/ itself come first, by themselves.
// Processes that start at once wait for each other. FAILED_PRECONDITION, with nothing applied, when
// the database has a migration that this binary does not know (it comes from a newer version) or
// one whose text differs from what was applied.
//
// Migrations, but for those of components that only SQLite has, take the types BIGINT, TEXT, BLOB
// and NAMETEXT (text compared byte by byte: names, keys).
absl::Status Migrate(Database& database, const environment::Clock& clock,
                     std::string_view component, std::span<const Migration> migrations);

// The same for several, one after the other.
absl::Status Migrate(Database& database, const environment::Clock& clock,
                     std::span<const Component> components);

// A migration that a store has.
struct AppliedMigration {
  std::string component;
  std::string name;
  std::string checksum;

  bool operator==(const AppliedMigration&) const = default;
};

// All that a store has, the tables of common/ among them, by component and name.
absl::StatusOr<std::vector<AppliedMigration>> ReadApplied(Transaction& tx);

// The scripts that make the tables of a store that has these migrations and no others, in order,
// that of the record itself first. FAILED_PRECONDITION as for Migrate(), and for a component that
// is none of `components`.
absl::StatusOr<std::vector<std::string_view>> ScriptsFor(std::span<const AppliedMigration> applied,
                                                         std::span<const Component> components);

}  // namespace peerchallenge::storage
