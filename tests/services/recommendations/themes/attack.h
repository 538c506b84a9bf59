#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// An attacker on the figures: knows how they are made and every release, and so which worlds can
// have led to them, by trying all worlds that there are.
namespace peerchallenge::recommendations {

// What is true of each authority: one number of a few that the attack tells apart.
using World = std::vector<int>;

struct Attack {
  int authorities = 0;
  int patterns = 0;  // that an authority can have, 0 up to this
  // All that is published of a world.
  std::function<std::string(const World&)> publish;
  // What must not be found out, each a number of authorities, of the authorities from `first` on:
  // the attacker knows those before.
  std::function<std::vector<size_t>(const World&, size_t first)> secrets;
};

// What an attacker finds out: how often it is certain of a world that a secret is 1 or 2 (never
// nobody, and never three or more), and how often that was so of any world that there is.
struct Found {
  size_t worlds = 0;
  size_t publications = 0;  // that differ
  size_t certain = 0;       // pairs of a publication and a secret that it gives away
  std::string example;      // one of these publications
};

// Tries all worlds. An insider is the first authority and knows its own pattern.
inline Found TryAllWorlds(const Attack& attack, bool insider) {
  Found found;
  // By publication and what the insider knows: of each secret, which numbers it may be, as bits.
  std::map<std::string, std::vector<uint64_t>> possible;
  World world(static_cast<size_t>(attack.authorities), 0);
  const size_t first = insider ? 1 : 0;
  const auto look = [&] {
    ++found.worlds;
    std::string known = attack.publish(world);
    if (insider) known.append("; insider ").append(std::to_string(world[0]));
    const std::vector<size_t> secrets = attack.secrets(world, first);
    auto& bits = possible[known];
    bits.resize(secrets.size());
    for (size_t i = 0; i < secrets.size(); ++i) bits[i] |= uint64_t{1} << secrets[i];
  };
  // Authorities but the insider are alike: it is enough to try patterns in rising order.
  const std::function<void(size_t, int)> choose = [&](size_t at, int least) {
    if (at == world.size()) return look();
    for (int pattern = least; pattern < attack.patterns; ++pattern) {
      world[at] = pattern;
      choose(at + 1, at < first ? 0 : pattern);
    }
  };
  choose(0, 0);
  found.publications = possible.size();
  for (const auto& [known, secrets] : possible) {
    for (size_t i = 0; i < secrets.size(); ++i) {
      constexpr uint64_t kOneOrTwo = 0b110;
      if ((secrets[i] & ~kOneOrTwo) != 0) continue;
      ++found.certain;
      found.example = known + "; secret " + std::to_string(i);
    }
  }
  return found;
}

}  // namespace peerchallenge::recommendations
