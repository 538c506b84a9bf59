#pragma once

#include <memory>
#include <string>

#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/resources/resource_table.h"
#include "common/storage/sealer.h"
#include "tests/common/resources/note.pb.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::resources {

using tests::v1::Note;

// A store with a table of notes, as a service would have it.
class Notes {
 public:
  // Any number of them on one store, as of as many processes.
  explicit Notes(const storage::FreshStore& store);

  // Runs a body in a write, and gives its error.
  absl::Status Write(storage::TransactionBody body) {
    return database->Write(storage::Soon(), body);
  }
  absl::Status Read(storage::TransactionBody body) { return database->Read(storage::Soon(), body); }

  // Single operations, each in a transaction of its own.
  absl::StatusOr<Note> Insert(Note note);
  absl::StatusOr<Note> Insert(const std::string& name) { return Insert(Named(name)); }
  absl::StatusOr<Note> Update(Note note, const std::string& etag = "");
  absl::Status Delete(const std::string& name, const std::string& etag = "");
  absl::StatusOr<Note> Get(const std::string& name);

  static Note Named(const std::string& name, const std::string& text = "");

  environment::ManualClock clock{absl::FromUnixSeconds(1'341'792'000)};
  environment::SystemRandom random;
  std::unique_ptr<storage::Database> database;
  storage::Sealer sealer;
  ResourceTable<Note> table;
};

}  // namespace peerchallenge::resources
