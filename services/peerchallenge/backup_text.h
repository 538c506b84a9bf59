#pragma once

#include <string>

#include "peerchallenge/backup/v1/manifest.pb.h"

// What is said of a backup that was made, checked or brought back.
namespace peerchallenge::cli {

// "/backups/today: as of 2026-11-29 18:15:00 UTC, by version 0.1.0", a line for each service, and
// what it has to be said is missing. Ends with a line break.
std::string BackupText(const std::string& path, const backup::v1::Manifest& manifest);

// {"backup", "makeTime", "suiteVersion", "store", "services": [{"service", "databaseBytes",
// "files", "fileBytes", "missing": [{"path", "problem"}]}]}, and a line break.
std::string BackupJson(const std::string& path, const backup::v1::Manifest& manifest);

// What whoever brings it back has to know and do; empty for a backup that has nothing to it.
std::string AfterRestoreText(const backup::v1::Manifest& manifest);

// Whether files are missing to which its databases refer.
bool LacksFiles(const backup::v1::Manifest& manifest);

}  // namespace peerchallenge::cli
