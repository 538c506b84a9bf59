#include "services/evidence/ledger/record.h"

#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/evidence/ledger/entry.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kFormat[] = "peerchallenge-capture-v1\n";
constexpr size_t kLines = 8;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string HexOrZeros(const std::string& bytes) { return HexOf(HashFrom(bytes).value_or(Hash{})); }

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// The stamp that these lines tell of; nothing where they tell of none. Their spelling is not
// looked at.
std::optional<v1::CaptureStamp> StampFrom(const std::vector<std::string>& lines) {
  const std::vector<std::string> anchor = absl::StrSplit(lines[7], ' ');
  int64_t sequence = 0, anchor_size = 0;
  absl::Time time;
  std::string error;
  if (anchor.size() != 2 || !absl::SimpleAtoi(lines[3], &sequence) ||
      !absl::SimpleAtoi(anchor[0], &anchor_size) ||
      !absl::ParseTime(absl::RFC3339_full, lines[5], &time, &error)) {
    return std::nullopt;
  }
  const int64_t year = absl::ToCivilYear(time, absl::UTCTimeZone()).year();
  if (year < 1 || year > 9999) return std::nullopt;  // no Timestamp
  v1::CaptureStamp stamp;
  stamp.set_sequence(sequence);
  stamp.set_previous_sha256(absl::HexStringToBytes(lines[4]));
  const int64_t seconds = absl::ToUnixSeconds(time);
  stamp.mutable_device_time()->set_seconds(seconds);
  stamp.mutable_device_time()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  stamp.set_anchor_tree_size(anchor_size);
  stamp.set_anchor_root_sha256(absl::HexStringToBytes(anchor[1]));
  return stamp;
}

bool HasUnknownFields(const google::protobuf::Message& message) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto* field = type.field(i);
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field)
                                           : static_cast<int>(reflection.HasField(message, field));
    for (int n = 0; n < count; ++n) {
      if (HasUnknownFields(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, n)
                                                : reflection.GetMessage(message, field))) {
        return true;
      }
    }
  }
  return false;
}

absl::Status NoRecord(absl::string_view item) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("what is recorded of '", item, "' cannot be read"));
}

}  // namespace

absl::StatusOr<std::string> EncodeContent(const v1::ItemContent& content, std::string_view field) {
  // Unknown fields would be kept and come after the known ones; without them, and without maps,
  // protobuf has one encoding.
  if (HasUnknownFields(content)) {
    return errors::InvalidField(View(field), "fields that are not known here",
                                "only the fields of ItemContent");
  }
  return content.SerializeAsString();
}

std::string CaptureLines(std::string_view item, int64_t base_version, const v1::CaptureStamp& stamp,
                         const Hash& content) {
  return absl::StrCat(kFormat, View(item), "\n", base_version, "\n", stamp.sequence(), "\n",
                      HexOrZeros(stamp.previous_sha256()), "\n",
                      TimeText(TimeOf(stamp.device_time())), "\n", HexOf(content), "\n",
                      stamp.anchor_tree_size(), " ", HexOrZeros(stamp.anchor_root_sha256()), "\n");
}

std::string RecordOf(std::string_view item, int64_t base_version, const v1::CaptureStamp& stamp,
                     std::string_view encoded_content, const Hash& content) {
  return absl::StrCat(View(encoded_content), CaptureLines(item, base_version, stamp, content));
}

std::string RecordOf(std::string_view item, int64_t base_version, const v1::CaptureStamp& stamp,
                     std::string_view encoded_content) {
  return RecordOf(item, base_version, stamp, encoded_content, Sha256(encoded_content));
}

absl::StatusOr<VersionRecord> VersionFrom(std::string_view record, std::string_view item) {
  // The content may hold the same words, the lines behind it cannot.
  const size_t end = record.rfind(kFormat);
  if (end == std::string_view::npos) return NoRecord(View(item));
  const std::string_view encoded = record.substr(0, end);
  const std::vector<std::string> lines = absl::StrSplit(View(record.substr(end)), '\n');
  VersionRecord version;
  const auto stamp = lines.size() == kLines + 1 ? StampFrom(lines) : std::nullopt;
  if (!stamp || !absl::SimpleAtoi(lines[2], &version.base_version) ||
      !version.content.ParseFromArray(encoded.data(), static_cast<int>(encoded.size()))) {
    return NoRecord(View(item));
  }
  // Nothing may be written in two ways.
  const auto written = EncodeContent(version.content, "content");
  if (!written.ok() || RecordOf(item, version.base_version, *stamp, *written) != record) {
    return NoRecord(View(item));
  }
  return version;
}

}  // namespace peerchallenge::evidence
