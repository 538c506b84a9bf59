#include "services/recommendations/documents/archive.h"

#include <zip.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::documents {
namespace {

// 1 February 1980, as MS-DOS wrote it: its first day of all means "no time" to some readers.
constexpr zip_uint16_t kTime = 0;
constexpr zip_uint16_t kDate = (2 << 5) | 1;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
struct Free {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, Free>;

struct ZipError {
  ZipError() { zip_error_init(&error); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;
  ~ZipError() { zip_error_fini(&error); }
  zip_error_t error{};
};

absl::Status Failed(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_INTERNAL,
                      absl::StrCat("a document could not be packed: ", why));
}

// `file` outlives the archive.
absl::Status Add(const ArchivedFile& file, zip_t* archive) {
  Source source(zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0));
  if (source == nullptr) return Failed(zip_strerror(archive));
  const zip_int64_t index =
      zip_file_add(archive, file.name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) return Failed(zip_strerror(archive));
  static_cast<void>(source.release());  // the archive's from here on
  const auto at = static_cast<zip_uint64_t>(index);
  const zip_int32_t packing =
      file.packing == ArchivedFile::Packing::kStored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
  if (zip_set_file_compression(archive, at, packing, 0) != 0 ||
      zip_file_set_dostime(archive, at, kTime, kDate, 0) != 0) {
    return Failed(zip_strerror(archive));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> BytesOf(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) {
    return Failed(zip_error_strerror(zip_source_error(source)));
  }
  std::string bytes(stat.size, '\0');
  const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read != static_cast<zip_int64_t>(bytes.size()))
    return Failed(zip_error_strerror(zip_source_error(source)));
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ZipOf(const std::vector<ArchivedFile>& files) {
  ZipError why;
  Source written(zip_source_buffer_create(nullptr, 0, 0, &why.error));
  if (written == nullptr) return Failed(zip_error_strerror(&why.error));
  Archive archive(zip_open_from_source(written.get(), ZIP_TRUNCATE, &why.error));
  if (archive == nullptr) return Failed(zip_error_strerror(&why.error));
  zip_source_keep(written.get());  // one reference is the archive's, one is ours
  for (const ArchivedFile& file : files) {
    if (absl::Status status = Add(file, archive.get()); !status.ok()) return status;
  }
  if (zip_close(archive.get()) != 0) return Failed(zip_strerror(archive.get()));
  static_cast<void>(archive.release());  // closed
  return BytesOf(written.get());
}

}  // namespace peerchallenge::documents
