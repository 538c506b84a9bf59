#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/environment/random.h"
#include "common/rpc/retry.h"
#include "services/evidence/attachments/blob_store.h"
#include "services/evidence/attachments/s3_bucket.h"

namespace peerchallenge::evidence {

// Some bytes of an object.
struct S3Bytes {
  std::string bytes = {};
  int64_t size = 0;  // of the whole object
};

// An object, as a list names it.
struct S3Object {
  std::string key = {};
  int64_t size = 0;
  absl::Time time = {};  // when it was stored
};

// The objects of one bucket, with libcurl, which signs every request (AWS Signature Version 4).
// Keys are below the bucket's prefix, and of letters, digits and "-._/". Every step may be done
// again, and is, a few times with pauses within some seconds, while the store is away: UNAVAILABLE
// (STORAGE_UNAVAILABLE) when it stays so or refuses. A step that says nothing for a while ends.
// Thread-safe.
class S3Client {
 public:
  // `clock` and `random` outlive it.
  S3Client(S3Bucket bucket, const environment::Clock& clock, environment::RandomSource& random);
  ~S3Client();

  // Whether all that is needed can be done. FIELD_INVALID that names the flag: keys that are
  // refused, no such bucket, or one that keeps versions of what is erased.
  absl::Status Check();

  // At most `most` bytes from `offset` on, which is in the object. NOT_FOUND (RESOURCE_NOT_FOUND).
  absl::StatusOr<S3Bytes> Get(const std::string& key, int64_t offset, size_t most);

  // Stores an object, which is whole at once or not there. DATA_CORRUPT, and nothing is stored,
  // when the bytes are others than `sha256` says; errors of `bytes`.
  absl::Status Put(const std::string& key, BlobReader& bytes, const Hash& sha256);

  // Also for one that is not there. STORAGE_UNAVAILABLE when the bucket kept a version of it.
  absl::Status Delete(const std::string& key);

  // Gives the objects whose keys begin with `prefix`, in the order of their keys. Errors of `take`.
  absl::Status List(const std::string& prefix,
                    absl::FunctionRef<absl::Status(const S3Object&)> take);

 private:
  struct Request;
  struct Reply;
  class Transfer;

  absl::StatusOr<Reply> Send(const Request& request);
  absl::StatusOr<Reply> SendOnce(const Request& request);
  absl::StatusOr<Reply> ListPage(const std::string& prefix, int most, const std::string& after);
  std::unique_ptr<Transfer> Take();
  void GiveBack(std::unique_ptr<Transfer> transfer);

  const S3Bucket bucket_;
  const environment::Clock& clock_;
  const rpc::Retrier retrier_;
  environment::Mutex mutex_;
  // With their connections.
  std::vector<std::unique_ptr<Transfer>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace peerchallenge::evidence
