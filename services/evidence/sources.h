#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"

namespace peerchallenge::evidence {

// Which items are independent of each other (triangulation.proto, Support). Occasions that are the
// same source along chains, with their documents and items, are one origin. An item that is derived
// from others says what these say, and nothing of its own; so it is independent neither of them nor
// of anything of their origins. What else comes from its origin has been coloured by them, as a
// document is by the interviews that it quotes. But what is quoted together stays independent.
class Sources {
 public:
  // `items` may refer to others that are not among them: the ties that lead through these hold all
  // the same.
  Sources(const std::vector<v1::Item>& items, const std::vector<v1::Occasion>& occasions);

  // The number of an item's voice, from 0: items of one voice are of one source. The item, by name,
  // is one of those given.
  int VoiceOf(const std::string& item) const { return voices_of_.at(item); }
  // The items given whose words an item says: at the end of what it is derived from, or itself.
  std::vector<std::string> OriginalsOf(const std::string& item) const;
  bool AreIndependent(int voice, int other) const;
  // How many of the voices are independent of each other; never more than there are.
  int CountIndependent(const std::set<int>& voices) const;

 private:
  // Numbers of origins.
  struct Voice {
    std::set<int> own;    // of the item
    std::set<int> said;   // whose words it says
    std::set<int> heard;  // on which it rests, those on the way there among them
    auto operator<=>(const Voice&) const = default;  // NOLINT(modernize-use-nullptr)
  };
  // What an item is derived from.
  struct Descent {
    std::set<std::string> names;  // all that is on the way, the item among it
    std::set<std::string> ends;   // those that are derived from nothing of another origin
  };

  static bool AreIndependent(const Voice& a, const Voice& b);
  int NodeOf(const std::string& name);
  int OriginOf(const std::string& name) const;
  void Tie(const std::string& a, const std::string& b);
  bool IsDerived(const std::string& name) const;
  Descent DescentOf(const std::string& item) const;
  std::set<int> OriginsOf(const std::set<std::string>& names) const;

  std::map<std::string, int> nodes_;              // items, occasions and attachments by name
  std::vector<int> parents_;                      // of a union-find forest
  std::map<std::string, const v1::Item*> items_;  // while it is made
  std::map<std::string, int> voices_of_;
  std::map<std::string, std::vector<std::string>> originals_of_;  // of derived items
  std::vector<Voice> voices_;
};

}  // namespace peerchallenge::evidence
