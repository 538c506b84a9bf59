#include "common/storage/postgres_listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "common/storage/postgres_connection.h"
#include "common/storage/postgres_result.h"

namespace peerchallenge::storage {
namespace {

constexpr std::chrono::seconds kPause(2);  // between two attempts to connect
constexpr std::chrono::seconds kTimeToConnect(5);
constexpr auto kForEver = std::chrono::steady_clock::time_point::max();

constexpr char kListen[] = "LISTEN peerchallenge_commit; SELECT current_schema()::text";

}  // namespace

PostgresListener::PostgresListener(std::string conninfo, std::shared_ptr<const BackendId> own,
                                   std::function<void()> heard)
    : conninfo_(std::move(conninfo)),
      own_(std::move(own)),
      heard_(std::move(heard)),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  ABSL_RAW_CHECK(stop_ >= 0, "the process is out of file descriptors");
  Connect();
  thread_ = std::thread([this] { Run(); });
}

PostgresListener::~PostgresListener() {
  ::eventfd_write(stop_, 1);
  thread_.join();
  ::close(stop_);
}

void PostgresListener::Run() {
  eventfd_t stopped = 0;
  bool missed = connection_ == nullptr;
  while (::eventfd_read(stop_, &stopped) != 0) {
    if (connection_ == nullptr && !Connect()) {
      missed = true;
      Wait(0, std::chrono::steady_clock::now() + kPause);
      continue;
    }
    if (std::exchange(missed, false)) heard_();
    if (!Wait(POLLIN, kForEver)) continue;
    if (PQconsumeInput(connection_.get()) != 1) {
      connection_.reset();
      missed = true;
    } else if (TakeNotices()) {
      heard_();
    }
  }
}

bool PostgresListener::Connect() {
  const Moment until = std::chrono::steady_clock::now() + kTimeToConnect;
  connection_ = DialPostgres(conninfo_, Dialling::kOnly);
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  if (PQstatus(connection_.get()) == CONNECTION_BAD) next = PGRES_POLLING_FAILED;
  while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
    const bool ready = Wait(next == PGRES_POLLING_READING ? POLLIN : POLLOUT, until);
    next = ready ? PQconnectPoll(connection_.get()) : PGRES_POLLING_FAILED;
  }
  if (next == PGRES_POLLING_OK && Listen(until)) return true;
  connection_.reset();
  return false;
}

bool PostgresListener::Listen(Moment until) {
  bool listens = PQsendQuery(connection_.get(), kListen) == 1;
  while (listens) {
    while (PQisBusy(connection_.get()) != 0) {
      if (!Wait(POLLIN, until) || PQconsumeInput(connection_.get()) != 1) return false;
    }
    const PostgresResult result(PQgetResult(connection_.get()));
    if (result == nullptr) break;
    listens = StatusOf(result.get()).ok();
    if (PQntuples(result.get()) == 1) schema_ = PQgetvalue(result.get(), 0, 0);
  }
  return listens;
}

bool PostgresListener::Wait(short events, Moment until) {
  pollfd sources[] = {{stop_, POLLIN, 0},
                      {connection_ == nullptr ? -1 : PQsocket(connection_.get()), events, 0}};
  int millis = -1;
  if (until != kForEver) {
    const auto left = until - std::chrono::steady_clock::now();
    millis = static_cast<int>(
        std::max<int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(left).count()));
  }
  return ::poll(sources, 2, millis) > 0 && sources[0].revents == 0 && sources[1].revents != 0;
}

bool PostgresListener::TakeNotices() {
  struct Free {
    void operator()(PGnotify* notice) const { PQfreemem(notice); }
  };
  bool others = false;
  while (const std::unique_ptr<PGnotify, Free> notice{PQnotifies(connection_.get())}) {
    others = others || (notice->extra == schema_ && notice->be_pid != own_->load());
  }
  return others;
}

}  // namespace peerchallenge::storage
