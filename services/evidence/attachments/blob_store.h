#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/evidence/ledger/hash.h"

namespace peerchallenge::evidence {

// Names a content that is whole. The same bytes of two reviews are two contents, so that neither
// the other's presence nor its disposal can be noticed.
struct BlobKey {
  std::string review;  // the review's name
  Hash sha256;

  bool operator==(const BlobKey&) const = default;
};

// How far an upload is. The store's caller keeps it, and hands in what the last Sync() gave.
struct UploadProgress {
  int64_t size = 0;   // bytes from the beginning that are safe
  std::string state;  // what the store needs to go on; opaque, at most 64 KiB

  bool operator==(const UploadProgress&) const = default;
};

// The writing end of an upload. Used by one thread at a time. After an error it is of no more use:
// open the upload again. What was appended since the last Sync() may then be lost. Whoever goes on
// with Append() after a Sync() has kept what that gave.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  // Adds bytes at the end. QUOTA_EXCEEDED ("disk") when the store is full.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // Makes all bytes safe against the end of the process, of the machine and of its power.
  virtual absl::StatusOr<UploadProgress> Sync() = 0;
};

// The reading end of a content. Used by one thread at a time; stays good when the content is
// replaced by itself (Finish()), and may fail once it is erased.
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  virtual int64_t size() const = 0;
  // The bytes from `offset` on, at most `most` of them; fewer at the end only.
  virtual absl::StatusOr<std::string> Read(int64_t offset, size_t most) = 0;
};

// Where the bytes of attachments are. An upload gathers bytes under an id; finished, it becomes the
// content of a key, which is stored once, never changes, and is either whole or not there.
//
// Errors of all: UNAVAILABLE (STORAGE_UNAVAILABLE) when the store fails: it may then have happened
// or not, and may be asked for again, for every step that is done already is passed over.
// Thread-safe.
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Opens upload `id` (1 to 64 of a-z and 0-9) to go on from `progress`; from nothing, where its
  // size is 0. What came after it is forgotten. RESOURCE_EXHAUSTED (OVERLOADED) while another
  // writer of this process has it open, and where the store can tell also one of another; else
  // both write, and what counts is the progress that the caller keeps, of one of them.
  // DATA_CORRUPT when bytes that were safe are missing.
  virtual absl::StatusOr<std::unique_ptr<BlobWriter>> Open(const std::string& id,
                                                           const UploadProgress& progress) = 0;

  // Makes the upload's `progress.size` bytes, which are all synced, the content of `key`; nobody
  // has the upload open. That their digest is the key's is up to the caller.
  virtual absl::Status Finish(const std::string& id, const UploadProgress& progress,
                              const BlobKey& key) = 0;

  // Forgets an upload and its bytes.
  virtual absl::Status Abandon(const std::string& id, const UploadProgress& progress) = 0;

  // NOT_FOUND (RESOURCE_NOT_FOUND) when there is no such content.
  virtual absl::StatusOr<std::unique_ptr<BlobReader>> Read(const BlobKey& key) = 0;

  // Destroys a content.
  virtual absl::Status Erase(const BlobKey& key) = 0;

  // Forgets the uploads, known to the caller or not, to which nothing has been added since
  // `before`; gives how many.
  virtual absl::StatusOr<int64_t> Sweep(absl::Time before) = 0;

  // Bytes that there is room for, as far as the store knows.
  virtual absl::StatusOr<int64_t> FreeBytes() = 0;
};

}  // namespace peerchallenge::evidence
