#pragma once

#include <map>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling {

// Minutes since midnight, the end not included.
struct Span {
  int start = 0;
  int end = 0;

  int minutes() const { return end - start; }
  bool Overlaps(const Span& other) const { return start < other.end && other.start < end; }
  bool operator==(const Span&) const = default;
};

// A set of times, day by day: adding what is there already changes nothing, and stretches that
// touch become one.
class DaySpans {
 public:
  DaySpans() = default;
  // Windows whose times cannot be read are left out.
  explicit DaySpans(const google::protobuf::RepeatedPtrField<v1::TimeWindow>& windows);

  void Add(const std::string& date, Span span);
  void Remove(const std::string& date, Span span);

  // Whether any of it, or all of it, is in the set.
  bool Overlaps(const std::string& date, Span span) const;
  bool Covers(const std::string& date, Span span) const;

  // By date and time, each as long as it can be.
  std::vector<v1::TimeWindow> Windows() const;
  const std::map<std::string, std::vector<Span>>& days() const { return days_; }

 private:
  std::map<std::string, std::vector<Span>> days_;  // sorted, apart from each other
};

// The window as a span; from 00:00 to 00:00 when its times cannot be read.
Span SpanOf(const v1::TimeWindow& window);
v1::TimeWindow WindowOf(const std::string& date, Span span);

}  // namespace peerchallenge::scheduling
