#include "common/rpc/transport_log.h"

#include <atomic>
#include <string>

#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"

namespace peerchallenge::rpc {
namespace {

std::atomic<observability::Log*> transport_log{nullptr};

void FromGrpc(gpr_log_func_args* line) {
  observability::Log* log = transport_log.load();
  if (log == nullptr) return;
  const bool is_error = line->severity == GPR_LOG_SEVERITY_ERROR;
  log->Write(is_error ? observability::Level::kWarning : observability::Level::kDebug, "gRPC",
             std::initializer_list<observability::Field>{{"message", line->message}});
}

// Level debug: a client that sends bytes that are not the message causes such a line, and is told
// so.
void FromProtobuf(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  observability::Log* log = transport_log.load();
  if (log != nullptr) log->Debug("protobuf", {{"message", message}});
}

}  // namespace

void LogTransportTo(observability::Log* log) {
  static google::protobuf::LogHandler* const before = google::protobuf::SetLogHandler(FromProtobuf);
  transport_log.store(log);
  google::protobuf::SetLogHandler(log == nullptr ? before : FromProtobuf);
  gpr_set_log_function(log == nullptr ? nullptr : FromGrpc);
}

void SilenceTransport() {
  LogTransportTo(nullptr);
  google::protobuf::SetLogHandler(FromProtobuf);
  gpr_set_log_function(FromGrpc);
}

}  // namespace peerchallenge::rpc
