#include "tests/services/evidence/every_service.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::Message;

AttachmentOptions Roomy() {
  AttachmentOptions options;
  options.reserved_disk_bytes = 0;
  return options;
}

std::string JsonOf(const Message& message) {
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(message, &json);
  EXPECT_TRUE(written.ok()) << written.ToString();
  return json + "\n";
}

// All that a stream has to tell, where it waits for nothing.
absl::StatusOr<std::string> Drained(rpc::Stream& stream) {
  std::string all;
  while (true) {
    auto step = stream.Next();
    if (!step.ok()) return step.status();
    const auto* message = std::get_if<std::unique_ptr<Message>>(&*step);
    if (message == nullptr) return all;
    all += JsonOf(**message);
  }
}

}  // namespace

EveryService::EveryService()
    : attachment_context_{evidence_.database(),
                          attachment_store_,
                          *blobs_,
                          *types_,
                          nullptr,
                          host_,
                          evidence_.clock(),
                          evidence_.context().random,
                          observability::NoLog(),
                          Roomy()} {
  evidence_service_.Register(registry_);
  sources_.Register(registry_);
  attachments_.Register(registry_);
}

absl::StatusOr<std::string> EveryService::Ask(const std::string& person, const std::string& method,
                                              const std::string& request) {
  const rpc::Method* found =
      registry_.Find(google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          "peerchallenge.evidence.v1." + absl::StrReplaceAll(method, {{"/", "."}})));
  EXPECT_NE(found, nullptr) << method;
  const std::unique_ptr<Message> asked(found->request->New());
  const auto parsed = google::protobuf::util::JsonStringToMessage(request, asked.get());
  EXPECT_TRUE(parsed.ok()) << method << " " << request << ": " << parsed.ToString();
  rpc::Call call = By(person, found->access.permission());
  call.method = found->name;
  if (const auto* stream = std::get_if<rpc::StreamHandler>(&found->handler)) {
    auto opened = (*stream)(call, *asked);
    return opened.ok() ? Drained(**opened) : opened.status();
  }
  std::string answer;
  absl::Status status =
      std::get<rpc::UnaryHandler>(found->handler)(call, *asked, [&](const Message& reply) {
        answer = JsonOf(reply);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return answer;
}

std::string EveryService::Must(const std::string& person, const std::string& method,
                               const std::string& request) {
  auto answer = Ask(person, method, request);
  EXPECT_TRUE(answer.ok()) << method << " " << request << ": " << answer.status();
  return answer.ok() ? *std::move(answer) : "";
}

std::unique_ptr<changes::StreamReader> EveryService::Watch(const std::string& person) {
  auto stream = changes_.Watch(By(person, roles::PERMISSION_CHANGES_WATCH), {});
  EXPECT_TRUE(stream.ok()) << stream.status();
  auto watch = std::make_unique<changes::StreamReader>(*std::move(stream));
  News(*watch);
  return watch;
}

std::vector<EveryService::Change> EveryService::Changes(changes::StreamReader& watch) {
  feed_.Tick();
  std::vector<Change> changes;
  while (true) {
    const auto response = watch.NextNow();
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok() || !response->has_value()) return changes;
    if ((*response)->has_change()) changes.push_back((*response)->change());
  }
}

std::vector<std::string> EveryService::News(changes::StreamReader& watch) {
  std::vector<std::string> news;
  for (const Change& change : Changes(watch)) {
    news.push_back(absl::StrCat(absl::StripPrefix(Change::Kind_Name(change.kind()), "KIND_"), " ",
                                absl::StripPrefix(change.name(), std::string(kReview) + "/")));
  }
  return news;
}

}  // namespace peerchallenge::evidence
