#include "common/storage/postgres_listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "common/storage/postgres_connection.h"
#include "common/storage/postgres_result.h"

namespace peerchallenge::storage {
namespace {

constexpr int kPauseMillis = 2000;  // between two attempts to connect
constexpr int kForEver = -1;

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
      Wait(kPauseMillis);
      continue;
    }
    if (std::exchange(missed, false)) heard_();
    if (!Wait(kForEver)) continue;
    if (PQconsumeInput(connection_.get()) != 1) {
      connection_.reset();
      missed = true;
    } else if (TakeNotices()) {
      heard_();
    }
  }
}

bool PostgresListener::Connect() {
  connection_.reset(OpenPostgresConnection(conninfo_));
  if (connection_ != nullptr) {
    const PostgresResult result(PQexec(connection_.get(), kListen));
    if (PQresultStatus(result.get()) == PGRES_TUPLES_OK && PQntuples(result.get()) == 1) {
      schema_ = PQgetvalue(result.get(), 0, 0);
      return true;
    }
  }
  connection_.reset();
  return false;
}

bool PostgresListener::Wait(int millis) {
  pollfd sources[] = {{stop_, POLLIN, 0},
                      {connection_ == nullptr ? -1 : PQsocket(connection_.get()), POLLIN, 0}};
  return ::poll(sources, 2, millis) > 0 && sources[1].revents != 0;
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
