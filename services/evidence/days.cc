#include "services/evidence/days.h"

#include "common/environment/london.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::evidence {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

absl::Time TimeOf(const Timestamp& timestamp) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(timestamp));
}

Timestamp StampOf(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

Timestamp CutToDay(const Timestamp& timestamp) {
  const absl::CivilDay day = absl::ToCivilDay(TimeOf(timestamp), environment::London());
  return StampOf(absl::FromCivil(day, absl::UTCTimeZone()));
}

absl::CivilDay CaptureDay(const v1::Item& item) {
  const v1::Provenance& captured = item.captured();
  return absl::ToCivilDay(TimeOf(captured.stamp().has_device_time() ? captured.stamp().device_time()
                                                                    : captured.receive_time()),
                          environment::London());
}

}  // namespace peerchallenge::evidence
