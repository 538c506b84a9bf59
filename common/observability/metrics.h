#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace prometheus {
class Counter;
template <typename T>
class Family;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace peerchallenge::observability {

// What is counted of one method. Cheap: no look-up and no allocation after the first call of each
// code. Thread-safe.
class MethodMetrics {
 public:
  MethodMetrics(std::string method, prometheus::Family<prometheus::Counter>& calls,
                prometheus::Histogram& seconds)
      : method_(std::move(method)), calls_(calls), seconds_(seconds) {}

  // A call ended with this code after this time.
  void Ended(absl::StatusCode code, absl::Duration duration);

 private:
  prometheus::Counter& CallsWith(absl::StatusCode code);

  const std::string method_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Histogram& seconds_;
  std::array<std::atomic<prometheus::Counter*>, 17> calls_by_code_{};  // null before the first
};

// Every figure that this process publishes, in Prometheus' text format. Labels are method and code
// only: nothing that a caller can make up. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // The figures of a method ("peerchallenge.scheduling.v1.ReviewService/GetReview"). Takes a lock:
  // ask once, keep the reference, which lives as long as this.
  MethodMetrics& ForMethod(const std::string& method);

  prometheus::Gauge& calls_in_flight() { return *calls_in_flight_; }
  prometheus::Gauge& queue_depth() { return *queue_depth_; }
  prometheus::Gauge& open_streams() { return *open_streams_; }

  // For figures of other parts of the process (prometheus/counter.h and its neighbours).
  prometheus::Registry& registry();
  std::shared_ptr<prometheus::Registry> shared_registry() const;

  // All figures as text.
  std::string Text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
  prometheus::Gauge* calls_in_flight_;
  prometheus::Gauge* queue_depth_;
  prometheus::Gauge* open_streams_;
};

// Publishes metrics over HTTP at /metrics while it lives. They tell no secret, but belong on an
// inner network.
class MetricsEndpoint {
 public:
  // `address` as "127.0.0.1:9100"; port 0 = any free one. UNAVAILABLE if it cannot be had.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Open(const std::string& address,
                                                               const Metrics& metrics);
  ~MetricsEndpoint();

  int port() const;

 private:
  class Impl;
  explicit MetricsEndpoint(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::observability
