#include "services/recommendations/document_rendering.h"

#include <gtest/gtest.h>

#include <stop_token>

#include "absl/time/clock.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::recommendations {
namespace {

using documents::Format;

class RenderingTest : public testing::Test {
 protected:
  RenderingTest() {
    document_.title = "A letter";
    document_.sections.push_back({"A section", 1, false, {documents::Text{}}});
  }

  absl::Status Render(Rendering& rendering, const rpc::Call& call = {},
                      Format format = Format::kPdf) {
    return rendering.Render(call, document_, format, "letter").status();
  }

  const absl::StatusOr<documents::Renderer> renderer_ = documents::Renderer::Open();
  documents::Document document_;
};

TEST_F(RenderingTest, Render_RefusesMoreThanMayRunAtOnce) {
  Rendering none(*renderer_, 0);
  for (const Format format : {Format::kHtml, Format::kOdt, Format::kDocx, Format::kPdf}) {
    rpc::ExpectError(Render(none, {}, format), errors::v1::ERROR_REASON_OVERLOADED);
  }
  Rendering one(*renderer_, 1);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Render(one).ok()) << "one after the other";
}

TEST_F(RenderingTest, Render_EndsWithTheCall) {
  Rendering one(*renderer_, 1);
  rpc::Call late;
  late.deadline = absl::Now() - absl::Seconds(1);
  rpc::ExpectError(Render(one, late), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  std::stop_source gone;
  rpc::Call cancelled;
  cancelled.cancelled = gone.get_token();
  EXPECT_TRUE(Render(one, cancelled).ok());
  gone.request_stop();
  rpc::ExpectError(Render(one, cancelled), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_TRUE(Render(one).ok()) << "and leaves its place to others";
}

}  // namespace
}  // namespace peerchallenge::recommendations
