#include "common/rpc/listen_address.h"

#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::rpc {
namespace {

struct Good {
  std::string name;
  std::string text;
  bool is_local;
};

class GoodListenAddress : public testing::TestWithParam<Good> {};

TEST_P(GoodListenAddress, IsReadAndWrittenBack) {
  const auto address = ParseListenAddress("listen", GetParam().text);
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->ToString(), GetParam().text);
  EXPECT_EQ(address->is_local(), GetParam().is_local);
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodListenAddress,
    testing::Values(Good{"Loopback", "127.0.0.1:50051", true}, Good{"Name", "localhost:0", true},
                    Good{"OtherLoopback", "127.1.2.3:1", true}, Good{"AnyIpv4", "0.0.0.0:1", false},
                    Good{"Ipv6Loopback", "[::1]:65535", true}, Good{"AnyIpv6", "[::]:1", false},
                    Good{"Host", "pc.example:443", false}, Good{"Unix", "unix:/run/pc.sock", true}),
    [](const auto& row) { return row.param.name; });

class BadListenAddress : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(BadListenAddress, IsRefusedWithItsField) {
  const absl::Status status = ParseListenAddress("listen", GetParam().second).status();
  ExpectError(status, errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(MetadataOf(status, "field"), "listen");
}

using Row = std::pair<std::string, std::string>;
INSTANTIATE_TEST_SUITE_P(
    All, BadListenAddress,
    testing::Values(Row("Empty", ""), Row("NoPort", "localhost"), Row("EmptyPort", "localhost:"),
                    Row("PortTooLarge", "localhost:65536"), Row("NegativePort", "localhost:-1"),
                    Row("PortOfLetters", "localhost:http"), Row("NoHost", ":50051"),
                    Row("BareIpv6", "::1:50051"), Row("BracketsWithoutIpv6", "[localhost]:1"),
                    Row("RelativeSocket", "unix:pc.sock"), Row("NoSocket", "unix:"),
                    Row("LongSocket", "unix:/" + std::string(107, 'x'))),
    [](const auto& row) { return row.param.first; });

}  // namespace
}  // namespace peerchallenge::rpc
