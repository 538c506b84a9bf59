#pragma once

#include <map>
#include <string>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"

namespace peerchallenge::evidence {

// Which items come from one source (triangulation.proto, Support): items of one occasion, of
// occasions that are the same source along chains, and what is derived from one another, from a
// document or from anything of the same occasion as that.
class Sources {
 public:
  // `items` may refer to others that are not among them: the ties that lead through these hold all
  // the same.
  Sources(const std::vector<v1::Item>& items, const std::vector<v1::Occasion>& occasions);

  // The number of an item's source, from 0. The item, by name, is one of those given.
  int Of(const std::string& item) const;

 private:
  int NodeOf(const std::string& name);
  int RootOf(int node) const;
  void Tie(const std::string& a, const std::string& b);

  std::map<std::string, int> nodes_;  // items, occasions and attachments by name
  std::vector<int> parents_;          // of a union-find forest
};

}  // namespace peerchallenge::evidence
