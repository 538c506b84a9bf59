#include "services/scheduling/planning/programme/add_member.h"

#include <cstring>

namespace peerchallenge::scheduling::planning {
namespace {

// Eight cells of one row at a time.
using Lane = int32_t __attribute__((vector_size(32), aligned(4)));

[[gnu::always_inline]] inline void AddMemberInLanes(int32_t* to, const int32_t* from,
                                                    const std::vector<int16_t>& step, int stride,
                                                    int last, bool open, int32_t price) {
  const int covers = static_cast<int>(step.size());
  Lane add{}, add_last{};
  for (int z = 0; z < kLane; ++z) {
    add[z] = price;
    add_last[z] = stride - kLane + z < last ? price : kNoWay;
  }
  for (int cover = 0; cover < covers; ++cover) {
    const int32_t* source = from + step[static_cast<size_t>(cover)] * stride;
    int32_t* target = to + cover * stride;
    const int32_t more = open ? source[last] + price : kNoWay;
    for (int z = 0; z < stride; z += kLane) {
      Lane value, old;
      std::memcpy(&value, source + z + 1, sizeof value);
      std::memcpy(&old, target + z, sizeof old);
      value += z + kLane < stride ? add : add_last;
      old = value < old ? value : old;
      std::memcpy(target + z, &old, sizeof old);
    }
    if (more < target[last]) target[last] = more;
  }
}

// AddMember in the widest lanes that the processor has: most of the time of pricing goes here.
#if defined(__x86_64__)
[[gnu::target("avx2")]] void AddMemberInWideLanes(int32_t* to, const int32_t* from,
                                                  const std::vector<int16_t>& step, int stride,
                                                  int last, bool open, int32_t price) {
  AddMemberInLanes(to, from, step, stride, last, open, price);
}
#endif

}  // namespace

void AddMember(int32_t* to, const int32_t* from, const std::vector<int16_t>& step, int stride,
               int last, bool open, int32_t price) {
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2") != 0;
  if (wide) return AddMemberInWideLanes(to, from, step, stride, last, open, price);
#endif
  AddMemberInLanes(to, from, step, stride, last, open, price);
}

}  // namespace peerchallenge::scheduling::planning
