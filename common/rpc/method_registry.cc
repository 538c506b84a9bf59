#include "common/rpc/method_registry.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace peerchallenge::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::string NameOf(const MethodDescriptor* method) {
  return absl::StrCat(method->service()->full_name(), "/", method->name());
}

const char* KindOf(const MethodDescriptor* method) {
  if (method->client_streaming() && method->server_streaming()) {
    return "has streams both ways, which this runtime does not serve";
  }
  if (method->client_streaming()) return "takes a client stream";
  return method->server_streaming() ? "streams" : "is unary";
}

const char* KindOf(const Handler& handler) {
  if (std::holds_alternative<ClientStreamHandler>(handler)) return "takes a client stream";
  return std::holds_alternative<StreamHandler>(handler) ? "streams" : "is unary";
}

// What is wrong with a handler for `method`; empty if nothing is.
std::string Mismatch(const MethodDescriptor* method, const Descriptor* request,
                     const Descriptor* response, const Handler& handler) {
  if (std::string_view(KindOf(method)) != KindOf(handler)) {
    return absl::StrCat(KindOf(method), ", but its handler ", KindOf(handler));
  }
  if (method->input_type() != request) {
    return absl::StrCat("takes ", method->input_type()->full_name(), ", its handler ",
                        request->full_name());
  }
  if (response != nullptr && method->output_type() != response) {
    return absl::StrCat("gives ", method->output_type()->full_name(), ", its handler ",
                        response->full_name());
  }
  return "";
}

}  // namespace

absl::Status MethodRegistry::Check() const {
  std::vector<std::string> faults = mistakes_;
  for (const ServiceDescriptor* service : services_) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      const access::v1::MethodAccess& access =
          method->options().GetExtension(access::v1::method_access);
      if (Find(method) == nullptr)
        faults.push_back(absl::StrCat(NameOf(method), " has no handler"));
      if (access.permission() == access::v1::PERMISSION_UNSPECIFIED) {
        faults.push_back(absl::StrCat(NameOf(method), " does not declare its permission"));
      }
    }
  }
  if (faults.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the methods are not complete: ", absl::StrJoin(faults, "; ")));
}

const Method* MethodRegistry::Find(const MethodDescriptor* descriptor) const {
  const auto found = methods_.find(descriptor);
  return found == methods_.end() ? nullptr : &found->second;
}

ServiceMethods::ServiceMethods(MethodRegistry& registry, const std::string& service)
    : registry_(registry), service_(DescriptorPool::generated_pool()->FindServiceByName(service)) {
  auto& services = registry_.services_;
  if (service_ == nullptr) {
    registry_.mistakes_.push_back(absl::StrCat("there is no service ", service));
  } else if (std::find(services.begin(), services.end(), service_) == services.end()) {
    services.push_back(service_);
  }
}

ServiceMethods::ServiceMethods(MethodRegistry& registry, const std::string& service,
                               storage::Database& store)
    : ServiceMethods(registry, service) {
  store_ = &store;
}

void ServiceMethods::Add(const std::string& method, const google::protobuf::Message& request,
                         const Descriptor* response, Handler handler, Runs runs) {
  if (service_ == nullptr) return;  // told once, by the constructor
  const MethodDescriptor* descriptor = service_->FindMethodByName(method);
  if (descriptor == nullptr) {
    registry_.mistakes_.push_back(absl::StrCat(service_->full_name(), " has no method ", method));
    return;
  }
  const std::string mismatch = Mismatch(descriptor, request.GetDescriptor(), response, handler);
  if (!mismatch.empty()) {
    registry_.mistakes_.push_back(absl::StrCat(NameOf(descriptor), " ", mismatch));
    return;
  }
  if (runs == Runs::kInStore && store_ == nullptr) {
    registry_.mistakes_.push_back(absl::StrCat(NameOf(descriptor), " writes, but to no store"));
    return;
  }
  Method entry{NameOf(descriptor),
               descriptor,
               &request,
               descriptor->options().GetExtension(access::v1::method_access),
               std::move(handler),
               runs == Runs::kInStore ? store_ : nullptr,
               runs == Runs::kWhereItArrives};
  if (!registry_.methods_.try_emplace(descriptor, std::move(entry)).second) {
    registry_.mistakes_.push_back(absl::StrCat(NameOf(descriptor), " has two handlers"));
  }
}

}  // namespace peerchallenge::rpc
