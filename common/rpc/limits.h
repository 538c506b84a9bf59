#pragma once

#include <cstddef>

// Settings of the transport that clients and servers must agree on.
namespace peerchallenge::rpc {

// Headers and trailers of a call. gRPC's own limit of 8 KiB fails every call of the connection when
// one is larger.
inline constexpr int kMaxMetadataBytes = 64 << 10;
// The largest message that a client takes or sends; the default of
// ServerOptions::max_transport_bytes.
inline constexpr size_t kMaxTransportBytes = 16 << 20;
// A client asks a silent connection for a sign of life so often; a server that is asked more often
// than it allows cuts the connection.
inline constexpr int kKeepaliveMs = 60'000;
inline constexpr int kKeepaliveTimeoutMs = 20'000;
inline constexpr int kShortestPingIntervalMs = 30'000;

}  // namespace peerchallenge::rpc
