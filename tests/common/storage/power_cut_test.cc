#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/environment/mutex.h"
#include "tests/common/storage/fresh_store.h"

// What a power cut leaves of an SQLite store: of each file that, which had been written when its
// last sync began. The program's own fsync() and fdatasync() take note of it, in place of those of
// the C library.
namespace peerchallenge::storage {
namespace {

class Disk {
 public:
  // A file's content, or of a folder, the names in it.
  struct Snapshot {
    std::string file;  // without its folder; empty: the folder
    std::string content;
    std::set<std::string> names;
    int64_t number = 0;
  };

  static Disk& Instance() {
    static Disk disk;
    return disk;
  }

  void Watch(const std::string& folder) {
    const environment::MutexLock lock(mutex_);
    folder_ = folder;
    files_.clear();
  }

  // What a sync of the file that begins now will have on the disk.
  std::optional<Snapshot> Begin(int descriptor) {
    const environment::MutexLock lock(mutex_);
    std::error_code error;
    const auto path =
        std::filesystem::read_symlink(absl::StrCat("/proc/self/fd/", descriptor), error);
    if (error || folder_.empty()) return std::nullopt;
    Snapshot snapshot{.file = "", .content = "", .names = {}, .number = ++syncs_};
    if (path == folder_) {
      for (const auto& entry : std::filesystem::directory_iterator(path)) {
        snapshot.names.insert(entry.path().filename());
      }
      return snapshot;
    }
    if (path.parent_path() != folder_) return std::nullopt;
    snapshot.file = path.filename();
    std::ifstream stream(path, std::ios::binary);
    snapshot.content.assign(std::istreambuf_iterator<char>(stream), {});
    return snapshot;
  }
  void End(const Snapshot& snapshot) {
    const environment::MutexLock lock(mutex_);
    if (snapshot.file.empty()) {
      std::erase_if(files_, [&](const auto& file) { return !snapshot.names.contains(file.first); });
      return;
    }
    Snapshot& kept = files_[snapshot.file];
    if (kept.number < snapshot.number) kept = snapshot;
  }

  // Writes down what is on the disk.
  void CopyTo(const std::filesystem::path& folder) {
    const environment::MutexLock lock(mutex_);
    for (const auto& [file, snapshot] : files_) {
      std::ofstream(folder / file, std::ios::binary) << snapshot.content;
    }
  }

 private:
  environment::Mutex mutex_;
  std::string folder_ ABSL_GUARDED_BY(mutex_);
  int64_t syncs_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, Snapshot> files_ ABSL_GUARDED_BY(mutex_);
};

int Sync(long call, int descriptor) {
  const auto snapshot = Disk::Instance().Begin(descriptor);
  const int result = static_cast<int>(::syscall(call, descriptor));
  if (result == 0 && snapshot) Disk::Instance().End(*snapshot);
  return result;
}

}  // namespace
}  // namespace peerchallenge::storage

extern "C" int fsync(int descriptor) { return peerchallenge::storage::Sync(SYS_fsync, descriptor); }
extern "C" int fdatasync(int descriptor) {
  return peerchallenge::storage::Sync(SYS_fdatasync, descriptor);
}

namespace peerchallenge::storage {
namespace {

constexpr int kWriters = 6;
constexpr int kEach = 15;

class PowerCutTest : public testing::Test {
 protected:
  PowerCutTest() {
    const std::filesystem::path path = store_.url().substr(std::string("sqlite:").size());
    Disk::Instance().Watch(path.parent_path());
    database_ = store_.Open();
    const absl::Status created = database_->Write(Soon(), [](Transaction& tx) {
      return tx.ExecuteScript("CREATE TABLE items (id BIGINT PRIMARY KEY)");
    });
    EXPECT_TRUE(created.ok()) << created;
  }
  ~PowerCutTest() override { Disk::Instance().Watch(""); }

  // Whether the item would be there if the power were cut now.
  static bool IsOnDisk(int64_t id) {
    const FreshStore after(Backend::kSqlite);
    const std::filesystem::path path = after.url().substr(std::string("sqlite:").size());
    Disk::Instance().CopyTo(path.parent_path());
    const std::unique_ptr<Database> database = after.Open();
    return Number(*database, absl::StrCat("SELECT COUNT(*) FROM items WHERE id = ", id)) == 1;
  }

  // Writes items from several threads and calls `then` after each.
  void WriteFromSeveralThreads(const std::function<void(int64_t id)>& then) {
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        for (int i = 0; i < kEach; ++i) {
          const int64_t id = writer * kEach + i + 1;
          const absl::Status written = database_->Write(Soon(), [&](Transaction& tx) {
            return tx.Execute("INSERT INTO items VALUES ($1)", {{id}}).status();
          });
          EXPECT_TRUE(written.ok()) << written;
          then(id);
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
  }

  const FreshStore store_{Backend::kSqlite};
  std::unique_ptr<Database> database_;
};

TEST_F(PowerCutTest, LeavesEveryWriteThatWasAcknowledged) {
  WriteFromSeveralThreads([](int64_t id) { EXPECT_TRUE(IsOnDisk(id)) << id; });
}

TEST_F(PowerCutTest, LeavesEveryWriteThatAReaderHasSeen) {
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const int64_t seen = Number(
          *database_, "SELECT COALESCE((SELECT id FROM items ORDER BY rowid DESC LIMIT 1), 0)");
      EXPECT_TRUE(seen == 0 || IsOnDisk(seen)) << seen;
    }
  });
  WriteFromSeveralThreads([](int64_t) {});
  done = true;
  reader.join();
}

}  // namespace
}  // namespace peerchallenge::storage
