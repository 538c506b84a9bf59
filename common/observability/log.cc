#include "common/observability/log.h"

#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/observability/log_line.h"
#include "spdlog/common.h"
#include "spdlog/details/periodic_worker.h"
#include "spdlog/logger.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace peerchallenge::observability {
namespace {

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Lines are formatted by their writers, outside of the sink's lock, and kept in stdio's buffer
// until a warning or the next second: a line costs about a microsecond instead of a system call.
class SpdlogLog final : public Log {
 public:
  SpdlogLog(const LogOptions& options, spdlog::sink_ptr sink)
      : format_(options.format),
        logger_("", std::move(sink)),
        flusher_([this] { Flush(); }, std::chrono::seconds(1)) {
    logger_.set_pattern("%v");
    logger_.set_level(ToSpdlog(options.level));
    logger_.flush_on(spdlog::level::warn);
    logger_.set_error_handler([](const std::string&) {});  // a full disk must not stop the service
  }

  void Write(Level level, std::string_view event, std::span<const Field> fields) override {
    if (!Shows(level)) return;
    thread_local std::string line;
    line.clear();
    (format_ == LogFormat::kJson ? AppendJsonLine : AppendTextLine)(line, absl::Now(), level, event,
                                                                    fields);
    logger_.log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
  }

  bool Shows(Level level) const override { return logger_.should_log(ToSpdlog(level)); }
  void Flush() override { logger_.flush(); }

 private:
  const LogFormat format_;
  spdlog::logger logger_;
  spdlog::details::periodic_worker flusher_;  // last: it uses the logger
};

class Nothing final : public Log {
 public:
  void Write(Level, std::string_view, std::span<const Field>) override {}
  bool Shows(Level) const override { return false; }
  void Flush() override {}
};

}  // namespace

absl::StatusOr<std::unique_ptr<Log>> OpenLog(const LogOptions& options) {
  try {
    spdlog::sink_ptr sink;
    if (options.file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
    }
    return std::make_unique<SpdlogLog>(options, std::move(sink));
  } catch (const spdlog::spdlog_ex& exception) {
    return absl::UnavailableError(absl::StrCat("cannot open the log: ", exception.what()));
  }
}

Log& NoLog() {
  static Nothing nothing;
  return nothing;
}

}  // namespace peerchallenge::observability
