#include "services/peerchallenge/evidence_actions.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/files/synced_file.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "peerchallenge/evidence/v1/source.pb.h"
#include "services/peerchallenge/byte_progress.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/evidence_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = evidence::v1;
using google::protobuf::util::TimeUtil;

constexpr int kCapturesInOneCall = 100;
constexpr int32_t kPageSize = 200;

absl::StatusOr<v1::SourceClass> ParseClass(const std::string& text, const std::string& flag) {
  return ParseEnum<v1::SourceClass>(text, "SOURCE_CLASS_", flag,
                                    "a source class, for example team-manager",
                                    v1::SourceClass_Parse);
}

absl::StatusOr<v1::Sensitivity> ParseSensitivity(const std::string& text) {
  return ParseEnum<v1::Sensitivity>(text, "SENSITIVITY_", "--sensitivity", "team, guarded or leads",
                                    v1::Sensitivity_Parse);
}

// The parts of "LEFT=RIGHT", cut at the last "=".
absl::StatusOr<std::pair<std::string, std::string>> Pair(const std::string& text,
                                                         const std::string& flag,
                                                         const std::string& wanted) {
  const size_t sign = text.rfind('=');
  if (sign == std::string::npos || sign == 0) return errors::InvalidField(flag, text, wanted);
  return std::pair(text.substr(0, sign), text.substr(sign + 1));
}

std::string NewId() {
  environment::SystemRandom random;
  return environment::NewUuidV4(random);
}

absl::StatusOr<v1::ItemContent> ContentOf(const EvidenceArguments& arguments,
                                          const std::string& review) {
  v1::ItemContent content;
  content.set_text(arguments.text);
  auto kind = ParseEnum<v1::ItemContent::Kind>(
      arguments.kind, "KIND_", "--kind",
      "note, quote, observation, figure, extract or case-finding", v1::ItemContent::Kind_Parse);
  if (!kind.ok()) return kind.status();
  content.set_kind(*kind);
  auto occasion = NameInReview(arguments.occasion, review, "occasions");
  if (!occasion.ok()) return occasion.status();
  content.set_occasion(*occasion);
  for (const std::string& text : arguments.bearings) {
    constexpr char kWanted[] = "LIMB=strength, LIMB=area or LIMB=context";
    auto pair = Pair(text, "--on", kWanted);
    if (!pair.ok()) return pair.status();
    auto direction = ParseEnum<v1::Bearing::Direction>(pair->second, "DIRECTION_", "--on", kWanted,
                                                       v1::Bearing::Direction_Parse);
    if (!direction.ok()) return direction.status();
    v1::Bearing& bearing = *content.add_bearings();
    bearing.set_limb(pair->first);
    bearing.set_direction(*direction);
  }
  if (!arguments.sensitivity.empty()) {
    auto sensitivity = ParseSensitivity(arguments.sensitivity);
    if (!sensitivity.ok()) return sensitivity.status();
    content.set_sensitivity(*sensitivity);
  }
  content.set_case_reference(arguments.case_reference);
  return content;
}

// The captures of a file: one ItemCapture as JSON a line.
absl::StatusOr<std::vector<v1::ItemCapture>> ReadCaptures(const EvidenceArguments& arguments,
                                                          Console& console) {
  const auto text = ReadInput(arguments.file, console.in);
  if (!text.ok()) return text.status();
  std::vector<v1::ItemCapture> captures;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(*text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    absl::Status status =
        ParseJson(std::string(line), absl::StrCat(arguments.file, ", line ", number),
                  captures.emplace_back());
    if (!status.ok()) return status;
  }
  return captures;
}

absl::StatusOr<v1::RecordAttendanceRequest> Attendance(const EvidenceArguments& arguments,
                                                       const std::string& occasion) {
  v1::RecordAttendanceRequest request;
  v1::Attendance& attendance = *request.mutable_attendance();
  attendance.set_name(occasion + "/attendance");
  attendance.set_unnamed_people(arguments.unnamed_people);
  for (const std::string& text : arguments.people) {
    auto pair = Pair(text, "--person", "NAME=CLASS");
    if (!pair.ok()) return pair.status();
    auto source_class = ParseClass(pair->second, "--person");
    if (!source_class.ok()) return source_class.status();
    v1::Interviewee& person = *attendance.add_interviewees();
    person.set_display_name(pair->first);
    person.set_source_class(*source_class);
  }
  return request;
}

// Which items are wanted of the review.
absl::StatusOr<v1::ItemFilter> FilterOf(const EvidenceArguments& arguments,
                                        const std::string& review) {
  v1::ItemFilter filter;
  filter.mutable_limbs()->Assign(arguments.limbs.begin(), arguments.limbs.end());
  if (!arguments.source_class.empty()) {
    auto source_class = ParseClass(arguments.source_class, "--class");
    if (!source_class.ok()) return source_class.status();
    filter.add_source_classes(*source_class);
  }
  if (!arguments.author.empty()) {
    auto author = PersonName(arguments.author, review);
    if (!author.ok()) return author.status();
    filter.add_authors(*author);
  }
  if (!arguments.sensitivity.empty()) {
    auto sensitivity = ParseSensitivity(arguments.sensitivity);
    if (!sensitivity.ok()) return sensitivity.status();
    filter.add_sensitivities(*sensitivity);
  }
  return filter;
}

// Gives a file the name of another, which goes.
absl::Status Replace(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return files::Failed("naming", to);
  return files::SyncFolder(std::filesystem::absolute(to).parent_path());
}

}  // namespace

ExitCode AddOccasion(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::CreateOccasionRequest request;
  request.set_parent(*review);
  request.set_occasion_id(arguments.id.empty() ? NewId() : arguments.id);
  auto kind = ParseEnum<v1::Occasion::Kind>(
      arguments.kind, "KIND_", "--kind",
      "interview, focus-group, observation, document, case-file or data", v1::Occasion::Kind_Parse);
  if (!kind.ok()) return BadInput(kind.status(), arguments, console);
  auto source_class = ParseClass(arguments.source_class, "--class");
  if (!source_class.ok()) return BadInput(source_class.status(), arguments, console);
  request.mutable_occasion()->set_kind(*kind);
  request.mutable_occasion()->set_declared_class(*source_class);
  request.mutable_occasion()->set_date(arguments.date);
  const auto met = Attendance(arguments, *review + "/occasions/" + request.occasion_id());
  if (!met.ok()) return BadInput(met.status(), arguments, console);

  const auto occasion =
      client.CallEvidence<v1::Occasion>("EvidenceService/CreateOccasion", request);
  if (!occasion.ok()) return Failed(occasion.status(), arguments, client, console);
  if (!arguments.people.empty() || arguments.unnamed_people > 0) {
    const auto recorded =
        client.CallEvidence<v1::RecordAttendanceResponse>("SourceService/RecordAttendance", *met);
    if (!recorded.ok()) return Failed(recorded.status(), arguments, client, console);
  }
  return Print(
      occasion, [](const v1::Occasion& shown) { return shown.name() + "\n"; }, arguments, client,
      console);
}

ExitCode AddItem(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  auto content = ContentOf(arguments, *review);
  if (!content.ok()) return BadInput(content.status(), arguments, console);
  v1::CaptureItemRequest request;
  request.set_parent(*review);
  request.mutable_capture()->set_item_id(arguments.id.empty() ? NewId() : arguments.id);
  *request.mutable_capture()->mutable_content() = *std::move(content);
  request.mutable_capture()->set_share(!arguments.draft);
  *request.mutable_device_clock() = TimeUtil::GetCurrentTime();
  *request.mutable_capture()->mutable_stamp()->mutable_device_time() = request.device_clock();
  return Print(client.CallEvidence<v1::Item>("EvidenceService/CaptureItem", request), ItemText,
               arguments, client, console);
}

ExitCode SyncItems(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto captures = ReadCaptures(arguments, console);
  if (!captures.ok()) return BadInput(captures.status(), arguments, console);
  v1::BatchCaptureItemsResponse all;
  for (size_t sent = 0; sent < captures->size(); sent += kCapturesInOneCall) {
    v1::BatchCaptureItemsRequest request;
    request.set_parent(*review);
    *request.mutable_device_clock() = TimeUtil::GetCurrentTime();
    const size_t end = std::min(captures->size(), sent + kCapturesInOneCall);
    for (size_t i = sent; i < end; ++i) *request.add_captures() = (*captures)[i];
    const auto response = client.CallEvidence<v1::BatchCaptureItemsResponse>(
        "EvidenceService/BatchCaptureItems", request);
    if (!response.ok()) return Failed(response.status(), arguments, client, console);
    all.MergeFrom(*response);
  }
  console.out << (arguments.json ? FormatJson(all, JsonStyle::kPretty) : OutcomesText(all));
  const bool stored = std::all_of(all.outcomes().begin(), all.outcomes().end(),
                                  [](const auto& outcome) { return outcome.has_item(); });
  return stored ? ExitCode::kOk : ExitCode::kFailed;
}

ExitCode ReviseItem(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto name = NameInReview(arguments.item, *review, "items");
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::GetItemRequest get;
  get.set_name(*name);
  const auto item = client.CallEvidence<v1::Item>("EvidenceService/GetItem", get);
  if (!item.ok()) return Failed(item.status(), arguments, client, console);
  v1::ReviseItemRequest request;
  request.set_name(*name);
  request.set_revision_id(arguments.id.empty() ? NewId() : arguments.id);
  request.set_base_version(arguments.base_version == 0 ? item->version() : arguments.base_version);
  *request.mutable_content() = item->content();
  request.mutable_content()->set_text(arguments.text);
  *request.mutable_device_clock() = TimeUtil::GetCurrentTime();
  return Print(client.CallEvidence<v1::Item>("EvidenceService/ReviseItem", request), ItemText,
               arguments, client, console);
}

ExitCode ListItems(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  auto filter = FilterOf(arguments, *review);
  if (!filter.ok()) return BadInput(filter.status(), arguments, console);
  v1::ListItemsRequest request;
  request.set_parent(*review);
  *request.mutable_filter() = *std::move(filter);
  request.set_page_size(kPageSize);
  v1::ListItemsResponse all;
  do {
    const auto page =
        client.CallEvidence<v1::ListItemsResponse>("EvidenceService/ListItems", request);
    if (!page.ok()) return Failed(page.status(), arguments, client, console);
    all.mutable_items()->MergeFrom(page->items());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return Print(absl::StatusOr<v1::ListItemsResponse>(std::move(all)), ItemsText, arguments, client,
               console);
}

ExitCode SearchItems(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  auto filter = FilterOf(arguments, *review);
  if (!filter.ok()) return BadInput(filter.status(), arguments, console);
  v1::SearchItemsRequest request;
  request.set_parent(*review);
  request.set_page_size(arguments.most);
  request.set_query(arguments.query);
  *request.mutable_filter() = *std::move(filter);
  return Print(client.CallEvidence<v1::SearchItemsResponse>("EvidenceService/SearchItems", request),
               HitsText, arguments, client, console);
}

ExitCode ShowCoverage(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::GetTriangulationRequest request;
  request.set_name(*review + "/triangulation");
  return Print(client.CallEvidence<v1::Triangulation>("EvidenceService/GetTriangulation", request),
               CoverageText, arguments, client, console);
}

ExitCode ListConflicts(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::ListItemConflictsRequest request;
  request.set_parent(*review + "/items/-");
  request.set_page_size(kPageSize);
  v1::ListItemConflictsResponse all;
  do {
    const auto page = client.CallEvidence<v1::ListItemConflictsResponse>(
        "EvidenceService/ListItemConflicts", request);
    if (!page.ok()) return Failed(page.status(), arguments, client, console);
    all.mutable_conflicts()->MergeFrom(page->conflicts());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return Print(absl::StatusOr<v1::ListItemConflictsResponse>(std::move(all)), ConflictsText,
               arguments, client, console);
}

ExitCode SettleConflict(const EvidenceArguments& arguments, Client& client, Console& console) {
  v1::SettleItemConflictRequest request;
  request.set_name(arguments.conflict);
  request.set_keep_version(arguments.keep_version);
  request.set_note(arguments.note);
  request.set_etag(arguments.etag);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallEvidence<v1::Item>("EvidenceService/SettleItemConflict", request),
               ItemText, arguments, client, console);
}

ExitCode ExportEvidence(const EvidenceArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::ExportReviewRequest request;
  request.set_name(*review);
  v1::ExportReviewResponse response;
  const Interrupt interrupt;
  auto reader = client.OpenStream("peerchallenge.evidence.v1.LedgerService/ExportReview", request,
                                  interrupt.token(), response);
  if (!reader.ok()) return Failed(reader.status(), arguments, client, console);
  // Whole or not there: it is written under another name first.
  const std::string part = arguments.out + ".part";
  std::remove(part.c_str());
  absl::StatusOr<files::SyncedFile> file = files::SyncedFile::Create(part);
  absl::Status written = file.status();
  ByteProgress progress(console, "received",
                        arguments.json ? ByteProgress::Mode::kQuiet : ByteProgress::Mode::kShow);
  absl::StatusOr<bool> more = *reader != nullptr;
  while (written.ok() && more.ok() && *more) {
    written = file->Write(response.data());
    progress.Add(static_cast<int64_t>(response.data().size()));
    more = (*reader)->Next(response);
  }
  progress.Done();
  absl::StatusOr<files::Digest> whole = files::Digest();
  if (written.ok() && more.ok()) {
    whole = file->Finish();
    written = whole.ok() ? Replace(part, arguments.out) : whole.status();
  }
  if (written.ok() && more.ok()) {
    const std::string bytes = absl::StrCat(whole->bytes);
    console.out << (arguments.json
                        ? JsonObject({{"file", JsonString(arguments.out)}, {"bytes", bytes}}) + "\n"
                        : absl::StrCat(arguments.out, ": ", bytes,
                                       " bytes; check it with "
                                       "'peerchallenge verify ",
                                       arguments.out, "'\n"));
    return ExitCode::kOk;
  }
  std::remove(part.c_str());
  if (!more.ok()) return Failed(more.status(), arguments, client, console);
  return ReportLocalError(written, ExitCode::kFailed, arguments.json, console);
}

}  // namespace peerchallenge::cli
