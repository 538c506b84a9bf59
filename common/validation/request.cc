#include "common/validation/request.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::validation {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

constexpr int32_t kMostNanos = 999'999'999;

// A field on the way to what is looked at.
struct Place {
  const Place* outer;  // null: of the request itself
  const FieldDescriptor* field;
  int index;  // in a repeated field
};

// "review.scope.lines[2].limbs"
std::string PathOf(const Place& place) {
  std::string path = place.outer == nullptr ? "" : absl::StrCat(PathOf(*place.outer), ".");
  absl::StrAppend(&path, place.field->name());
  if (place.field->is_repeated()) absl::StrAppend(&path, "[", place.index, "]");
  return path;
}

bool IsName(const FieldDescriptor* field) {
  return field->name() == "name" || field->name() == "parent";
}

absl::Status CheckText(const Place& place, const std::string& text) {
  if (text.find('\0') != std::string::npos) {
    return errors::InvalidField(PathOf(place), "a NUL byte", "text without NUL bytes");
  }
  if (text.size() > kMaxNameBytes && IsName(place.field)) {
    return errors::InvalidField(PathOf(place), text,
                                absl::StrCat("a name of at most ", kMaxNameBytes, " bytes"));
  }
  return absl::OkStatus();
}

absl::Status CheckTimestamp(const Place& place, const Timestamp& time) {
  if (time.seconds() >= TimeUtil::kTimestampMinSeconds &&
      time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
      time.nanos() <= kMostNanos) {
    return absl::OkStatus();
  }
  return errors::InvalidField(PathOf(place),
                              absl::StrCat(time.seconds(), " s and ", time.nanos(), " ns"),
                              "a time from year 1 to 9999, nanoseconds from 0 to 999999999");
}

absl::Status CheckDuration(const Place& place, const Duration& duration) {
  const int64_t seconds = duration.seconds();
  const int32_t nanos = duration.nanos();
  const bool one_sign = (seconds >= 0 && nanos >= 0) || (seconds <= 0 && nanos <= 0);
  if (one_sign && seconds >= TimeUtil::kDurationMinSeconds &&
      seconds <= TimeUtil::kDurationMaxSeconds && nanos >= -kMostNanos && nanos <= kMostNanos) {
    return absl::OkStatus();
  }
  return errors::InvalidField(PathOf(place), absl::StrCat(seconds, " s and ", nanos, " ns"),
                              "a duration of at most 10000 years, seconds and nanoseconds of one "
                              "sign, nanoseconds up to 999999999");
}

absl::Status CheckFields(const Message& message, const Place* outer);

absl::Status CheckMessage(const Place& place, const Message& message) {
  switch (message.GetDescriptor()->well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return CheckTimestamp(place, static_cast<const Timestamp&>(message));
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return CheckDuration(place, static_cast<const Duration&>(message));
    default:
      return CheckFields(message, &place);
  }
}

absl::Status CheckField(const Message& message, Place& place) {
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = place.field;
  const bool is_text = field->type() == FieldDescriptor::TYPE_STRING;
  std::string scratch;
  if (!field->is_repeated()) {
    if (!is_text && !reflection->HasField(message, field)) return absl::OkStatus();
    return is_text ? CheckText(place, reflection->GetStringReference(message, field, &scratch))
                   : CheckMessage(place, reflection->GetMessage(message, field));
  }
  const int size = reflection->FieldSize(message, field);
  absl::Status status;
  for (place.index = 0; place.index < size && status.ok(); ++place.index) {
    status = is_text
                 ? CheckText(place, reflection->GetRepeatedStringReference(message, field,
                                                                           place.index, &scratch))
                 : CheckMessage(place, reflection->GetRepeatedMessage(message, field, place.index));
  }
  return status;
}

absl::Status CheckFields(const Message& message, const Place* outer) {
  const Descriptor* type = message.GetDescriptor();
  absl::Status status;
  for (int i = 0; i < type->field_count() && status.ok(); ++i) {
    Place place{outer, type->field(i), 0};
    if (place.field->type() == FieldDescriptor::TYPE_STRING ||
        place.field->type() == FieldDescriptor::TYPE_MESSAGE) {
      status = CheckField(message, place);
    }
  }
  return status;
}

// A Watch, whose `parent` comes second, may be about everything.
absl::Status CheckSubject(const Message& request) {
  const FieldDescriptor* first = request.GetDescriptor()->FindFieldByNumber(1);
  if (first == nullptr || !IsName(first) || first->is_repeated() ||
      first->type() != FieldDescriptor::TYPE_STRING) {
    return absl::OkStatus();
  }
  std::string scratch;
  if (!request.GetReflection()->GetStringReference(request, first, &scratch).empty()) {
    return absl::OkStatus();
  }
  return errors::InvalidField(first->name(), "", "the name of a resource");
}

}  // namespace

absl::Status CheckRequest(const Message& request) {
  absl::Status status = CheckSubject(request);
  return status.ok() ? CheckFields(request, nullptr) : status;
}

}  // namespace peerchallenge::validation
