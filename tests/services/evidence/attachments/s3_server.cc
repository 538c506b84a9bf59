#include "tests/services/evidence/attachments/s3_server.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iostream>
#include <vector>

#include "absl/strings/str_cat.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kPython[] = "/usr/bin/python3";

[[noreturn]] void DieOfS3Server(const std::string& why) {
  std::cerr << "s3_server.py: " << why << std::endl;
  abort();
}

// Signed by itself, for 127.0.0.1.
void MakeCertificate(const std::string& certificate, const std::string& key) {
  const std::string command = absl::StrCat(
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
      "subjectAltName=IP:127.0.0.1 -keyout ",
      key, " -out ", certificate, " 2>/dev/null");
  if (system(command.c_str()) != 0) DieOfS3Server("no certificate");
}

}  // namespace

S3Server::S3Server(Door door) : door_(door) {
  std::string pattern = (std::filesystem::temp_directory_path() / "pc-s3-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) DieOfS3Server("no temporary folder");
  folder_ = pattern;
  std::ofstream(File("credentials"))
      << "[default]\naws_access_key_id = test:tester\naws_secret_access_key = testing\n";
  if (door_ == Door::kTls) MakeCertificate(File("cert.pem").string(), File("key.pem").string());
  Start();
}

S3Server::~S3Server() {
  Kill();
  std::filesystem::remove_all(folder_);
}

S3Server& S3Server::Shared() {
  static S3Server server;
  return server;
}

S3Options S3Server::Options(const std::string& place) const {
  const bool tls = door_ == Door::kTls;
  return {.attachments_store = absl::StrCat("s3://", place),
          .s3_endpoint = absl::StrCat(tls ? "https" : "http", "://127.0.0.1:", port_),
          .s3_credentials = File("credentials").string(),
          .s3_ca = tls ? File("cert.pem").string() : ""};
}

void S3Server::Kill() {
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void S3Server::Start() {
  std::array<int, 2> said;
  if (pipe2(said.data(), O_CLOEXEC) != 0) DieOfS3Server("no pipe");
  std::vector<std::string> words = {kPython, "-B", PEERCHALLENGE_S3_SERVER, folder_.string(),
                                    port_};
  if (door_ == Door::kTls) {
    words.push_back(File("cert.pem").string());
    words.push_back(File("key.pem").string());
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(said[1], STDOUT_FILENO);
    execv(kPython, arguments.data());
    _exit(127);
  }
  close(said[1]);
  std::string port;
  char digit;
  while (read(said[0], &digit, 1) == 1 && digit != '\n') port.push_back(digit);
  close(said[0]);
  if (port.empty()) DieOfS3Server("does not start (Debian package python3-swift)");
  port_ = port;
}

}  // namespace peerchallenge::evidence
