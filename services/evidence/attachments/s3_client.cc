#include "services/evidence/attachments/s3_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <pugixml.hpp>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr rpc::RetryPolicy kPatience = {
    .attempts = 4, .first_pause = absl::Milliseconds(100), .longest_pause = absl::Seconds(2)};
// What failed after so long is not tried again: whoever waits has something else to do.
constexpr absl::Duration kRetriedFor = absl::Seconds(10);
constexpr long kConnectMilliseconds = 3'000;
// A request to which less than a byte a second has come or gone for so long is given up.
constexpr long kSilenceSeconds = 20;
constexpr size_t kMostIdle = 16;
// Of a reply that is no object: a page of a list, or an error.
constexpr size_t kMostReplyBytes = 4 << 20;
constexpr size_t kPutPieceBytes = 1 << 20;
constexpr int kListPage = 1000;

enum HttpStatus : long {
  kOk = 200,
  kPartial = 206,
  kForbidden = 403,
  kNotFound = 404,
  kRequestTimeout = 408,
  kTooManyRequests = 429,
  kServerErrors = 500,
};

absl::Status Away(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
                      absl::StrCat("attachments: the object store ", why));
}

absl::Status Wrong() {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      "bytes of attachments are not what they were");
}

// The text of a child of an XML document's root; of an error's <Code>, for example.
std::string TextOf(const std::string& xml, const char* child) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size())) return "";
  return document.document_element().child_value(child);
}

std::string Escaped(const std::string& text) {
  char* escaped = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  std::string copy = escaped;
  curl_free(escaped);
  return copy;
}

struct HeadersRelease {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, HeadersRelease>;

void Add(Headers& headers, const std::string& line) {
  headers.reset(curl_slist_append(headers.release(), line.c_str()));
}

// The bytes of a PUT on their way out. The last of them leave only if all are right, so that a
// store that does not check for itself never has an object with others.
class Outgoing {
 public:
  Outgoing(BlobReader& bytes, const Hash& sha256) : bytes_(bytes), sha256_(sha256) {}

  size_t Give(char* to, size_t most) {
    if (at_ == piece_.size() && !Next()) return CURL_READFUNC_ABORT;
    const size_t given = std::min(most, piece_.size() - at_);
    std::memcpy(to, piece_.data() + at_, given);
    at_ += given;
    return given;
  }
  void Rewind() {
    read_ = 0;
    at_ = 0;
    piece_.clear();
    digest_ = Sha256Stream();
  }
  const absl::Status& status() const { return status_; }

 private:
  bool Next() {
    at_ = 0;
    piece_.clear();
    if (read_ == bytes_.size()) return true;
    absl::StatusOr<std::string> piece = bytes_.Read(read_, kPutPieceBytes);
    if (!piece.ok()) {
      status_ = piece.status();
      return false;
    }
    piece_ = *std::move(piece);
    digest_.Add(piece_);
    read_ += static_cast<int64_t>(piece_.size());
    if (piece_.empty() || (read_ == bytes_.size() && digest_.Finish() != sha256_)) {
      status_ = Wrong();
    }
    return status_.ok();
  }

  BlobReader& bytes_;
  const Hash sha256_;
  int64_t read_ = 0;
  std::string piece_;
  size_t at_ = 0;  // in the piece
  Sha256Stream digest_;
  absl::Status status_;
};

size_t OnSend(char* to, size_t, size_t most, void* user) {
  return static_cast<Outgoing*>(user)->Give(to, most);
}

// For a connection that turned out to be closed: from the beginning, on another.
int OnSeek(void* user, curl_off_t offset, int origin) {
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Outgoing*>(user)->Rewind();
  return CURL_SEEKFUNC_OK;
}

struct Incoming {
  std::string bytes;
  size_t most;
};

size_t OnReceive(char* data, size_t, size_t size, void* user) {
  auto* incoming = static_cast<Incoming*>(user);
  if (incoming->bytes.size() + size > incoming->most) return 0;  // ends it with an error
  incoming->bytes.append(data, size);
  return size;
}

}  // namespace

struct S3Client::Request {
  const char* method;
  std::string key = {};    // with the prefix; empty: the bucket
  std::string query = {};  // escaped, its parts in order
  std::string range = {};  // "0-99"
  size_t most_bytes = kMostReplyBytes;
  BlobReader* body = nullptr;  // of a PUT
  Hash sha256 = Sha256("");    // of the body
};

struct S3Client::Reply {
  long status = 0;
  std::string body = {};
  std::string content_range = {};
  std::string version = {};
  bool delete_marker = false;

  // "403 (SignatureDoesNotMatch)"
  std::string Text() const { return absl::StrCat(status, " (", TextOf(body, "Code"), ")"); }
  absl::Status Refused() const { return Away(absl::StrCat("answers ", Text())); }
};

// A handle of libcurl with its connections, for one request at a time.
class S3Client::Transfer {
 public:
  Transfer() : easy_(curl_easy_init()) {}
  ~Transfer() { curl_easy_cleanup(easy_); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  absl::StatusOr<Reply> Perform(const S3Bucket& bucket, const Request& request) {
    if (easy_ == nullptr) return Away("cannot be asked: curl does not start");
    curl_easy_reset(easy_);
    Incoming incoming{.bytes = {}, .most = std::max(request.most_bytes, kMostReplyBytes)};
    std::optional<Outgoing> outgoing;
    Headers headers;
    Add(headers, absl::StrCat("x-amz-content-sha256: ", HexOf(request.sha256)));
    if (!bucket.session_token.empty()) {
      Add(headers, absl::StrCat("x-amz-security-token: ", bucket.session_token));
    }
    // As a header of ours, so that it is signed.
    if (!request.range.empty()) Add(headers, absl::StrCat("range: bytes=", request.range));
    SetWhere(bucket, request);
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &OnReceive);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &incoming);
    if (request.body != nullptr) SetBody(request, outgoing.emplace(*request.body, request.sha256));
    const CURLcode code = curl_easy_perform(easy_);
    if (outgoing && !outgoing->status().ok()) return outgoing->status();
    if (code != CURLE_OK) {
      return Away(absl::StrCat("cannot be reached: ", curl_easy_strerror(code)));
    }
    Reply reply;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &reply.status);
    reply.body = std::move(incoming.bytes);
    reply.content_range = Header("content-range");
    reply.version = Header("x-amz-version-id");
    reply.delete_marker = Header("x-amz-delete-marker") == "true";
    return reply;
  }

 private:
  void SetWhere(const S3Bucket& bucket, const Request& request) {
    const std::string url =
        absl::StrCat(bucket.url, request.key, request.query.empty() ? "" : "?", request.query);
    curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request.method);
    curl_easy_setopt(easy_, CURLOPT_PATH_AS_IS, 1L);
    if (absl::string_view(bucket.url).substr(0, 5) == "http:") {
      curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http");
      curl_easy_setopt(easy_, CURLOPT_PROXY, "");  // loopback stays on this machine
    } else {
      curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "https");
      curl_easy_setopt(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
      if (!bucket.ca_file.empty()) {
        curl_easy_setopt(easy_, CURLOPT_CAINFO, bucket.ca_file.c_str());
      }
    }
    curl_easy_setopt(easy_, CURLOPT_AWS_SIGV4,
                     absl::StrCat("aws:amz:", bucket.region, ":s3").c_str());
    curl_easy_setopt(easy_, CURLOPT_USERNAME, bucket.access_key.c_str());
    curl_easy_setopt(easy_, CURLOPT_PASSWORD, bucket.secret_key.c_str());
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
  }

  void SetBody(const Request& request, Outgoing& outgoing) {
    curl_easy_setopt(easy_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy_, CURLOPT_INFILESIZE_LARGE,
                     static_cast<curl_off_t>(request.body->size()));
    curl_easy_setopt(easy_, CURLOPT_READFUNCTION, &OnSend);
    curl_easy_setopt(easy_, CURLOPT_READDATA, &outgoing);
    curl_easy_setopt(easy_, CURLOPT_SEEKFUNCTION, &OnSeek);
    curl_easy_setopt(easy_, CURLOPT_SEEKDATA, &outgoing);
  }

  std::string Header(const char* name) {
    curl_header* header = nullptr;
    if (curl_easy_header(easy_, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return "";
    return header->value;
  }

  CURL* const easy_;
};

S3Client::S3Client(S3Bucket bucket, const environment::Clock& clock,
                   environment::RandomSource& random)
    : bucket_(std::move(bucket)), clock_(clock), retrier_(kPatience, clock, random) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);  // a handle cannot be had then
}

S3Client::~S3Client() = default;

std::unique_ptr<S3Client::Transfer> S3Client::Take() {
  const environment::MutexLock lock(mutex_);
  if (idle_.empty()) return std::make_unique<Transfer>();
  std::unique_ptr<Transfer> transfer = std::move(idle_.back());
  idle_.pop_back();
  return transfer;
}

void S3Client::GiveBack(std::unique_ptr<Transfer> transfer) {
  const environment::MutexLock lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(transfer));
}

absl::StatusOr<S3Client::Reply> S3Client::SendOnce(const Request& request) {
  std::unique_ptr<Transfer> transfer = Take();
  absl::StatusOr<Reply> reply = transfer->Perform(bucket_, request);
  GiveBack(std::move(transfer));
  if (!reply.ok()) return reply;
  if (reply->status >= kServerErrors || reply->status == kTooManyRequests ||
      reply->status == kRequestTimeout) {
    return reply->Refused();
  }
  return reply;
}

absl::StatusOr<S3Client::Reply> S3Client::Send(const Request& request) {
  absl::StatusOr<Reply> reply;
  absl::Status status = retrier_.Run(clock_.Now() + kRetriedFor, [&] {
    reply = SendOnce(request);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

absl::Status S3Client::Check() {
  const absl::StatusOr<Reply> reply = ListPage("", 1, "");
  if (!reply.ok()) return reply.status();
  if (reply->status == kNotFound) {
    return errors::InvalidField("--attachments-store", reply->Text(), "a bucket that is there");
  }
  if (reply->status == kForbidden) {
    return errors::InvalidField("--s3-credentials", reply->Text(),
                                "keys with which the bucket can be listed, read and written");
  }
  if (reply->status != kOk) {
    return errors::InvalidField("--s3-endpoint", reply->Text(),
                                "an S3-compatible store, with --s3-region its region");
  }
  const absl::StatusOr<Reply> versioning = Send({.method = "GET", .query = "versioning="});
  if (!versioning.ok()) return versioning.status();
  if (!TextOf(versioning->body, "Status").empty()) {
    return errors::InvalidField("--attachments-store", "a bucket with versioning",
                                "one that never had it: it keeps what has to be erased");
  }
  return absl::OkStatus();
}

absl::StatusOr<S3Bytes> S3Client::Get(const std::string& key, int64_t offset, size_t most) {
  absl::StatusOr<Reply> reply =
      Send({.method = "GET",
            .key = bucket_.prefix + key,
            .range = absl::StrCat(offset, "-", offset + static_cast<int64_t>(most) - 1),
            .most_bytes = most});
  if (!reply.ok()) return reply.status();
  if (reply->status == kNotFound && TextOf(reply->body, "Code") == "NoSuchKey") {
    return errors::NotFound(key);
  }
  S3Bytes bytes;
  const size_t slash = reply->content_range.rfind('/');
  if (reply->status != kPartial || slash == std::string::npos ||
      !absl::SimpleAtoi(reply->content_range.substr(slash + 1), &bytes.size)) {
    return reply->Refused();
  }
  bytes.bytes = std::move(reply->body);
  return bytes;
}

absl::Status S3Client::Put(const std::string& key, BlobReader& bytes, const Hash& sha256) {
  const absl::StatusOr<Reply> reply =
      Send({.method = "PUT", .key = bucket_.prefix + key, .body = &bytes, .sha256 = sha256});
  if (!reply.ok()) return reply.status();
  return reply->status == kOk ? absl::OkStatus() : reply->Refused();
}

absl::Status S3Client::Delete(const std::string& key) {
  const absl::StatusOr<Reply> reply = Send({.method = "DELETE", .key = bucket_.prefix + key});
  if (!reply.ok()) return reply.status();
  if (reply->delete_marker || (!reply->version.empty() && reply->version != "null")) {
    return Away("keeps versions of what is erased: the bucket must not");
  }
  if (reply->status / 100 == 2 || reply->status == kNotFound) return absl::OkStatus();
  return reply->Refused();
}

absl::StatusOr<S3Client::Reply> S3Client::ListPage(const std::string& prefix, int most,
                                                   const std::string& after) {
  std::string query;
  if (!after.empty()) absl::StrAppend(&query, "continuation-token=", Escaped(after), "&");
  absl::StrAppend(&query, "list-type=2&max-keys=", most,
                  "&prefix=", Escaped(bucket_.prefix + prefix));
  return Send({.method = "GET", .query = std::move(query)});
}

absl::Status S3Client::List(const std::string& prefix,
                            absl::FunctionRef<absl::Status(const S3Object&)> take) {
  std::string after;
  do {
    const absl::StatusOr<Reply> reply = ListPage(prefix, kListPage, after);
    if (!reply.ok()) return reply.status();
    if (reply->status != kOk) return reply->Refused();
    pugi::xml_document document;
    if (!document.load_buffer(reply->body.data(), reply->body.size())) {
      return Away("gives a list that is none");
    }
    const pugi::xml_node list = document.document_element();
    for (const pugi::xml_node& entry : list.children("Contents")) {
      S3Object object{.size = entry.child("Size").text().as_llong()};
      absl::string_view key = entry.child_value("Key");
      std::string error;
      if (!absl::ConsumePrefix(&key, bucket_.prefix) ||
          !absl::ParseTime(absl::RFC3339_full, entry.child_value("LastModified"), &object.time,
                           &error)) {
        return Away("gives a list that is none");
      }
      object.key = std::string(key);
      if (absl::Status status = take(object); !status.ok()) return status;
    }
    after =
        list.child("IsTruncated").text().as_bool() ? list.child_value("NextContinuationToken") : "";
  } while (!after.empty());
  return absl::OkStatus();
}

}  // namespace peerchallenge::evidence
