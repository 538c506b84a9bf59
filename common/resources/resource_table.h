#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/resources/resource_store.h"

namespace peerchallenge::resources {

// A column beside the body, so that queries can filter by it. `value` is computed from the message
// at each write.
template <typename Message>
struct Column {
  std::string name;
  std::function<storage::Value(const Message&)> value;
};

// One page of a list.
template <typename Message>
struct Page {
  std::vector<Message> items;
  std::string next_page_token;  // empty when there is no more that the caller may see
};

// A table of resources of one message type, which has a string field `name` and may have a string
// field `etag`. Its migration makes it with these columns, and those declared:
//   CREATE TABLE reviews (name NAMETEXT PRIMARY KEY, parent NAMETEXT NOT NULL,
//                         version BIGINT NOT NULL, body BLOB NOT NULL, host TEXT NOT NULL);
//   CREATE INDEX reviews_by_parent ON reviews (parent, name);
// Every write also appends to the change table, in the same transaction. `etag` is filled on each
// read and write and not stored. DATA_LOSS (DATA_CORRUPT) when a stored body is not the message.
//
// Use:
//   storage::Value HostOf(const v1::Review& review) { return review.host(); }
//   ResourceTable<v1::Review> reviews({.table = "reviews", .columns = {{"host", HostOf}}},
//                                     clock, sealer);
template <typename Message>
class ResourceTable {
 public:
  struct Options {
    std::string table;
    std::vector<Column<Message>> columns = {};
    // Columns that do not follow from the message: Insert is given their values, in this order, and
    // nothing changes them afterwards.
    std::vector<std::string> given = {};
  };

  // `clock` and `sealer` must outlive the table.
  ResourceTable(Options options, const environment::Clock& clock, const storage::Sealer& sealer)
      : store_(std::move(options.table), Erase(std::move(options.columns)), options.given,
               Message::default_instance(), clock, sealer) {}

  // NOT_FOUND (RESOURCE_NOT_FOUND) when there is none.
  absl::StatusOr<Message> Get(storage::Transaction& tx, std::string_view name) const {
    Message message;
    if (absl::Status status = store_.Get(tx, name, message); !status.ok()) return status;
    return message;
  }

  // Adds a resource and sets its etag. ALREADY_EXISTS (RESOURCE_EXISTS) when its name is taken;
  // FIELD_INVALID when the name has more than 512 bytes, or more than 128 after its parent.
  absl::Status Insert(storage::Transaction& tx, Message& message,
                      const std::vector<storage::Value>& given = {}) const {
    return store_.Insert(tx, message, given);
  }

  // Replaces the resource of message.name and sets its new etag. ABORTED (ETAG_MISMATCH) when
  // `expected_etag` is neither empty nor that of the stored one; NOT_FOUND.
  absl::Status Update(storage::Transaction& tx, Message& message,
                      std::string_view expected_etag = {}) const {
    return store_.Update(tx, message, expected_etag);
  }

  // Removes a resource; errors as Update.
  absl::Status Delete(storage::Transaction& tx, std::string_view name,
                      std::string_view expected_etag = {}) const {
    return store_.Delete(tx, name, expected_etag);
  }

  // The etag of a resource that is there from the start although it is not stored yet.
  std::string EtagOfUnstored(std::string_view name) const { return store_.EtagOfUnstored(name); }

  // A page of the resources right below query.parent that match and that `keep` accepts, by name.
  // What is not kept leaves no trace: pages are full while there is more, and a token comes only
  // when there is. Tokens are opaque and of one length; PAGE_TOKEN_INVALID for one of another
  // table, parent, filter or caller. Page size as in paging.h.
  absl::StatusOr<Page<Message>> List(storage::Transaction& tx, const ListQuery& query,
                                     absl::FunctionRef<bool(const Message&)> keep) const {
    Page<Message> page;
    auto token = store_.List(
        tx, query, [&](const auto& m) { return keep(static_cast<const Message&>(m)); },
        [&](const auto& m) { page.items.push_back(static_cast<const Message&>(m)); });
    if (!token.ok()) return token.status();
    page.next_page_token = *std::move(token);
    return page;
  }

  // Calls `each` for all resources that match, by name, below every parent; ends at its first
  // error. For small sets.
  absl::Status Scan(storage::Transaction& tx, const std::vector<Filter>& filters,
                    absl::FunctionRef<absl::Status(const Message&)> each) const {
    return store_.Scan(tx, filters,
                       [&](const auto& m) { return each(static_cast<const Message&>(m)); });
  }

  // The same as a list.
  absl::StatusOr<std::vector<Message>> All(storage::Transaction& tx,
                                           const std::vector<Filter>& filters = {}) const {
    std::vector<Message> all;
    absl::Status status = Scan(tx, filters, [&](const Message& message) {
      all.push_back(message);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return all;
  }

 private:
  static std::vector<ResourceStore::Column> Erase(std::vector<Column<Message>> columns) {
    std::vector<ResourceStore::Column> erased;
    erased.reserve(columns.size());
    for (Column<Message>& column : columns) {
      erased.push_back(
          {std::move(column.name), [value = std::move(column.value)](const auto& message) {
             return value(static_cast<const Message&>(message));
           }});
    }
    return erased;
  }

  ResourceStore store_;
};

}  // namespace peerchallenge::resources
