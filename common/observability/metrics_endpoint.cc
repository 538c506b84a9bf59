#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/observability/metrics.h"
#include "prometheus/exposer.h"
#include "prometheus/registry.h"

namespace peerchallenge::observability {

class MetricsEndpoint::Impl {
 public:
  Impl(const std::string& address, const std::shared_ptr<prometheus::Registry>& registry)
      : exposer_(address, /*num_threads=*/2) {
    exposer_.RegisterCollectable(registry);
  }
  int port() const { return exposer_.GetListeningPorts().front(); }

 private:
  prometheus::Exposer exposer_;
};

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Open(const std::string& address,
                                                                       const Metrics& metrics) {
  try {
    auto impl = std::make_unique<Impl>(address, metrics.shared_registry());
    return std::unique_ptr<MetricsEndpoint>(new MetricsEndpoint(std::move(impl)));
  } catch (const std::exception& exception) {  // of the HTTP server inside
    return absl::UnavailableError(
        absl::StrCat("cannot publish metrics on ", address, ": ", exception.what()));
  }
}

MetricsEndpoint::MetricsEndpoint(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MetricsEndpoint::~MetricsEndpoint() = default;

int MetricsEndpoint::port() const { return impl_->port(); }

}  // namespace peerchallenge::observability
