#include "services/evidence/attachments/s3_blob_store.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/environment/mutex.h"
#include "common/errors/errors.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/attachments/upload_pieces.h"

namespace peerchallenge::evidence {
namespace {

// What a writer or a reader has in memory.
constexpr int64_t kMostPieceBytes = 4 << 20;
// What is read ahead of who reads in order; it doubles up to the above.
constexpr int64_t kFirstReadBytes = 64 << 10;
constexpr absl::Duration kBusyRetry = absl::Seconds(1);
constexpr char kUploads[] = "uploads/";

std::string FolderOf(const std::string& id) { return absl::StrCat(kUploads, id, "/"); }

absl::Status Missing() {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      "bytes of an upload that were stored are missing");
}

std::string NewName(environment::RandomSource& random) {
  std::array<uint8_t, 8> bytes;
  random.Fill(bytes);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

// Bytes in memory as what is to be stored.
class Held final : public BlobReader {
 public:
  explicit Held(std::string_view bytes) : bytes_(bytes) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  absl::StatusOr<std::string> Read(int64_t offset, size_t most) override {
    return std::string(bytes_.substr(static_cast<size_t>(offset), most));
  }

 private:
  const std::string_view bytes_;
};

// A whole piece. DATA_CORRUPT when it is not there, or not as it was.
absl::StatusOr<std::string> ReadPiece(S3Client& client, const std::string& folder,
                                      const UploadPiece& piece) {
  absl::StatusOr<S3Bytes> got = client.Get(folder + piece.name, 0, static_cast<size_t>(piece.size));
  if (absl::IsNotFound(got.status())) return Missing();
  if (!got.ok()) return got.status();
  if (got->size != piece.size || static_cast<int64_t>(got->bytes.size()) != piece.size) {
    return Missing();
  }
  return std::move(got->bytes);
}

// The pieces of an upload, one after the other, for who reads them in order.
class PiecesReader final : public BlobReader {
 public:
  PiecesReader(S3Client& client, std::string folder, UploadPieces pieces)
      : client_(client), folder_(std::move(folder)), pieces_(std::move(pieces)) {}

  int64_t size() const override { return pieces_.size(); }
  absl::StatusOr<std::string> Read(int64_t offset, size_t most) override {
    if (offset < begin_) next_ = begin_ = 0, piece_.clear();
    while (offset >= begin_ + static_cast<int64_t>(piece_.size())) {
      if (next_ == pieces_.pieces.size()) return std::string();
      begin_ += static_cast<int64_t>(piece_.size());
      absl::StatusOr<std::string> piece = ReadPiece(client_, folder_, pieces_.pieces[next_++]);
      if (!piece.ok()) return piece.status();
      piece_ = *std::move(piece);
    }
    return piece_.substr(static_cast<size_t>(offset - begin_), most);
  }

 private:
  S3Client& client_;
  const std::string folder_;
  const UploadPieces pieces_;
  size_t next_ = 0;    // piece
  int64_t begin_ = 0;  // of the one before it
  std::string piece_;  // its bytes
};

class S3Reader final : public BlobReader {
 public:
  S3Reader(std::shared_ptr<S3Client> client, std::string key, S3Bytes begin)
      : client_(std::move(client)),
        key_(std::move(key)),
        size_(begin.size),
        ahead_(std::move(begin.bytes)) {}

  int64_t size() const override { return size_; }
  absl::StatusOr<std::string> Read(int64_t offset, size_t most) override {
    const int64_t wanted = std::min<int64_t>(size_ - offset, static_cast<int64_t>(most));
    if (wanted <= 0) return std::string();
    std::string bytes = Ahead(offset, wanted);
    const int64_t missing = wanted - static_cast<int64_t>(bytes.size());
    if (missing == 0) return bytes;
    const int64_t from = offset + static_cast<int64_t>(bytes.size());
    window_ = from == at_ + static_cast<int64_t>(ahead_.size())
                  ? std::min(2 * window_, kMostPieceBytes)
                  : kFirstReadBytes;
    const int64_t length = std::min(size_ - from, std::max(window_, missing));
    absl::StatusOr<S3Bytes> got = client_->Get(key_, from, static_cast<size_t>(length));
    if (!got.ok()) return got.status();
    if (got->size != size_ || static_cast<int64_t>(got->bytes.size()) != length) {
      return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                          "an object of attachments is not what it was");
    }
    at_ = from;
    ahead_ = std::move(got->bytes);
    return bytes + Ahead(from, missing);
  }

 private:
  // What is there of these bytes, from their beginning.
  std::string Ahead(int64_t offset, int64_t length) const {
    if (offset < at_ || offset >= at_ + static_cast<int64_t>(ahead_.size())) return "";
    return ahead_.substr(static_cast<size_t>(offset - at_), static_cast<size_t>(length));
  }

  const std::shared_ptr<S3Client> client_;
  const std::string key_;
  const int64_t size_;
  int64_t window_ = kFirstReadBytes;
  int64_t at_ = 0;
  std::string ahead_;  // the bytes at that place
};

}  // namespace

// The uploads that this process has open.
class S3BlobStore::OpenIds {
 public:
  bool Add(const std::string& id) {
    const environment::MutexLock lock(mutex_);
    return ids_.insert(id).second;
  }
  void Remove(const std::string& id) {
    const environment::MutexLock lock(mutex_);
    ids_.erase(id);
  }

 private:
  environment::Mutex mutex_;
  std::set<std::string> ids_ ABSL_GUARDED_BY(mutex_);
};

namespace {

class S3Writer final : public BlobWriter {
 public:
  S3Writer(std::shared_ptr<S3Client> client, environment::RandomSource& random, std::string folder,
           UploadPieces pieces, std::shared_ptr<void> open)
      : client_(std::move(client)),
        random_(random),
        folder_(std::move(folder)),
        pieces_(std::move(pieces)),
        open_(std::move(open)) {}

  absl::Status Append(std::string_view bytes) override {
    if (absl::Status status = RemoveReplaced(); !status.ok()) return status;
    while (!bytes.empty()) {
      const std::string_view taken =
          bytes.substr(0, static_cast<size_t>(kMostPieceBytes) - held_.size());
      held_ += taken;
      bytes.remove_prefix(taken.size());
      if (static_cast<int64_t>(held_.size()) < kMostPieceBytes) continue;
      if (absl::Status status = StoreHeld(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<UploadProgress> Sync() override {
    if (!held_.empty()) {
      absl::Status status = Join();
      if (status.ok()) status = StoreHeld();
      if (!status.ok()) return status;
    }
    return UploadProgress{.size = pieces_.size(), .state = pieces_.State()};
  }

 private:
  absl::Status Store(const std::string& bytes) {
    UploadPiece piece{.name = NewName(random_), .size = static_cast<int64_t>(bytes.size())};
    Held held(bytes);
    absl::Status status = client_->Put(folder_ + piece.name, held, Sha256(bytes));
    if (status.ok()) pieces_.pieces.push_back(std::move(piece));
    return status;
  }

  absl::Status StoreHeld() {
    absl::Status status = Store(held_);
    held_.clear();
    return status;
  }

  // Takes the small pieces before what is held into it. One that is gone has been joined by another
  // process, whose progress then counts, not this one's: nothing is joined.
  absl::Status Join() {
    const size_t count = pieces_.ToJoin(static_cast<int64_t>(held_.size()), kMostPieceBytes);
    const auto first = pieces_.pieces.end() - static_cast<std::ptrdiff_t>(count);
    std::string joined;
    for (auto piece = first; piece != pieces_.pieces.end(); ++piece) {
      const absl::StatusOr<std::string> bytes = ReadPiece(*client_, folder_, *piece);
      if (absl::IsDataLoss(bytes.status())) return absl::OkStatus();
      if (!bytes.ok()) return bytes.status();
      joined += *bytes;
    }
    for (auto piece = first; piece != pieces_.pieces.end(); ++piece) {
      pieces_.replaced.push_back(piece->name);
    }
    pieces_.pieces.erase(first, pieces_.pieces.end());
    held_ = joined + held_;
    return absl::OkStatus();
  }

  // What was replaced by the last Sync() is of no use once that has been kept.
  absl::Status RemoveReplaced() {
    for (const std::string& name : pieces_.replaced) {
      if (absl::Status status = client_->Delete(folder_ + name); !status.ok()) return status;
    }
    pieces_.replaced.clear();
    return absl::OkStatus();
  }

  const std::shared_ptr<S3Client> client_;
  environment::RandomSource& random_;
  const std::string folder_;
  UploadPieces pieces_;
  std::string held_;  // comes after them
  const std::shared_ptr<void> open_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<S3BlobStore>> S3BlobStore::Open(const S3Options& options,
                                                               const environment::Clock& clock,
                                                               environment::RandomSource& random,
                                                               observability::Log& log) {
  auto bucket = S3BucketOf(options);
  if (!bucket.ok()) return bucket.status();
  std::unique_ptr<S3BlobStore> store(
      new S3BlobStore(std::make_unique<S3Client>(*std::move(bucket), clock, random), random));
  absl::Status status = store->client_->Check();
  if (absl::IsUnavailable(status)) {
    log.Warning("object_store_away", {{"error", std::string(status.message())}});
  } else if (!status.ok()) {
    return status;
  }
  return store;
}

S3BlobStore::S3BlobStore(std::unique_ptr<S3Client> client, environment::RandomSource& random)
    : client_(std::move(client)), random_(random), open_(std::make_shared<OpenIds>()) {}

absl::StatusOr<std::unique_ptr<BlobWriter>> S3BlobStore::Open(const std::string& id,
                                                              const UploadProgress& progress) {
  absl::StatusOr<UploadPieces> pieces = UploadPieces::From(progress.state, progress.size);
  if (!pieces.ok()) return pieces.status();
  if (!open_->Add(id)) return errors::Overloaded(kBusyRetry);
  const std::shared_ptr<void> open(nullptr, [ids = open_, id](void*) { ids->Remove(id); });
  const std::string folder = FolderOf(id);
  // Pieces go together, so one tells whether they are there.
  if (!pieces->pieces.empty()) {
    const absl::StatusOr<S3Bytes> last = client_->Get(folder + pieces->pieces.back().name, 0, 1);
    if (absl::IsNotFound(last.status())) return Missing();
    if (!last.ok()) return last.status();
  }
  return std::make_unique<S3Writer>(client_, random_, folder, *std::move(pieces), open);
}

absl::StatusOr<bool> S3BlobStore::HasContent(const std::string& place, int64_t size) {
  const absl::StatusOr<S3Bytes> content = client_->Get(place, 0, 1);
  if (absl::IsNotFound(content.status())) return false;
  if (!content.ok()) return content.status();
  return content->size == size;
}

absl::Status S3BlobStore::Finish(const std::string& id, const UploadProgress& progress,
                                 const BlobKey& key) {
  const std::string place = FileBlobStore::PlaceOf(key).string();
  const std::string folder = FolderOf(id);
  const absl::StatusOr<UploadPieces> pieces = UploadPieces::From(progress.state, progress.size);
  if (!pieces.ok()) return pieces.status();
  absl::StatusOr<bool> there = HasContent(place, progress.size);
  if (!there.ok()) return there.status();
  if (!*there) {
    PiecesReader reader(*client_, folder, *pieces);
    absl::Status status = client_->Put(place, reader, key.sha256);
    if (absl::IsDataLoss(status)) {
      // Somebody else may have finished it meanwhile, and removed the pieces.
      there = HasContent(place, progress.size);
      if (!there.ok()) return there.status();
    }
    if (!status.ok() && !*there) return status;
  }
  return Remove(folder, *pieces);
}

absl::Status S3BlobStore::Abandon(const std::string& id, const UploadProgress& progress) {
  const absl::StatusOr<UploadPieces> pieces = UploadPieces::From(progress.state, progress.size);
  return Remove(FolderOf(id), pieces.value_or(UploadPieces()));
}

// These pieces, and all that the store lists: it may not list what is new.
absl::Status S3BlobStore::Remove(const std::string& folder, const UploadPieces& pieces) {
  std::set<std::string> keys;
  for (const UploadPiece& piece : pieces.pieces) keys.insert(folder + piece.name);
  absl::Status status = client_->List(folder, [&keys](const S3Object& object) {
    keys.insert(object.key);
    return absl::OkStatus();
  });
  for (const std::string& key : keys) {
    if (status.ok()) status = client_->Delete(key);
  }
  return status;
}

absl::StatusOr<std::unique_ptr<BlobReader>> S3BlobStore::Read(const BlobKey& key) {
  std::string place = FileBlobStore::PlaceOf(key).string();
  absl::StatusOr<S3Bytes> begin = client_->Get(place, 0, static_cast<size_t>(kFirstReadBytes));
  if (absl::IsNotFound(begin.status())) return errors::NotFound(HexOf(key.sha256));
  if (!begin.ok()) return begin.status();
  return std::make_unique<S3Reader>(client_, std::move(place), *std::move(begin));
}

absl::Status S3BlobStore::Erase(const BlobKey& key) {
  return client_->Delete(FileBlobStore::PlaceOf(key).string());
}

absl::StatusOr<int64_t> S3BlobStore::Sweep(absl::Time before) {
  // Of each upload, when something was added last.
  std::map<std::string, absl::Time> uploads;
  absl::Status status = client_->List(kUploads, [&](const S3Object& object) {
    absl::Time& newest =
        uploads.try_emplace(object.key.substr(0, object.key.rfind('/') + 1), object.time)
            .first->second;
    newest = std::max(newest, object.time);
    return absl::OkStatus();
  });
  int64_t swept = 0;
  for (const auto& [folder, newest] : uploads) {
    if (!status.ok()) break;
    if (newest >= before) continue;
    status = Remove(folder, {});
    ++swept;
  }
  if (!status.ok()) return status;
  return swept;
}

absl::StatusOr<int64_t> S3BlobStore::FreeBytes() { return std::numeric_limits<int64_t>::max(); }

}  // namespace peerchallenge::evidence
