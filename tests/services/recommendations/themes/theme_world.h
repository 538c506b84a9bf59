#pragma once

#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "peerchallenge/recommendations/v1/theme.pb.h"
#include "tests/services/recommendations/served_world.h"

namespace peerchallenge::recommendations {

inline const std::string kRegion = "regions/em";

// Authorities are called by a letter: 'a' is "regions/em/authorities/E06000001".
std::string AuthorityOf(char letter);

inline const Who kOffice = {"office", {"PROGRAMME_OFFICE@regions/em"}};
inline const Who kBoard = {"board", {"REGIONAL_BOARD@regions/em"}};
inline const Who kScrutiny = {"scrutiny", {"SCRUTINY_OFFICER@regions/em/authorities/E06000001"}};
inline const Who kOtherRegionsOffice = {"wm-office", {"PROGRAMME_OFFICE@regions/wm"}};
// The director of an authority.
Who Director(char authority);

// What a letter says. Names of themes are ids.
struct Said {
  std::string text;
  std::vector<std::string> themes;
};
struct LetterSaid {
  std::vector<Said> strengths = {};
  std::vector<Said> areas = {};
  std::vector<Said> recommendations = {};  // "r1", "r2", …
};

// A served world of a region whose authorities a to l, of which 'z' took the place of 'y', get
// letters. At first it is 1 October 2012, noon.
class ThemeWorld : public ServedWorld {
 public:
  explicit ThemeWorld(storage::Backend backend = storage::Backend::kSqlite);

  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Call(const Who& who, const std::string& method, const Request& request) {
    return ServedWorld::Call<Reply>(who, "ThemeService/" + method, request);
  }

  // Gives an authority a review with an issued letter of today; the review's name. Its id is made
  // of authority and `suffix`.
  std::string Issue(char authority, const LetterSaid& said, const std::string& suffix = "");
  // The same with a letter that is still at its signatures.
  std::string Sign(char authority, const LetterSaid& said, const std::string& suffix = "");
  // Makes a review an unannounced visit that is not released, or is.
  void Hide(const std::string& review);
  void Release(const std::string& review);
  // Makes the host's plan public, with an action that is delivered and has this effect, for its
  // recommendations; `id` is that of the action.
  void Deliver(const std::string& review, const std::string& text, v1::Action::Effect effect);

  // Goes on to noon of a day, YYYY-MM-DD.
  void GoTo(const std::string& date);

 protected:
  // What is known. After a change of it, KnowAll().
  relations::ListedRelations& known() { return known_; }
  scheduling::v1::Review& ReviewNamed(const std::string& name);
  void KnowAll() { Know(known_); }

 private:
  std::string AddLetter(char authority, const LetterSaid& said, const std::string& suffix,
                        v1::Letter::State state);

  relations::ListedRelations known_;
};

// What tests of ThemeService ask.
class ThemeTest : public testing::Test {
 protected:
  explicit ThemeTest(storage::Backend backend = storage::Backend::kSqlite) : world_(backend) {}

  absl::StatusOr<v1::Theme> Create(const std::string& id, const std::string& wider = "",
                                   const Who& who = kOffice);
  absl::StatusOr<v1::Theme> Update(const v1::Theme& theme,
                                   const std::vector<std::string>& paths = {});
  absl::StatusOr<v1::ThemeRelease> Publish(const std::string& end_date, const std::string& id = "",
                                           const Who& who = kOffice);
  absl::StatusOr<v1::ThemeRelease> Get(const std::string& id, const Who& who = kBoard);
  // Letters of these authorities, each of which says the theme as an area.
  void IssueAreas(const std::string& authorities, const std::string& theme,
                  const std::string& suffix = "");
  absl::StatusOr<v1::NamingConsent> Consent(char authority, bool consented = true,
                                            const std::string& etag = "");

  ThemeWorld world_;
};

std::string ThemeName(const std::string& id);

}  // namespace peerchallenge::recommendations
