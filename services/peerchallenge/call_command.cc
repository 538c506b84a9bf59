#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/method_index.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

struct CallArguments {
  ClientOptions client;
  std::string method;
  std::string request;
  bool list = false;
  bool describe = false;
  bool json = false;
};

constexpr char kFooter[] =
    "JSON is the request in the proto3 JSON mapping, '-' = standard input, '@file' = a file, none "
    "= an empty request.\n"
    "A streaming method prints one line of JSON per message until it ends or Ctrl-C comes.\n\n"
    "Examples:\n"
    "  peerchallenge call DirectoryService/ListRegions\n"
    "  peerchallenge call ReviewService/GetReview '{\"name\": "
    "\"regions/east-midlands/reviews/lincolnshire-2012\"}'\n"
    "  peerchallenge call ReviewService/CreateReview @review.json --json\n"
    "  peerchallenge call --list\n"
    "  peerchallenge call --describe ReviewService/CreateReview\n\n";

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

absl::StatusOr<std::unique_ptr<Message>> ReadRequest(const CallArguments& arguments,
                                                     const MethodDescriptor& method,
                                                     Console& console) {
  std::unique_ptr<Message> request = NewMessage(method.input_type());
  if (arguments.request.empty()) return request;
  const bool from_file = arguments.request.front() == '@';
  absl::StatusOr<std::string> text = arguments.request;
  if (from_file || arguments.request == "-") {
    text = ReadInput(from_file ? arguments.request.substr(1) : "-", console.in);
  }
  if (!text.ok()) return text.status();
  const std::string source = from_file ? arguments.request.substr(1) : "the request";
  if (absl::Status status = ParseJson(*text, source, *request); !status.ok()) return status;
  return request;
}

ExitCode CallUnary(const CallArguments& arguments, const MethodDescriptor& method,
                   const Message& request, Client& client, Console& console) {
  const std::unique_ptr<Message> response = NewMessage(method.output_type());
  const absl::Status status = client.CallMessage(CallName(method), request, *response);
  if (!status.ok()) return ReportFailure(status, client.request_id(), arguments.json, console);
  console.out << FormatJson(*response, arguments.json ? JsonStyle::kLine : JsonStyle::kPretty)
              << (arguments.json ? "\n" : "");
  return ExitCode::kOk;
}

ExitCode CallStream(const CallArguments& arguments, const MethodDescriptor& method,
                    const Message& request, Client& client, const Interrupt& interrupt,
                    Console& console) {
  const std::unique_ptr<Message> response = NewMessage(method.output_type());
  const auto reader = client.OpenStream(CallName(method), request, interrupt.token(), *response);
  if (interrupt.requested()) return ExitCode::kOk;
  if (!reader.ok()) {
    return ReportFailure(reader.status(), client.request_id(), arguments.json, console);
  }
  for (bool more = *reader != nullptr; more;) {
    console.out << FormatJson(*response, JsonStyle::kLine) << std::endl;
    if (!console.out) return ExitCode::kFailed;  // whoever read it has gone
    response->Clear();
    const absl::StatusOr<bool> next = (*reader)->Next(*response);
    if (interrupt.requested()) return ExitCode::kOk;
    if (!next.ok()) {
      return ReportFailure(client.Explained(next.status()), client.request_id(), arguments.json,
                           console);
    }
    more = *next;
  }
  return ExitCode::kOk;
}

ExitCode CallMethod(const CallArguments& arguments, Console& console) {
  const auto method = FindMethod(arguments.method);
  if (!method.ok()) return ReportBadInput(method.status(), arguments.json, console);
  if ((*method)->client_streaming()) {
    return ReportBadInput(
        absl::InvalidArgumentError(absl::StrCat(
            arguments.method,
            " takes a stream of requests, of which one JSON text is not enough; "
            "upload a file in pieces with AttachmentService/AppendAttachment instead")),
        arguments.json, console);
  }
  const auto request = ReadRequest(arguments, **method, console);
  if (!request.ok()) return ReportBadInput(request.status(), arguments.json, console);
  if (!(*method)->server_streaming()) {
    const auto client = Client::Open(arguments.client);
    if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
    return CallUnary(arguments, **method, **request, **client, console);
  }
  const Interrupt interrupt;
  const auto client = Client::Open(arguments.client);
  if (!client.ok()) return ReportBadInput(client.status(), arguments.json, console);
  return CallStream(arguments, **method, **request, **client, interrupt, console);
}

ExitCode Describe(const CallArguments& arguments, Console& console) {
  const auto text =
      arguments.json ? DescribeJson(arguments.method) : DescribeText(arguments.method);
  if (!text.ok()) return ReportBadInput(text.status(), arguments.json, console);
  console.out << *text << (arguments.json ? "\n" : "");
  return ExitCode::kOk;
}

ExitCode RunCall(const CallArguments& arguments, Console& console) {
  if (arguments.list) {
    console.out << (arguments.json ? MethodListJson() + "\n" : MethodListText());
    return ExitCode::kOk;
  }
  return arguments.describe ? Describe(arguments, console) : CallMethod(arguments, console);
}

}  // namespace

void AddCallCommand(CLI::App& app, Console& console) {
  CLI::App* call = app.add_subcommand("call", "Call any method of a server with a request in JSON");
  call->footer(kFooter + ExitCodeHelp());
  auto arguments = std::make_shared<CallArguments>();
  CLI::Option* method = call->add_option("METHOD", arguments->method,
                                         "Service/Method, for example ReviewService/GetReview");
  call->add_option("JSON", arguments->request, "The request: JSON, '-' or '@file'")->needs(method);
  // These two are questions about this one call, so they have no environment variable.
  CLI::Option* list = call->add_flag("--list", arguments->list,
                                     "List all services and methods with their permission");
  call->add_flag("--describe", arguments->describe,
                 "Print the fields of METHOD's messages, or of the message METHOD")
      ->needs(method)
      ->excludes(list);
  AddJsonFlag(*call, arguments->json);
  AddClientOptions(*call, arguments->client);
  call->callback([arguments, method, list, &console] {
    if (method->count() == 0 && list->count() == 0) throw CLI::RequiredError("METHOD");
    console.exit_code = RunCall(*arguments, console);
  });
}

}  // namespace peerchallenge::cli
