#include "common/rpc/method_registry.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/test_service.pb.h"

namespace peerchallenge::rpc {
namespace {

using rpctest::v1::EchoRequest;
using rpctest::v1::EchoResponse;
using testing::HasSubstr;

constexpr char kService[] = "peerchallenge.rpctest.v1.EchoService";

absl::StatusOr<EchoResponse> Answer(const Call&, const EchoRequest&) { return EchoResponse(); }
absl::StatusOr<EchoRequest> AnswerOfAnotherType(const Call&, const EchoRequest&) {
  return EchoRequest();
}
absl::StatusOr<EchoResponse> TakesAnotherType(const Call&, const EchoResponse&) {
  return EchoResponse();
}
absl::StatusOr<std::unique_ptr<Stream>> Open(const Call&, const EchoRequest&) { return nullptr; }
absl::StatusOr<std::unique_ptr<ClientStream<EchoRequest, EchoResponse>>> Collect(const Call&) {
  return nullptr;
}
absl::StatusOr<std::unique_ptr<ClientStream<EchoResponse, EchoResponse>>> CollectAnotherType(
    const Call&) {
  return nullptr;
}
absl::StatusOr<std::unique_ptr<ClientStream<EchoRequest, EchoRequest>>> CollectToAnotherType(
    const Call&) {
  return nullptr;
}

class Service {
 public:
  absl::StatusOr<EchoResponse> Echo(const Call&, const EchoRequest&) { return EchoResponse(); }
  absl::StatusOr<EchoResponse> Sensitive(const Call&, const EchoRequest&) const {
    return EchoResponse();
  }
  absl::StatusOr<std::unique_ptr<Stream>> Watch(const Call&, const EchoRequest&) { return nullptr; }
  absl::StatusOr<std::unique_ptr<ClientStream<EchoRequest, EchoResponse>>> Collect(const Call&) {
    return nullptr;
  }
};

std::string Fault(const MethodRegistry& registry) {
  return std::string(registry.Check().message());
}

TEST(MethodRegistry, TakesMembersConstMembersAndFunctions) {
  MethodRegistry registry;
  Service service;
  ServiceMethods methods(registry, kService);
  methods.Unary("Echo", &service, &Service::Echo);
  methods.Unary("Sensitive", &service, &Service::Sensitive);
  methods.Stream("Watch", &service, &Service::Watch);
  methods.ClientStream("Collect", &service, &Service::Collect);
  methods.ClientStream("CollectSensitive", Collect);
  EXPECT_TRUE(registry.Check().ok()) << registry.Check();
  const Method* method = registry.Find(registry.services().front()->FindMethodByName("Sensitive"));
  ASSERT_NE(method, nullptr);
  EXPECT_EQ(method->name, "peerchallenge.rpctest.v1.EchoService/Sensitive");
  EXPECT_EQ(method->access.permission(), access::v1::PERMISSION_AUDIT_READ);
  EXPECT_TRUE(method->access.sensitive());
}

TEST(MethodRegistry, CallsTheHandlerWithTheRequestAndHandsOnItsResponse) {
  MethodRegistry registry;
  ServiceMethods methods(registry, kService);
  methods.Unary("Echo",
                [](const Call&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
                  EchoResponse response;
                  response.mutable_echo()->set_text(request.text() + "!");
                  return response;
                });
  const Method* method = registry.Find(registry.services().front()->FindMethodByName("Echo"));
  EchoRequest request;
  request.set_text("hello");
  std::string replied;
  const absl::Status status = std::get<UnaryHandler>(method->handler)(
      Call(), request, [&replied](const google::protobuf::Message& response) {
        replied = static_cast<const EchoResponse&>(response).echo().text();
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(replied, "hello!");
}

struct Mistake {
  std::string name;
  void (*make)(ServiceMethods&);
  std::string told;
};

class MethodRegistryMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(MethodRegistryMistakes, AreToldByCheck) {
  MethodRegistry registry;
  ServiceMethods methods(registry, kService);
  GetParam().make(methods);
  EXPECT_EQ(registry.Check().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Fault(registry), HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    All, MethodRegistryMistakes,
    testing::Values(
        Mistake{"NoHandler", [](ServiceMethods&) {}, "EchoService/Echo has no handler"},
        Mistake{"NoSuchMethod", [](ServiceMethods& m) { m.Unary("Sing", Answer); },
                "has no method Sing"},
        Mistake{"WrongRequest", [](ServiceMethods& m) { m.Unary("Echo", TakesAnotherType); },
                "EchoService/Echo takes peerchallenge.rpctest.v1.EchoRequest"},
        Mistake{"WrongResponse", [](ServiceMethods& m) { m.Unary("Echo", AnswerOfAnotherType); },
                "EchoService/Echo gives peerchallenge.rpctest.v1.EchoResponse"},
        Mistake{"StreamsUnary", [](ServiceMethods& m) { m.Stream("Echo", Open); },
                "EchoService/Echo is unary"},
        Mistake{"AnswersStream", [](ServiceMethods& m) { m.Unary("Watch", Answer); },
                "EchoService/Watch streams"},
        Mistake{"AnswersClientStream", [](ServiceMethods& m) { m.Unary("Collect", Answer); },
                "EchoService/Collect takes a client stream, but its handler is unary"},
        Mistake{"CollectsUnary", [](ServiceMethods& m) { m.ClientStream("Echo", Collect); },
                "EchoService/Echo is unary, but its handler takes a client stream"},
        Mistake{"CollectsWrongRequest",
                [](ServiceMethods& m) { m.ClientStream("Collect", CollectAnotherType); },
                "EchoService/Collect takes peerchallenge.rpctest.v1.EchoRequest"},
        Mistake{"CollectsToWrongResponse",
                [](ServiceMethods& m) { m.ClientStream("Collect", CollectToAnotherType); },
                "EchoService/Collect gives peerchallenge.rpctest.v1.EchoResponse"},
        Mistake{"WritesToNothing", [](ServiceMethods& m) { m.Write("Echo", Answer); },
                "EchoService/Echo writes, but to no store"},
        Mistake{"Twice",
                [](ServiceMethods& m) {
                  m.Unary("Echo", Answer);
                  m.Unary("Echo", Answer);
                },
                "EchoService/Echo has two handlers"}),
    [](const auto& row) { return row.param.name; });

TEST(MethodRegistry, TellsOfAServiceThatIsNotThere) {
  MethodRegistry registry;
  ServiceMethods methods(registry, "peerchallenge.rpctest.v1.Choir");
  methods.Unary("Sing", Answer);
  EXPECT_THAT(Fault(registry), HasSubstr("there is no service peerchallenge.rpctest.v1.Choir"));
}

}  // namespace
}  // namespace peerchallenge::rpc
