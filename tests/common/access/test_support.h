#pragma once

#include <filesystem>
#include <fstream>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/observability/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::access {

// A folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "access-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string File(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline void WriteFile(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
}

// Keeps all that is logged, to see what is not in it.
class KeptLog final : public observability::Log {
 public:
  void Write(observability::Level, std::string_view event,
             std::span<const observability::Field> fields) override {
    const std::lock_guard lock(mutex_);
    text_.append(event);
    for (const observability::Field& field : fields) {
      text_.append(" ").append(field.key);
      if (const auto* value = std::get_if<std::string_view>(&field.value))
        text_.append("=").append(*value);
    }
    text_.append("\n");
  }
  bool Shows(observability::Level) const override { return true; }
  void Flush() override {}

  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Matches a status, or a StatusOr, by its reason.
MATCHER_P(HasReason, reason, "") {
  const errors::ErrorReason actual = errors::ReasonOf(StatusOf(arg));
  *result_listener << "reason is " << errors::v1::ErrorReason_Name(actual)
                   << ", message: " << StatusOf(arg).message();
  return actual == reason;
}

}  // namespace peerchallenge::access
