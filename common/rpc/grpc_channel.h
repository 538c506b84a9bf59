#pragma once

#include <memory>
#include <string>

#include "common/rpc/client.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace peerchallenge::rpc {

// A Channel over one of gRPC; `target` is for messages.
std::shared_ptr<Channel> WrapChannel(std::shared_ptr<grpc::Channel> channel, std::string target);

// The settings of every channel: as large headers and messages as the server takes, keepalive.
grpc::ChannelArguments ChannelSettings();

}  // namespace peerchallenge::rpc
