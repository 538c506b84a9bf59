#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// File name ("0001_directory.sql") and text, as embed_files (cmake/Embed.cmake) makes them.
using Migration = std::pair<std::string_view, std::string_view>;

// Brings the tables of one component ("service", "audit") up to date: applies those of `migrations`
// that the database does not have yet, in order, each in one transaction of its own together with
// its record in schema_migrations. The tables of common/ itself come first, by themselves.
// Processes that start at once wait for each other. FAILED_PRECONDITION, with nothing applied, when
// the database has a migration that this binary does not know (it comes from a newer version) or
// one whose text differs from what was applied.
//
// Migrations take the types BIGINT, TEXT, BLOB and NAMETEXT (text compared byte by byte: names,
// keys).
absl::Status Migrate(Database& database, const environment::Clock& clock,
                     std::string_view component, std::span<const Migration> migrations);

}  // namespace peerchallenge::storage
