#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"

namespace peerchallenge::observability {

enum class Level { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

// One fact of a log line. Never a note's text, a person's name or a resource name.
struct Field {
  std::string_view key;  // lower_snake_case
  std::variant<std::string_view, int64_t, double, bool> value;
};

// Structured log: a line is an event (a fixed short text) and fields. Thread-safe; never fails,
// never throws.
class Log {
 public:
  virtual ~Log() = default;

  void Debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    Write(Level::kDebug, event, {fields.begin(), fields.size()});
  }
  void Info(std::string_view event, std::initializer_list<Field> fields = {}) {
    Write(Level::kInfo, event, {fields.begin(), fields.size()});
  }
  void Warning(std::string_view event, std::initializer_list<Field> fields = {}) {
    Write(Level::kWarning, event, {fields.begin(), fields.size()});
  }
  void Error(std::string_view event, std::initializer_list<Field> fields = {}) {
    Write(Level::kError, event, {fields.begin(), fields.size()});
  }

  virtual void Write(Level level, std::string_view event, std::span<const Field> fields) = 0;
  // Lines below this level are dropped; ask before building costly fields.
  virtual bool Shows(Level level) const = 0;
  // Returns when all lines so far are written out.
  virtual void Flush() = 0;
};

struct LogOptions {
  Level level = Level::kInfo;
  LogFormat format = LogFormat::kText;
  std::string file;  // appended to, made with its folders; empty = standard error
};

// A log that writes lines in the background of the process: warnings and errors at once, others
// within a second. UNAVAILABLE if the file cannot be opened.
absl::StatusOr<std::unique_ptr<Log>> OpenLog(const LogOptions& options);

// A log that drops everything, for tests and tools.
Log& NoLog();

}  // namespace peerchallenge::observability
