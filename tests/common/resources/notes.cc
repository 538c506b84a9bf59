#include "tests/common/resources/notes.h"

#include "common/storage/migrations.h"

namespace peerchallenge::resources {
namespace {

constexpr storage::Migration kTables[] = {
    {"0001_notes.sql",
     "CREATE TABLE notes (name NAMETEXT PRIMARY KEY, parent NAMETEXT NOT NULL, version BIGINT NOT "
     "NULL,"
     " body BLOB NOT NULL, host TEXT NOT NULL, year BIGINT NOT NULL);"
     "CREATE INDEX notes_by_parent ON notes (parent, name);"}};

std::unique_ptr<storage::Database> OpenNotes(const storage::FreshStore& store) {
  auto database = store.Open();
  const environment::SystemClock clock;
  if (!storage::Migrate(*database, clock, "test", kTables).ok()) std::abort();
  return database;
}

}  // namespace

Notes::Notes(const storage::FreshStore& store)
    : database(OpenNotes(store)),
      sealer(storage::Sealer::Load(*database, random).value()),
      table({.table = "notes",
             .columns = {{"host", [](const Note& note) { return storage::Value(note.host()); }},
                         {"year", [](const Note& note) { return storage::Value(note.year()); }}}},
            clock, sealer) {}

absl::StatusOr<Note> Notes::Insert(Note note) {
  absl::Status status = Write([&](auto& tx) { return table.Insert(tx, note); });
  if (!status.ok()) return status;
  return note;
}

absl::StatusOr<Note> Notes::Update(Note note, const std::string& etag) {
  absl::Status status = Write([&](auto& tx) { return table.Update(tx, note, etag); });
  if (!status.ok()) return status;
  return note;
}

absl::Status Notes::Delete(const std::string& name, const std::string& etag) {
  return Write([&](auto& tx) { return table.Delete(tx, name, etag); });
}

absl::StatusOr<Note> Notes::Get(const std::string& name) {
  absl::StatusOr<Note> note = absl::UnknownError("not run");
  Read([&](auto& tx) {
    note = table.Get(tx, name);
    return absl::OkStatus();
  }).IgnoreError();
  return note;
}

Note Notes::Named(const std::string& name, const std::string& text) {
  Note note;
  note.set_name(name);
  note.set_text(text);
  return note;
}

}  // namespace peerchallenge::resources
