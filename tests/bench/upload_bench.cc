// What UploadAttachment costs: streams of one file each, as a ratio to a bare gRPC server that also
// hashes, writes, syncs and renames what comes. The same client, messages and disk, in turns, in
// one run; both servers in a process of their own.
//
//   upload_bench [megabytes of a file = 200] [repeats = 5] [uploads at once in the last row = 20]
//
// Ours authenticates, authorises, keeps rows on SQLite, commits every 32 MiB, tells the media type
// and completes the attachment. The last row also says how much the server's memory grew at most.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/server.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/method_handler.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/sync_stream.h"
#include "tests/services/evidence/attachments/attachment_world.h"

namespace peerchallenge::evidence {
namespace {

using Request = v1::UploadAttachmentRequest;
using SteadyClock = std::chrono::steady_clock;
using grpc::internal::RpcMethod;

constexpr char kUpload[] = "/peerchallenge.evidence.v1.AttachmentService/UploadAttachment";
constexpr size_t kMebibyte = 1 << 20;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

// The least that an upload needs.
class BareUploads final : public grpc::Service {
 public:
  explicit BareUploads(std::filesystem::path folder) : folder_(std::move(folder)) {
    using Handler = grpc::internal::ClientStreamingHandler<BareUploads, Request, v1::Attachment>;
    AddMethod(new grpc::internal::RpcServiceMethod(
        kUpload, RpcMethod::CLIENT_STREAMING,
        new Handler([](BareUploads* self, grpc::ServerContext*, grpc::ServerReader<Request>* reader,
                       v1::Attachment* answer) { return self->Upload(*reader, *answer); },
                    this)));
  }

 private:
  grpc::Status Upload(grpc::ServerReader<Request>& reader, v1::Attachment& answer) {
    Request message;
    reader.Read(&message);
    const std::string name = message.start().name().substr(message.start().name().rfind('/') + 1);
    const std::filesystem::path growing = folder_ / (name + ".part");
    const int file = open(growing.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    Sha256Stream digest;
    while (reader.Read(&message)) {
      const std::string& data = message.data();
      digest.Add(data);
      if (write(file, data.data(), data.size()) != static_cast<ssize_t>(data.size())) Die("disk");
    }
    const Hash hash = digest.Finish();
    if (BytesOf(hash) != message.sha256() || fdatasync(file) != 0) Die("the bare upload failed");
    close(file);
    std::filesystem::rename(growing, folder_ / name);
    const int folder = open(folder_.c_str(), O_RDONLY | O_DIRECTORY);
    fsync(folder);
    close(folder);
    answer.set_sha256(std::string(BytesOf(hash)));
    return grpc::Status::OK;
  }

  const std::filesystem::path folder_;
};

struct Servers {
  pid_t process = 0;
  std::string bare;
  std::string ours;
};

// In the servers' process: serves until `stop` is closed. Writes the two addresses to `addresses`.
int Serve(int addresses, int stop) {
  FreshBlobs bare_folder;
  BareUploads uploads(bare_folder.folder());
  int port = 0;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(16 << 20);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&uploads);
  const std::unique_ptr<grpc::Server> bare = builder.BuildAndStart();

  AttachmentOptions options = AttachmentWorld::Roomy();
  options.most_review_bytes = int64_t{1} << 50;
  AttachmentWorld ours(options);
  const std::string told = "127.0.0.1:" + std::to_string(port) + "\n" + ours.address() + "\n";
  if (write(addresses, told.data(), told.size()) < 0) return 1;
  char byte = 0;
  while (read(stop, &byte, 1) > 0) {  // each byte: take away what has been uploaded
    for (const auto& folder : {bare_folder.folder(), ours.blobs().folder() / "blobs"}) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) std::filesystem::resize_file(entry.path(), 0);
      }
    }
    if (write(addresses, "\n", 1) != 1) return 1;
  }
  return 0;
}

// The messages of all uploads but for their first pieces.
std::vector<Request> Pieces(size_t bytes) {
  std::vector<Request> pieces;
  for (char c = 'a'; c <= 'z'; ++c) pieces.emplace_back().set_data(std::string(bytes, c));
  return pieces;
}

struct Upload {
  std::string id;
  Request first;  // a piece that no other upload has
  std::vector<const Request*> others;
  std::string digest;
};

Upload Prepare(const std::string& id, size_t bytes, const std::vector<Request>& pieces) {
  Upload upload{.id = id, .first = {}, .others = {}, .digest = {}};
  const size_t piece = pieces.front().data().size();
  std::string data = "%PDF-1.7\n" + id + "\n";
  data.resize(piece, 'x');
  upload.first.set_data(data);
  Sha256Stream digest;
  digest.Add(data);
  for (size_t at = piece; at < bytes; at += piece) {
    upload.others.push_back(&pieces[at / piece % pieces.size()]);
    digest.Add(upload.others.back()->data());
  }
  upload.digest = std::string(BytesOf(digest.Finish()));
  return upload;
}

void Create(rpc::Channel& channel, const Upload& upload, size_t bytes) {
  v1::CreateAttachmentRequest request;
  request.set_parent(kReview);
  request.set_attachment_id(UuidOf(upload.id));
  request.mutable_attachment()->set_file_name("a.pdf");
  request.mutable_attachment()->set_size(static_cast<int64_t>(bytes));
  const auto created = channel.Unary<v1::Attachment>(AttachmentWorld::Method("CreateAttachment"),
                                                     request, AttachmentWorld::As("ann"));
  if (!created.ok()) Die(created.status().ToString());
}

void Send(grpc::Channel& channel, const Upload& upload) {
  const RpcMethod method(kUpload, RpcMethod::CLIENT_STREAMING);
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer ann");
  v1::Attachment answer;
  const std::unique_ptr<grpc::ClientWriter<Request>> writer(
      grpc::internal::ClientWriterFactory<Request>::Create(&channel, method, &context, &answer));
  Request start;
  start.mutable_start()->set_name(NameOf(upload.id));
  bool open = writer->Write(start);
  open = open && writer->Write(upload.first);
  for (const Request* message : upload.others) open = open && writer->Write(*message);
  Request last;
  last.set_sha256(upload.digest);
  if (open) writer->Write(last);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok() || answer.sha256() != upload.digest) {
    Die("an upload failed: " + status.error_message());
  }
}

class Bench {
 public:
  Bench(Servers servers, int addresses, int stop, size_t bytes)
      : servers_(std::move(servers)), addresses_(addresses), stop_(stop), bytes_(bytes) {}

  // Megabytes a second of so many uploads at once.
  double Run(bool ours, int at_once, size_t piece) {
    const std::string& address = ours ? servers_.ours : servers_.bare;
    const std::vector<Request> pieces = Pieces(piece);
    std::vector<Upload> uploads;
    const auto channel = *rpc::OpenChannel(address);
    for (int i = 0; i < at_once; ++i) {
      uploads.push_back(Prepare(std::to_string(next_++), bytes_, pieces));
      if (ours) Create(*channel, uploads.back(), bytes_);
    }
    std::vector<std::shared_ptr<grpc::Channel>> channels;
    for (int i = 0; i < at_once; ++i) {
      grpc::ChannelArguments own;
      own.SetInt("lane", next_ + i);  // a connection of its own
      channels.push_back(
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), own));
    }
    const auto start = SteadyClock::now();
    std::vector<std::thread> clients;
    for (size_t i = 0; i < uploads.size(); ++i) {
      clients.emplace_back([&, i] { Send(*channels[i], uploads[i]); });
    }
    for (std::thread& client : clients) client.join();
    const std::chrono::duration<double> took = SteadyClock::now() - start;
    Clear();
    return static_cast<double>(bytes_) * at_once / took.count() / 1e6;
  }

  void Compare(int at_once, size_t piece, int repeats) {
    std::vector<double> bare;
    std::vector<double> ours;
    std::vector<double> ratios;
    for (int i = 0; i < repeats; ++i) {
      bare.push_back(Run(false, at_once, piece));
      ours.push_back(Run(true, at_once, piece));
      ratios.push_back(ours.back() / bare.back());
    }
    std::printf("%8d %10zu %12.0f %12.0f %8.2f\n", at_once, piece >> 10, Median(bare), Median(ours),
                Median(ratios));
    std::fflush(stdout);
  }

  // How many megabytes the servers' process held at most while that many uploads ran, beyond what
  // it held before.
  double Growth(bool ours, int at_once) {
    std::ofstream(ProcFile("clear_refs")) << "5";  // the peak begins anew
    const double before = MegabytesOf("VmRSS");
    Run(ours, at_once, 256 << 10);
    return MegabytesOf("VmHWM") - before;
  }

 private:
  static double Median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }

  std::string ProcFile(const char* name) const {
    return "/proc/" + std::to_string(servers_.process) + "/" + name;
  }

  double MegabytesOf(const std::string& field) const {
    std::ifstream status(ProcFile("status"));
    for (std::string line; std::getline(status, line);) {
      if (line.compare(0, field.size(), field) == 0) return std::stod(line.substr(7)) / 1e3;
    }
    Die("no " + field);
  }

  void Clear() {
    char byte = 0;
    if (write(stop_, &byte, 1) != 1 || read(addresses_, &byte, 1) != 1) Die("the servers died");
  }

  const Servers servers_;
  const int addresses_;
  const int stop_;
  const size_t bytes_;
  int next_ = 1;
};

int Main(size_t megabytes, int repeats, int at_once) {
  std::array<int, 2> addresses;
  std::array<int, 2> stop;
  if (pipe(addresses.data()) != 0 || pipe(stop.data()) != 0) Die("no pipe");
  Servers servers{.process = fork(), .bare = "", .ours = ""};
  if (servers.process == 0) {
    close(stop[1]);
    std::_Exit(Serve(addresses[1], stop[0]));
  }
  close(addresses[1]);
  close(stop[0]);
  for (std::string* address : {&servers.bare, &servers.ours}) {
    char c = 0;
    while (read(addresses[0], &c, 1) == 1 && c != '\n') address->push_back(c);
  }
  Bench bench(servers, addresses[0], stop[1], megabytes * kMebibyte);
  std::printf("%8s %10s %12s %12s %8s\n", "at once", "KiB/piece", "bare MB/s", "ours MB/s",
              "ratio");
  bench.Compare(1, kMebibyte, repeats);
  bench.Compare(1, 256 << 10, repeats);
  bench.Compare(4, 256 << 10, repeats);
  // Ours first: what the other one has taken from the system, the process keeps.
  const double ours = bench.Growth(true, at_once);
  const double bare = bench.Growth(false, at_once);
  std::printf(
      "\n%d uploads of %zu MiB at once, growth of memory in MB: ours %.0f, then bare %.0f\n",
      at_once, megabytes, ours, bare);
  close(stop[1]);
  int status = 0;
  waitpid(servers.process, &status, 0);
  return status == 0 ? 0 : 1;
}

}  // namespace
}  // namespace peerchallenge::evidence

int main(int argc, char** argv) {
  const auto argument = [&](int i, int otherwise) {
    return argc > i ? std::atoi(argv[i]) : otherwise;
  };
  return peerchallenge::evidence::Main(static_cast<size_t>(argument(1, 200)), argument(2, 5),
                                       argument(3, 20));
}
