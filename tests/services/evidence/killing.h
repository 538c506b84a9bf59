#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "absl/strings/numbers.h"

// For tests that kill processes.
namespace peerchallenge::evidence {

// How often such a test kills: PEERCHALLENGE_CRASH_ROUNDS, or `otherwise`.
inline int CrashRounds(int otherwise) {
  const char* wanted = getenv("PEERCHALLENGE_CRASH_ROUNDS");
  int rounds = 0;
  if (wanted == nullptr) return otherwise;
  EXPECT_TRUE(absl::SimpleAtoi(wanted, &rounds) && rounds > 0) << wanted;
  return rounds;
}

// Runs `child(pipe)` in a process of its own, kills it some acknowledgements and a while later, and
// gives what it acknowledged by writing it into the pipe.
template <typename Acknowledged, typename Child>
std::vector<Acknowledged> KillAfter(int acknowledgements, int microseconds, Child child) {
  std::vector<Acknowledged> all;
  std::array<int, 2> acks;
  EXPECT_EQ(pipe(acks.data()), 0);
  const pid_t pid = fork();
  if (pid == 0) child(acks[1]);
  close(acks[1]);
  Acknowledged told{};
  while (read(acks[0], &told, sizeof(told)) == sizeof(told)) {
    all.push_back(told);
    if (static_cast<int>(all.size()) == acknowledgements) {
      usleep(static_cast<useconds_t>(microseconds));
      kill(pid, SIGKILL);
    }
  }
  close(acks[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the process ended by itself: " << WEXITSTATUS(status);
  return all;
}

}  // namespace peerchallenge::evidence
