#include "services/peerchallenge/backup_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "services/peerchallenge/byte_progress.h"
#include "services/peerchallenge/json.h"

namespace peerchallenge::cli {
namespace {

using backup::v1::File;
using backup::v1::Manifest;
using backup::v1::Service;
using google::protobuf::RepeatedPtrField;
using google::protobuf::util::TimeUtil;

int64_t BytesOf(const RepeatedPtrField<File>& files) {
  int64_t bytes = 0;
  for (const File& file : files) bytes += file.bytes();
  return bytes;
}

std::string TimeText(const Manifest& manifest) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC",
                          absl::FromUnixSeconds(manifest.make_time().seconds()),
                          absl::UTCTimeZone());
}

std::string ServiceJson(const Service& service) {
  std::vector<std::string> missing;
  for (const auto& file : service.missing()) {
    missing.push_back(
        JsonObject({{"path", JsonString(file.path())}, {"problem", JsonString(file.problem())}}));
  }
  std::vector<std::pair<std::string, std::string>> members = {
      {"service", JsonString(service.name())},
      {"databaseBytes", absl::StrCat(BytesOf(service.database()))},
      {"files", absl::StrCat(service.files_size())},
      {"fileBytes", absl::StrCat(BytesOf(service.files()))},
      {"missing", JsonArray(missing)}};
  if (!service.files_elsewhere().empty()) {
    members.emplace_back("filesElsewhere", JsonString(service.files_elsewhere()));
  }
  return JsonObject(members);
}

}  // namespace

std::string BackupText(const std::string& path, const Manifest& manifest) {
  std::string text = absl::StrCat(path, ": as of ", TimeText(manifest), ", by version ",
                                  manifest.suite_version(), "\n");
  for (const Service& service : manifest.services()) {
    absl::StrAppend(&text, "  ", service.name(), ": database ",
                    BytesText(BytesOf(service.database())));
    if (service.files_size() > 0) {
      absl::StrAppend(&text, ", ", service.files_size(), " files of ",
                      BytesText(BytesOf(service.files())));
    }
    text += "\n";
    if (!service.files_elsewhere().empty()) {
      absl::StrAppend(&text, "    not in it: attachments, which are in ", service.files_elsewhere(),
                      "\n");
    }
    for (const auto& missing : service.missing()) {
      absl::StrAppend(&text, "    not in it: ", missing.path(), ": ", missing.problem(), "\n");
    }
  }
  return text;
}

std::string BackupJson(const std::string& path, const Manifest& manifest) {
  std::vector<std::string> services;
  for (const Service& service : manifest.services()) services.push_back(ServiceJson(service));
  return JsonObject({{"backup", JsonString(path)},
                     {"makeTime", JsonString(TimeUtil::ToString(manifest.make_time()))},
                     {"suiteVersion", JsonString(manifest.suite_version())},
                     {"store", JsonString(manifest.store())},
                     {"services", JsonArray(services)}}) +
         "\n";
}

std::string AfterRestoreText(const Manifest& manifest) {
  const bool has_evidence =
      std::any_of(manifest.services().begin(), manifest.services().end(),
                  [](const Service& service) { return service.name() == "evidence"; });
  if (!has_evidence) return "";
  std::string text = absl::StrCat(
      "Evidence that was disposed of after ", TimeText(manifest),
      " is back. Dispose of what is due before anyone works with it, in every region:\n"
      "  peerchallenge call peerchallenge.evidence.v1.RetentionService/StartDisposalRun "
      "'{\"parent\": \"regions/REGION\"}'\n");
  for (const Service& service : manifest.services()) {
    if (service.files_elsewhere().empty()) continue;
    absl::StrAppend(&text, "Attachments were in ", service.files_elsewhere(),
                    " and not in the backup: start with a store that has them as of then.\n");
  }
  return text;
}

bool LacksFiles(const Manifest& manifest) {
  return std::any_of(manifest.services().begin(), manifest.services().end(),
                     [](const Service& service) { return service.missing_size() > 0; });
}

}  // namespace peerchallenge::cli
