#include "common/backup/manifest.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "common/files/synced_file.h"
#include "common/hash/hash.h"
#include "google/protobuf/util/json_util.h"

namespace peerchallenge::backup {
namespace {

namespace fs = std::filesystem;

// A manifest names a file in some 200 bytes.
constexpr size_t kMostManifestBytes = size_t{1} << 30;

absl::Status WriteText(const fs::path& path, const std::string& text) {
  auto file = files::SyncedFile::Create(path);
  if (!file.ok()) return file.status();
  if (absl::Status status = file->Write(text); !status.ok()) return status;
  return file->Finish().status();
}

absl::StatusOr<std::string> ReadText(const fs::path& path) {
  std::string text;
  absl::Status read = files::Read(path, [&](std::string_view bytes) {
    text.append(bytes);
    return text.size() <= kMostManifestBytes ? absl::OkStatus() : Damaged("it has a huge manifest");
  });
  if (!read.ok()) return read;
  return text;
}

std::string DigestLine(const std::string& text) {
  return absl::StrCat(hash::HexOf(hash::Sha256(text)), "  ", kManifestFile, "\n");
}

// Whether it is a path below a folder, wherever that is.
bool IsBelow(const std::string& path) {
  const std::vector<std::string> steps = absl::StrSplit(path, '/');
  return std::none_of(steps.begin(), steps.end(), [](const std::string& step) {
    return step.empty() || step == "." || step == ".." || absl::StrContains(step, '\0');
  });
}

absl::Status CheckPaths(const v1::Manifest& manifest) {
  for (const v1::Service& service : manifest.services()) {
    bool below = IsBelow(service.name()) && !absl::StrContains(service.name(), '/');
    for (const v1::File& file : service.database()) below = below && IsBelow(file.path());
    for (const v1::File& file : service.files()) below = below && IsBelow(file.path());
    if (!below) return Damaged("its manifest names a file that cannot be in it");
  }
  return absl::OkStatus();
}

}  // namespace

fs::path DatabaseFolder(const std::string& service) { return fs::path(service) / "database"; }
fs::path FilesFolder(const std::string& service) { return fs::path(service) / "files"; }

absl::Status Damaged(const std::string& what) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("the backup is damaged: ", what));
}

absl::Status WriteManifest(const fs::path& backup, const v1::Manifest& manifest) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(manifest, &text, options).ok()) {
    return errors::Make(errors::v1::ERROR_REASON_INTERNAL, "the manifest cannot be written");
  }
  absl::Status written = WriteText(backup / kManifestFile, text);
  return written.ok() ? WriteText(backup / kManifestDigestFile, DigestLine(text)) : written;
}

absl::StatusOr<v1::Manifest> ReadManifest(const fs::path& backup) {
  const auto text = ReadText(backup / kManifestFile);
  if (absl::IsNotFound(text.status())) {
    return errors::InvalidField("BACKUP", backup.string(), "a folder that holds a backup");
  }
  if (!text.ok()) return text.status();
  const auto digest = ReadText(backup / kManifestDigestFile);
  if (!digest.ok() || *digest != DigestLine(*text)) {
    return Damaged(absl::StrCat(kManifestFile, " is not what was written"));
  }
  return ManifestFrom(*text);
}

absl::StatusOr<v1::Manifest> ManifestFrom(std::string_view text) {
  // What a newer version has added is passed over here, so that it can be told from damage.
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  v1::Manifest manifest;
  if (!google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &manifest, options)
           .ok()) {
    return Damaged(absl::StrCat(kManifestFile, " cannot be read"));
  }
  if (manifest.format() > kFormat) {
    return absl::FailedPreconditionError(absl::StrCat("the backup comes from a newer version (",
                                                      manifest.suite_version(),
                                                      "): restore it with that"));
  }
  if (absl::Status checked = CheckPaths(manifest); !checked.ok()) return checked;
  return manifest;
}

std::string NameOf(storage::Dialect dialect) {
  return dialect == storage::Dialect::kSqlite ? "sqlite" : "postgresql";
}

v1::File ToFile(const std::string& path, const files::Digest& digest) {
  v1::File file;
  file.set_path(path);
  file.set_bytes(digest.bytes);
  file.set_sha256(digest.sha256);
  return file;
}

void PutStore(const storage::SavedStore& saved, v1::Service& service) {
  for (const storage::AppliedMigration& applied : saved.migrations) {
    v1::Migration& migration = *service.add_migrations();
    migration.set_component(applied.component);
    migration.set_name(applied.name);
    migration.set_checksum(applied.checksum);
  }
  for (const storage::SavedFile& file : saved.files) {
    v1::File& put = *service.add_database();
    put = ToFile(file.name, file.digest);
    put.mutable_columns()->Add(file.columns.begin(), file.columns.end());
  }
}

storage::SavedStore StoreOf(const v1::Service& service, storage::Dialect dialect) {
  storage::SavedStore saved;
  saved.dialect = dialect;
  for (const v1::Migration& migration : service.migrations()) {
    saved.migrations.push_back({migration.component(), migration.name(), migration.checksum()});
  }
  for (const v1::File& file : service.database()) {
    storage::SavedFile& put = saved.files.emplace_back();
    put.name = file.path();
    put.digest = DigestOf(file);
    put.columns = {file.columns().begin(), file.columns().end()};
  }
  return saved;
}

}  // namespace peerchallenge::backup
