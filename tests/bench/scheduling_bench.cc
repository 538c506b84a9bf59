// What a read and a durable write of scheduling cost: GetReview and SetAvailability on a whole
// service (tokens, roles, audit, SQLite), as ratios to a bare gRPC server that answers with as many
// bytes, in turns, in one process.
//
//   scheduling_bench [seconds per measurement = 2] [repeats = 5]

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "tests/bench/load.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

void Compare(const char* what, bench::LoadOptions load, int repeats) {
  const bench::BareServer bare(bench::OneReply(load));
  bench::LoadOptions bare_load = load;
  bare_load.address = bare.address();
  for (const int in_flight : {1, 16, 64}) {
    load.in_flight = bare_load.in_flight = in_flight;
    std::vector<double> bare_rates, rates, ratios, bare_cpus, cpus;
    for (int i = 0; i < repeats; ++i) {
      const bench::Figures of_bare = bench::RunLoad(bare_load);
      const bench::Figures ours = bench::RunLoad(load);
      bare_rates.push_back(of_bare.calls_per_second);
      rates.push_back(ours.calls_per_second);
      ratios.push_back(ours.calls_per_second / of_bare.calls_per_second);
      bare_cpus.push_back(of_bare.cpu_micros);
      cpus.push_back(ours.cpu_micros);
    }
    std::printf("%-16s %9d %9.0f %9.0f %9.2f %9.0f %9.0f\n", what, in_flight,
                bench::Median(bare_rates), bench::Median(rates), bench::Median(ratios),
                bench::Median(bare_cpus), bench::Median(cpus));
  }
}

int Main(double seconds, int repeats) {
  World world;
  SetUpRegion(world);
  AddChallenge(world, "lin", "E10000019");
  bench::LoadOptions load;
  load.address = world.address();
  load.bearer_token = world.TokenFor(kOffice);
  load.seconds = seconds;

  std::printf("%-16s %9s %19s %9s %19s\n", "", "", "calls/s", "", "CPU us/call");
  std::printf("%-16s %9s %9s %9s %9s %9s %9s\n", "", "in flight", "bare", "ours", "ratio", "bare",
              "ours");
  load.method = "/peerchallenge.scheduling.v1.ReviewService/GetReview";
  load.request = [](int) {
    v1::GetReviewRequest request;
    request.set_name("regions/em/reviews/lin");
    return request.SerializeAsString();
  };
  Compare("GetReview", load, repeats);

  // Sets a person's absences: read, changed, stored with its change and the reply under its request
  // id.
  load.method = "/peerchallenge.scheduling.v1.DirectoryService/SetAvailability";
  std::atomic<int> next = 0;
  load.request = [&next](int lane) {
    v1::SetAvailabilityRequest request;
    request.set_name(absl::StrCat("regions/em/people/e10000019-", lane % 6 + 1));
    request.set_request_id(absl::StrCat("r", next.fetch_add(1)));
    return request.SerializeAsString();
  };
  Compare("SetAvailability", load, repeats);
  return 0;
}

}  // namespace
}  // namespace peerchallenge::scheduling

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  const int repeats = argc > 2 ? std::atoi(argv[2]) : 5;
  return peerchallenge::scheduling::Main(seconds, repeats);
}
