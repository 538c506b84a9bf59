#include "common/resources/resource_store.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/change_log.h"
#include "common/resources/etag.h"
#include "common/resources/paging.h"

namespace peerchallenge::resources {
namespace {

using changes::v1::Change;
using google::protobuf::FieldDescriptor;
using storage::Blob;
using storage::Row;
using storage::Value;

// Rows read at once, at least and at most, while looking for those that are kept.
constexpr int64_t kFewestRows = 20;
constexpr int64_t kMostRows = 250;

const FieldDescriptor* StringField(const google::protobuf::Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return fits ? field : nullptr;
}

std::string_view Operator(Match match) {
  switch (match) {
    case Match::kEqual:
      return " = $";
    case Match::kAtLeast:
      return " >= $";
    case Match::kBelow:
      return " < $";
  }
  ABSL_RAW_LOG(FATAL, "unknown match %d", static_cast<int>(match));
  return "";
}

// Unambiguous text of a value, for what a token is bound to.
struct Describe {
  std::string operator()(std::monostate) const { return "n"; }
  std::string operator()(int64_t number) const { return absl::StrCat("i", number); }
  std::string operator()(const std::string& text) const {
    return absl::StrCat("t", text.size(), ":", text);
  }
  std::string operator()(const Blob& blob) const {
    return absl::StrCat("b", blob.bytes.size(), ":", blob.bytes);
  }
};

}  // namespace

std::string_view ParentOf(std::string_view name) {
  const size_t id = name.rfind('/');
  if (id == std::string_view::npos || id == 0) return {};
  const size_t collection = name.rfind('/', id - 1);
  return collection == std::string_view::npos ? std::string_view() : name.substr(0, collection);
}

ResourceStore::ResourceStore(std::string table, std::vector<Column> columns,
                             const std::vector<std::string>& given, const Message& prototype,
                             const environment::Clock& clock, const storage::Sealer& sealer)
    : table_(std::move(table)),
      columns_(std::move(columns)),
      prototype_(&prototype),
      name_field_(StringField(prototype, "name")),
      etag_field_(StringField(prototype, "etag")),
      clock_(&clock),
      sealer_(&sealer) {
  ABSL_RAW_CHECK(name_field_ != nullptr, "a resource has a string field `name`");
  std::string names, values, sets;
  int index = 4;
  for (const Column& column : columns_) {
    absl::StrAppend(&names, ", ", column.name);
    absl::StrAppend(&values, ", $", index);
    absl::StrAppend(&sets, ", ", column.name, " = $", index);
    ++index;
  }
  // Behind the parent.
  std::string given_names, given_values;
  for (size_t i = 0; i < given.size(); ++i) {
    absl::StrAppend(&given_names, ", ", given[i]);
    absl::StrAppend(&given_values, ", $", index + 1 + static_cast<int>(i));
  }
  get_sql_ = absl::StrCat("SELECT version, body FROM ", table_, " WHERE name = $1");
  insert_sql_ =
      absl::StrCat("INSERT INTO ", table_, " (name, version, body", names, ", parent", given_names,
                   ") VALUES ($1, $2, $3", values, ", $", index, given_values, ")");
  // The parent follows from the name: to set it again would write its index for nothing.
  update_sql_ =
      absl::StrCat("UPDATE ", table_, " SET version = $2, body = $3", sets, " WHERE name = $1");
  delete_sql_ = absl::StrCat("DELETE FROM ", table_, " WHERE name = $1");
}

absl::StatusOr<ResourceStore::Stored> ResourceStore::Load(storage::Transaction& tx,
                                                          std::string_view name,
                                                          std::string_view expected_etag) const {
  std::optional<Stored> stored;
  absl::Status status = tx.Query(get_sql_, {{std::string(name)}}, [&](const Row& row) {
    stored = Stored{row.Int(0), std::string(row.Bytes(1))};
    return absl::OkStatus();
  });
  const absl::string_view shown(name.data(), name.size());
  if (!status.ok()) return status;
  if (!stored) return errors::NotFound(shown);
  if (!expected_etag.empty() && expected_etag != EtagOf(*sealer_, name, stored->version)) {
    return errors::EtagMismatch(shown);
  }
  return *std::move(stored);
}

absl::Status ResourceStore::Get(storage::Transaction& tx, std::string_view name,
                                Message& message) const {
  const absl::StatusOr<Stored> stored = Load(tx, name, {});
  if (!stored.ok()) return stored.status();
  return Parse(name, stored->version, stored->body, message);
}

absl::Status ResourceStore::Insert(storage::Transaction& tx, Message& message,
                                   const std::vector<Value>& given) const {
  const std::string name = NameOf(message);
  if (name.size() > kMaxNameBytes || name.size() - ParentOf(name).size() > kMaxTailBytes) {
    return errors::InvalidField("name", name, "at most 512 bytes, 128 of them after its parent");
  }
  const int64_t version = NextVersion(0);
  absl::StatusOr<std::string> body = Write(tx, Change::KIND_CREATED, version, message, given);
  if (absl::IsAlreadyExists(body.status())) return errors::Exists(name);
  if (!body.ok()) return body.status();
  return Record(tx, Change::KIND_CREATED, name, version, std::nullopt, *std::move(body));
}

absl::Status ResourceStore::Update(storage::Transaction& tx, Message& message,
                                   std::string_view expected_etag) const {
  const std::string name = NameOf(message);
  absl::StatusOr<Stored> stored = Load(tx, name, expected_etag);
  if (!stored.ok()) return stored.status();
  const int64_t version = NextVersion(stored->version);
  absl::StatusOr<std::string> body = Write(tx, Change::KIND_UPDATED, version, message);
  if (!body.ok()) return body.status();
  return Record(tx, Change::KIND_UPDATED, name, version, std::move(stored->body), *std::move(body));
}

absl::Status ResourceStore::Delete(storage::Transaction& tx, std::string_view name,
                                   std::string_view expected_etag) const {
  absl::StatusOr<Stored> stored = Load(tx, name, expected_etag);
  if (!stored.ok()) return stored.status();
  absl::Status deleted = tx.Post(delete_sql_, {{std::string(name)}});
  if (!deleted.ok()) return deleted;
  return Record(tx, Change::KIND_DELETED, name, stored->version, std::move(stored->body),
                std::nullopt);
}

// Runs the insert or update of a message and sets its new etag; returns the body that was stored.
absl::StatusOr<std::string> ResourceStore::Write(storage::Transaction& tx, Change::Kind kind,
                                                 int64_t version, Message& message,
                                                 const std::vector<Value>& given) const {
  const auto* reflection = message.GetReflection();
  if (etag_field_ != nullptr) reflection->ClearField(&message, etag_field_);
  const std::string name = NameOf(message);
  std::string body = message.SerializeAsString();
  std::vector<Value> parameters;
  parameters.reserve(4 + columns_.size() + given.size());
  parameters.emplace_back(name);
  parameters.emplace_back(version);
  parameters.emplace_back(Blob{body});
  for (const Column& column : columns_) parameters.push_back(column.value(message));
  const bool is_new = kind == Change::KIND_CREATED;
  if (is_new) parameters.emplace_back(std::string(ParentOf(name)));
  parameters.insert(parameters.end(), given.begin(), given.end());
  // A name may be taken, which the caller wants to know at once.
  absl::Status status =
      is_new ? tx.Execute(insert_sql_, parameters).status() : tx.Post(update_sql_, parameters);
  if (!status.ok()) return status;
  SetEtag(name, version, message);
  return body;
}

absl::Status ResourceStore::Record(storage::Transaction& tx, Change::Kind kind,
                                   std::string_view name, int64_t version,
                                   std::optional<std::string> before,
                                   std::optional<std::string> after) const {
  return AppendChange(tx, {.kind = kind,
                           .type = prototype_->GetDescriptor()->full_name(),
                           .name = std::string(name),
                           .time = clock_->Now(),
                           .version = version,
                           .before = std::move(before),
                           .after = std::move(after)});
}

std::string ResourceStore::EtagOfUnstored(std::string_view name) const {
  return EtagOf(*sealer_, name, 0);  // versions of stored ones are above
}

absl::StatusOr<std::string> ResourceStore::List(
    storage::Transaction& tx, const ListQuery& query, absl::FunctionRef<bool(const Message&)> keep,
    absl::FunctionRef<void(const Message&)> each) const {
  const absl::StatusOr<int> page_size = PageSize(query.page_size);
  if (!page_size.ok()) return page_size.status();
  const std::string context = TokenContext(query);
  const bool by_name = query.order_by.empty();
  const std::string parent_column = query.parent_column.empty() ? "parent" : query.parent_column;
  const bool right_below = parent_column == "parent" && !query.any_depth;
  ABSL_RAW_CHECK(by_name || (HasColumn(query.order_by) && !query.any_depth),
                 "a list by a column that is not declared, or of any depth");
  ABSL_RAW_CHECK(HasColumn(parent_column) && (parent_column == "parent" || !query.any_depth),
                 "a list below a column that is not declared, or of any depth");
  // What all keys of the list begin with, and tokens leave out.
  const std::string prefix = by_name && parent_column == "parent" ? query.parent : "";
  std::string after;
  if (!query.page_token.empty()) {
    std::optional<std::string> tail = sealer_->Unseal(query.page_token, context);
    if (!tail) {
      return errors::Make(errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                          "page_token is not one of this list: start from the first page");
    }
    after = prefix + *tail;
  }

  const int64_t limit = std::clamp<int64_t>(*page_size + 1, kFewestRows, kMostRows);
  // What lies anywhere below "a" has a name between "a/" and "a0": '0' follows '/'.
  std::vector<Value> parameters = {query.any_depth ? query.parent + "0" : query.parent, after,
                                   limit};
  if (query.any_depth) after = std::max(after, query.parent + "/");
  const std::string key = by_name ? "name" : query.order_by;
  const std::string sql =
      absl::StrCat("SELECT name, version, body, ", key, " FROM ", table_,
                   query.any_depth ? " WHERE name < $1 AND "
                                   : absl::StrCat(" WHERE ", parent_column, " = $1 AND "),
                   key, " > $2", Where(query.filters, parameters), " ORDER BY ", key, " LIMIT $3");
  std::string last_kept;
  int kept = 0;
  bool more = true;
  const std::unique_ptr<Message> message(prototype_->New());
  while (more && kept <= *page_size) {
    parameters[1] = after;
    int64_t rows = 0;
    absl::Status status = tx.Query(sql, parameters, [&](const Row& row) -> absl::Status {
      ++rows;
      if (kept > *page_size) return absl::OkStatus();
      after = row.Text(3);
      if (absl::Status parsed = Parse(row, *message); !parsed.ok()) return parsed;
      if (!keep(*message) || ++kept > *page_size) return absl::OkStatus();
      last_kept = after;
      each(*message);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    more = rows == limit;
  }
  if (kept <= *page_size) return std::string();
  const size_t longest = !by_name ? kMaxOrderBytes : right_below ? kMaxTailBytes : kMaxNameBytes;
  return sealer_->Seal(last_kept.substr(prefix.size()), longest, context);
}

absl::Status ResourceStore::Scan(storage::Transaction& tx, const std::vector<Filter>& filters,
                                 absl::FunctionRef<absl::Status(const Message&)> each) const {
  std::vector<Value> parameters;
  const std::string sql = absl::StrCat("SELECT name, version, body FROM ", table_, " WHERE true",
                                       Where(filters, parameters), " ORDER BY name");
  const std::unique_ptr<Message> message(prototype_->New());
  return tx.Query(sql, parameters, [&](const Row& row) {
    absl::Status parsed = Parse(row, *message);
    return parsed.ok() ? each(*message) : parsed;
  });
}

absl::Status ResourceStore::Parse(const Row& row, Message& message) const {
  return Parse(row.Text(0), row.Int(1), row.Bytes(2), message);
}

absl::Status ResourceStore::Parse(std::string_view name, int64_t version, std::string_view body,
                                  Message& message) const {
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        absl::StrCat("'", std::string(name), "' cannot be read"));
  }
  SetEtag(name, version, message);
  return absl::OkStatus();
}

std::string ResourceStore::NameOf(const Message& message) const {
  return message.GetReflection()->GetString(message, name_field_);
}

void ResourceStore::SetEtag(std::string_view name, int64_t version, Message& message) const {
  if (etag_field_ == nullptr) return;
  message.GetReflection()->SetString(&message, etag_field_, EtagOf(*sealer_, name, version));
}

// Grows with each change, and is another one when a name is used again after a deletion.
int64_t ResourceStore::NextVersion(int64_t previous) const {
  return std::max(previous + 1, absl::ToUnixMicros(clock_->Now()));
}

bool ResourceStore::HasColumn(const std::string& column) const {
  return column == "name" || column == "parent" ||
         std::any_of(columns_.begin(), columns_.end(),
                     [&](const Column& declared) { return declared.name == column; });
}

// " AND host = $4 …"; appends the values to `parameters`.
std::string ResourceStore::Where(const std::vector<Filter>& filters,
                                 std::vector<Value>& parameters) const {
  std::string where;
  for (const Filter& filter : filters) {
    ABSL_RAW_CHECK(HasColumn(filter.column), "a filter on a column that is not declared");
    parameters.push_back(filter.value);
    absl::StrAppend(&where, " AND ", filter.column, std::string(Operator(filter.match)),
                    parameters.size());
  }
  return where;
}

std::string ResourceStore::TokenContext(const ListQuery& query) const {
  std::string context = absl::StrCat(query.any_depth ? "deep page " : "page ", table_);
  const Describe describe;
  for (const std::string* part :
       {&query.parent, &query.parent_column, &query.caller, &query.bound_to, &query.order_by}) {
    absl::StrAppend(&context, describe(*part));
  }
  for (const Filter& filter : query.filters) {
    absl::StrAppend(&context, filter.column, std::string(Operator(filter.match)),
                    std::visit(describe, filter.value));
  }
  return context;
}

}  // namespace peerchallenge::resources
