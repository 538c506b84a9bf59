#include "common/observability/metrics.h"

#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "common/environment/mutex.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace peerchallenge::observability {
namespace {

// Seconds: from a cached read to the longest call that is not a stream.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
      0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30,    60};
  return buckets;
}

prometheus::Gauge& AddGauge(prometheus::Registry& registry, const std::string& name,
                            const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

struct Metrics::Families {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>& calls =
      prometheus::BuildCounter()
          .Name("peerchallenge_calls_total")
          .Help("Calls that have ended, by method and status code.")
          .Register(*registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("peerchallenge_call_seconds")
          .Help("Time from a call's arrival to its answer.")
          .Register(*registry);
  environment::Mutex mutex;
  std::map<std::string, MethodMetrics> methods ABSL_GUARDED_BY(mutex);
};

void MethodMetrics::Ended(absl::StatusCode code, absl::Duration duration) {
  CallsWith(code).Increment();
  seconds_.Observe(absl::ToDoubleSeconds(duration));
}

prometheus::Counter& MethodMetrics::CallsWith(absl::StatusCode code) {
  std::atomic<prometheus::Counter*>& cached = calls_by_code_[static_cast<size_t>(code)];
  prometheus::Counter* counter = cached.load(std::memory_order_acquire);
  if (counter == nullptr) {  // two threads may both get here: Add() gives them the same counter
    const std::string name = absl::StatusCodeToString(code);
    counter = &calls_.Add({{"method", method_}, {"code", name}});
    cached.store(counter, std::memory_order_release);
  }
  return *counter;
}

Metrics::Metrics()
    : families_(std::make_unique<Families>()),
      calls_in_flight_(&AddGauge(registry(), "peerchallenge_calls_in_flight",
                                 "Unary calls that are not answered.")),
      queue_depth_(&AddGauge(registry(), "peerchallenge_queue_depth",
                             "Calls that wait for a worker, and writes that are not on disk yet.")),
      open_streams_(&AddGauge(registry(), "peerchallenge_open_streams", "Streams that are open.")) {
}

Metrics::~Metrics() = default;

MethodMetrics& Metrics::ForMethod(const std::string& method) {
  const environment::MutexLock lock(families_->mutex);
  const auto found = families_->methods.find(method);
  if (found != families_->methods.end()) return found->second;
  return families_->methods
      .try_emplace(method, method, families_->calls,
                   families_->seconds.Add({{"method", method}}, Buckets()))
      .first->second;
}

prometheus::Registry& Metrics::registry() { return *families_->registry; }

std::shared_ptr<prometheus::Registry> Metrics::shared_registry() const {
  return families_->registry;
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(families_->registry->Collect());
}

}  // namespace peerchallenge::observability
