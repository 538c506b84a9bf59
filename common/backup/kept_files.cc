#include "common/backup/kept_files.h"

#include <algorithm>
#include <set>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace peerchallenge::backup {
namespace {

namespace fs = std::filesystem;

// Folders below a backup; it is for its owner only as a whole.
absl::Status MakeFoldersOf(const fs::path& file) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (!error) return absl::OkStatus();
  errno = error.value();
  return files::Failed("making", file.parent_path());
}

}  // namespace

absl::StatusOr<std::vector<KeptFiles::Missing>> KeptFiles::Bring(
    const std::vector<KeptFile>& wanted, const files::Progress& progress) {
  std::vector<Missing> missing;
  std::set<std::string> in_use;
  for (const KeptFile& file : wanted) {
    in_use.insert(file.places.begin(), file.places.end());
    if (Has(file)) continue;
    absl::Status brought = BringAny(file, progress);
    if (absl::IsNotFound(brought) || absl::IsDataLoss(brought)) {
      missing.push_back({file.places.front(), std::string(brought.message())});
    } else if (!brought.ok()) {
      return brought;
    }
  }
  const auto before = brought_;
  for (const auto& [path, digest] : before) {
    if (!in_use.contains(path)) Drop(path);
  }
  return missing;
}

bool KeptFiles::Has(const KeptFile& file) const {
  return std::any_of(file.places.begin(), file.places.end(), [&](const std::string& place) {
    const auto found = brought_.find(place);
    return found != brought_.end() && found->second.bytes == file.bytes;
  });
}

absl::Status KeptFiles::BringAny(const KeptFile& file, const files::Progress& progress) {
  absl::Status brought;
  for (const std::string& place : file.places) {
    brought = BringFrom(place, file, progress);
    if (!absl::IsNotFound(brought)) break;
  }
  return brought;
}

absl::Status KeptFiles::BringFrom(const std::string& place, const KeptFile& file,
                                  const files::Progress& progress) {
  const fs::path to = to_ / place;
  if (absl::Status made = MakeFoldersOf(to); !made.ok()) return made;
  Drop(place);
  const auto copied = files::CopyFile(from_ / place, to, progress, file.bytes);
  if (copied.ok()) brought_[place] = *copied;
  if (absl::IsNotFound(copied.status())) {
    Drop(place);
    return absl::NotFoundError("it is not there");
  }
  if (!copied.ok()) return copied.status();
  const bool whole = copied->bytes == file.bytes;
  if (whole && (file.sha256.empty() || copied->sha256 == file.sha256)) return absl::OkStatus();
  Drop(place);
  return absl::DataLossError(
      whole ? "its bytes are others than its digest says"
            : absl::StrCat("it has ", copied->bytes, " bytes of ", file.bytes));
}

void KeptFiles::Drop(const std::string& path) {
  std::error_code error;
  fs::remove(to_ / path, error);
  brought_.erase(path);
}

}  // namespace peerchallenge::backup
