#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/backup/part.h"
#include "common/files/copying.h"

namespace peerchallenge::backup {

// The files of a part on their way into a backup. They come and go while it is made: so a look at
// the database and a copy of what it refers to are repeated until they fit, and what was copied
// once is not copied again.
class KeptFiles {
 public:
  // From the part's folder to one in the backup, which is made when it is needed.
  KeptFiles(std::filesystem::path from, std::filesystem::path to)
      : from_(std::move(from)), to_(std::move(to)) {}

  // A file that is not where it should be, or not what it should be.
  struct Missing {
    std::string path;
    std::string problem;
    bool operator==(const Missing&) const = default;
  };
  // Brings what is wanted and not there yet, and takes away what is no longer wanted. Gives what
  // could not be brought. Errors: those of files::CopyFile, but for missing files.
  absl::StatusOr<std::vector<Missing>> Bring(const std::vector<KeptFile>& wanted,
                                             const files::Progress& progress);

  // What is there, by path.
  const std::map<std::string, files::Digest>& brought() const { return brought_; }

 private:
  // Whether one of the places has it already.
  bool Has(const KeptFile& file) const;
  // OK, or DATA_LOSS or NOT_FOUND that says what is wrong with the file.
  absl::Status BringAny(const KeptFile& file, const files::Progress& progress);
  absl::Status BringFrom(const std::string& place, const KeptFile& file,
                         const files::Progress& progress);
  void Drop(const std::string& path);

  const std::filesystem::path from_;
  const std::filesystem::path to_;
  std::map<std::string, files::Digest> brought_;
};

}  // namespace peerchallenge::backup
