#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "common/observability/log.h"

// How a log line looks, apart from where it goes.
namespace peerchallenge::observability {

// {"time":"2026-11-22T10:00:00.123456Z","level":"info","event":"call","code":"OK"}
void AppendJsonLine(std::string& line, absl::Time time, Level level, std::string_view event,
                    std::span<const Field> fields);
// 2026-11-22T10:00:00.123456Z INFO call code=OK error="two words"
void AppendTextLine(std::string& line, absl::Time time, Level level, std::string_view event,
                    std::span<const Field> fields);

}  // namespace peerchallenge::observability
