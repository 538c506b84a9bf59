#pragma once

#include <unistd.h>

#include <utility>

namespace peerchallenge::files {

// An open file, which is closed when the object goes. A negative number: none is open.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (ok()) ::close(number_);
  }

  bool ok() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_;
};

}  // namespace peerchallenge::files
