#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/system/cli_process.h"
#include "tests/system/cli_server.h"

namespace peerchallenge::cli {

inline constexpr char kVisit[] = "east-midlands/lincolnshire-2012";
inline constexpr char kLead[] = "em-073";
inline constexpr char kManager[] = "em-082";
inline constexpr char kDirector[] = "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019";

// The sample's visit on its way from evidence to an issued letter, by the command line against a
// real server that hosts the whole suite: every service learns from the others by their APIs only.
class LetterStory : public testing::Test {
 protected:
  LetterStory();

  // The command line with the flags that lead to the server.
  std::vector<std::string> WithServer(std::vector<std::string> arguments) const;
  ProcessResult Run(std::vector<std::string> arguments) const;
  ProcessResult As(const std::string& person, std::vector<std::string> arguments) const;
  ProcessResult AsHost(std::vector<std::string> arguments) const;
  // Until it succeeds: what another service was told a moment ago is still on its way.
  void Expect(const std::string& person, const std::vector<std::string>& arguments) const;

  // Two items of different classes on the limb, by different reviewers.
  void AddEvidence() const;
  void GiveFeedback() const;
  // A finding and a recommendation that follows from it.
  void AddConclusions() const;
  // Fixes the letter, which the host has checked, and signs it twice.
  void Sign() const;
  // All of it, up to the drafted letter; to the one that is checked by the host and signed; to the
  // issued one.
  void DraftLetter() const;
  void SignLetter() const;
  void IssueLetter() const;

  const std::string& folder() const { return folder_.path(); }

 private:
  const TempFolder folder_;
  CliServer server_{folder_.path()};
};

}  // namespace peerchallenge::cli
