#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"

// Times and days of evidence; days are those of Europe/London.
namespace peerchallenge::evidence {

// Whole microseconds.
absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp StampOf(absl::Time time);

// The time without its hour: the day's begin in UTC.
google::protobuf::Timestamp CutToDay(const google::protobuf::Timestamp& timestamp);

// The day on which an item was captured: by the device's clock where it told, else that of its
// receipt.
absl::CivilDay CaptureDay(const v1::Item& item);

}  // namespace peerchallenge::evidence
