// The methods of LedgerService on devices.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger_service.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using validation::FieldChecks;

constexpr size_t kLongestDisplayName = 100;
constexpr size_t kMostDevices = 20;

std::string Challenge(const std::string& device) {
  return absl::StrCat("peerchallenge-device-v1\n", device, "\n");
}

absl::Status Enter(Transaction& tx, const Context& context, v1::LedgerEntry::Action action,
                   const v1::Device& device, std::string bytes) {
  return context.ledger
      .Append(tx, ReviewOf(device.name()),
              {.action = action,
               .subject = device.name(),
               .time = context.clock.Now(),
               .bytes = std::move(bytes)})
      .status();
}

absl::Status CheckQuota(Transaction& tx, const Context& context, const std::string& review,
                        const std::string& owner) {
  auto owned = context.store.devices.All(tx, {{"parent", review}, {"owner", owner}});
  if (!owned.ok()) return owned.status();
  if (owned->size() < kMostDevices) return absl::OkStatus();
  return errors::QuotaExceeded("devices", absl::StrCat("'", owner, "' has ", owned->size(),
                                                       " devices in this review already"));
}

}  // namespace

absl::StatusOr<v1::Device> LedgerService::RegisterDevice(const rpc::Call& call,
                                                         const v1::RegisterDeviceRequest& request) {
  const v1::Device& wanted = request.device();
  const std::string name = request.parent() + "/devices/" + request.device_id();
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(environment::IsUuid(request.device_id()), "device_id", request.device_id(),
              "a UUID in lower case");
  checks.Text("device.display_name", wanted.display_name(), 0, kLongestDisplayName);
  checks.That(wanted.public_key().size() == kPublicKeyBytes, "device.public_key",
              absl::StrCat(wanted.public_key().size(), " bytes"), "32 bytes");
  checks.That(HasSigned(wanted.public_key(), Challenge(name), request.signature()), "signature",
              absl::StrCat(request.signature().size(), " bytes"),
              "the signature of the device's key over \"peerchallenge-device-v1\", its name, each "
              "with a line break");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Write<v1::Device>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Device> {
        auto stored = context_.store.devices.Get(tx, name);
        if (stored.ok()) {
          if (standing.IsAuthor(stored->owner()) && stored->public_key() == wanted.public_key()) {
            return stored;
          }
          return errors::Make(errors::v1::ERROR_REASON_CONTENT_DIFFERS,
                              absl::StrCat("'", name, "' is taken by another device"),
                              {{"name", name}});
        }
        if (!absl::IsNotFound(stored.status())) return stored.status();
        absl::Status room = CheckQuota(tx, context_, request.parent(), standing.person());
        if (!room.ok()) return room;
        v1::Device device;
        device.set_name(name);
        device.set_display_name(wanted.display_name());
        device.set_public_key(wanted.public_key());
        device.set_owner(standing.person());
        absl::Status entered = Enter(tx, context_, v1::LedgerEntry::ACTION_DEVICE_REGISTERED,
                                     device, device.public_key());
        if (!entered.ok()) return entered;
        return InsertStamped(tx, context_, context_.store.devices, std::move(device));
      });
}

absl::StatusOr<v1::ListDevicesResponse> LedgerService::ListDevices(
    const rpc::Call& call, const v1::ListDevicesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListDevicesResponse;
  return Read<Response>(
      context_, call, request.parent(), [&](Transaction& tx, const Standing& standing) {
        return ToResponse(context_.store.devices.List(tx, resources::QueryFor(call, request),
                                                      [&](const v1::Device& device) {
                                                        return standing.MayChange(device.owner());
                                                      }),
                          &Response::mutable_devices);
      });
}

absl::StatusOr<v1::Device> LedgerService::RevokeDevice(const rpc::Call& call,
                                                       const v1::RevokeDeviceRequest& request) {
  return Mutate<v1::Device>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Device> {
        auto device = context_.store.devices.Get(tx, request.name());
        if (!device.ok()) return device;
        if (!standing.MayChange(device->owner())) return errors::NotFound(request.name());
        if (device->revoked()) {
          return errors::WrongState(device->name(), "revoked", "one that is in use");
        }
        device->set_revoked(true);
        absl::Status entered =
            Enter(tx, context_, v1::LedgerEntry::ACTION_DEVICE_REVOKED, *device, "");
        if (!entered.ok()) return entered;
        return UpdateStamped(tx, context_, context_.store.devices, *std::move(device), "");
      });
}

}  // namespace peerchallenge::evidence
