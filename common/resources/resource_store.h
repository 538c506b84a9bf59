#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/message.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::resources {

// How a filter compares its column.
enum class Match { kEqual, kAtLeast, kBelow };

// A condition on a declared column (or on "name" or "parent"). Another column is a defect and
// aborts.
struct Filter {
  std::string column;
  storage::Value value;
  Match match = Match::kEqual;
};

// What a List method asks for.
struct ListQuery {
  std::string parent = {};  // "regions/east-midlands"; empty for top-level resources
  // Whether to list what lies anywhere below the parent, which is then a name without its last id
  // ("regions/east-midlands/people"); otherwise what lies right below it.
  bool any_depth = false;
  // A declared column that holds `parent` in place of what lies right above: with the region of
  // each resource the list is one of a region. Not with any_depth.
  std::string parent_column = {};
  // A declared column to list by instead of the name: text of at most 160 bytes (kMaxOrderBytes)
  // that no two resources of one parent share. Not with any_depth.
  std::string order_by = {};
  std::vector<Filter> filters = {};
  int32_t page_size = 0;        // as it came
  std::string page_token = {};  // as it came
  std::string caller = {};      // the caller's subject: a page token is of use to its caller only
  std::string bound_to = {};    // anything else that decides what is kept (the filter fields)
};

// ResourceTable (resource_table.h) without its message type: everything that is not a cast.
class ResourceStore {
 public:
  using Message = google::protobuf::Message;
  struct Column {
    std::string name;
    std::function<storage::Value(const Message&)> value;
  };

  // The longest that a name may be after its parent: "reviews/" and the id.
  static constexpr size_t kMaxTailBytes = 128;
  // The longest that the value of an order_by column may be.
  static constexpr size_t kMaxOrderBytes = 160;
  // The longest that a whole name may be.
  static constexpr size_t kMaxNameBytes = validation::kMaxNameBytes;

  // `given`: columns whose values Insert is given.
  ResourceStore(std::string table, std::vector<Column> columns,
                const std::vector<std::string>& given, const Message& prototype,
                const environment::Clock& clock, const storage::Sealer& sealer);

  absl::Status Get(storage::Transaction& tx, std::string_view name, Message& message) const;
  absl::Status Insert(storage::Transaction& tx, Message& message,
                      const std::vector<storage::Value>& given) const;
  absl::Status Update(storage::Transaction& tx, Message& message,
                      std::string_view expected_etag) const;
  absl::Status Delete(storage::Transaction& tx, std::string_view name,
                      std::string_view expected_etag) const;

  std::string EtagOfUnstored(std::string_view name) const;

  // Calls `each` for every resource of the page that `keep` accepts; returns the next page's token.
  absl::StatusOr<std::string> List(storage::Transaction& tx, const ListQuery& query,
                                   absl::FunctionRef<bool(const Message&)> keep,
                                   absl::FunctionRef<void(const Message&)> each) const;
  absl::Status Scan(storage::Transaction& tx, const std::vector<Filter>& filters,
                    absl::FunctionRef<absl::Status(const Message&)> each) const;

 private:
  struct Stored {
    int64_t version;
    std::string body;
  };
  // NOT_FOUND; ABORTED when the etag is neither empty nor the stored one's.
  absl::StatusOr<Stored> Load(storage::Transaction& tx, std::string_view name,
                              std::string_view expected_etag) const;
  absl::StatusOr<std::string> Write(storage::Transaction& tx, changes::v1::Change::Kind kind,
                                    int64_t version, Message& message,
                                    const std::vector<storage::Value>& given = {}) const;
  absl::Status Record(storage::Transaction& tx, changes::v1::Change::Kind kind,
                      std::string_view name, int64_t version, std::optional<std::string> before,
                      std::optional<std::string> after) const;
  absl::Status Parse(const storage::Row& row, Message& message) const;
  absl::Status Parse(std::string_view name, int64_t version, std::string_view body,
                     Message& message) const;
  std::string NameOf(const Message& message) const;
  void SetEtag(std::string_view name, int64_t version, Message& message) const;
  int64_t NextVersion(int64_t previous) const;
  bool HasColumn(const std::string& column) const;
  std::string Where(const std::vector<Filter>& filters,
                    std::vector<storage::Value>& parameters) const;
  std::string TokenContext(const ListQuery& query) const;

  std::string table_;
  std::vector<Column> columns_;
  const Message* prototype_;
  const google::protobuf::FieldDescriptor* name_field_;
  const google::protobuf::FieldDescriptor* etag_field_;  // null when the message has none
  const environment::Clock* clock_;
  const storage::Sealer* sealer_;
  std::string get_sql_, insert_sql_, update_sql_, delete_sql_;
};

// The name of what a resource lies below: "regions/x/reviews/y" → "regions/x", "regions/x" → "".
std::string_view ParentOf(std::string_view name);

}  // namespace peerchallenge::resources
