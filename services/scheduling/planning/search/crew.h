#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace peerchallenge::scheduling::planning {

// The threads of one search: whoever calls, and helpers. What they are given to do at once must not
// depend on each other, so that an answer is the same for any number of them.
class Crew {
 public:
  // `size` threads in all, at least 1.
  explicit Crew(int size);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // How many threads a search has that was asked for `threads`; for 0, as many as are of use and
  // the machine has.
  static int SizeFor(int threads);

  size_t size() const { return helpers_.size() + 1; }

  // A piece of work, and which of the threads does it: 0 (whoever called) to size() - 1.
  using Task = std::function<void(size_t piece, size_t thread)>;
  // Calls `task` for each piece, 0 to `count` - 1, and returns when all are done. Not to be called
  // from a task.
  void Share(size_t count, const Task& task);

 private:
  void Help(size_t thread);
  void WorkAs(size_t thread, const Task& task, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  const Task* task_ = nullptr;  // while there is something to do
  size_t next_ = 0;             // piece
  size_t count_ = 0;
  size_t working_ = 0;  // helpers
  bool ended_ = false;
  std::vector<std::thread> helpers_;  // last: they use all others
};

}  // namespace peerchallenge::scheduling::planning
