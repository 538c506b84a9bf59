#include <fstream>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/evidence/ledger/bundle.h"
#include "services/peerchallenge/byte_progress.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/verify_text.h"
#include "services/recommendations/letters/letter_text.h"

namespace peerchallenge::cli {
namespace {

struct VerifyArguments {
  std::string bundle;
  std::vector<std::string> keys;
  std::vector<std::string> since;
  std::string letter;
  bool json = false;
};

constexpr char kFooter[] =
    "Finds every change of a bundle, everything that was left out of it and every other order. "
    "Needs no server and no network. Take the keys from the suite itself (LedgerService/"
    "GetVerifierKeys), not from whoever gave you the bundle. Who runs the suite could write a "
    "whole log anew: keep a bundle or a checkpoint (LedgerService/GetCheckpoint) elsewhere, and "
    "have later ones checked against it.\n\n"
    "Examples:\n"
    "  peerchallenge verify lincolnshire-2012.tar --key 'suite.example/ledger+1a2b3c4d+AV...'\n"
    "  peerchallenge verify now.tar --since kept.tar\n"
    "  peerchallenge letter show east-midlands/lincolnshire-2012 --json > letter.json\n"
    "  peerchallenge verify now.tar --letter letter.json\n\n";

absl::StatusOr<std::vector<evidence::VerifierKey>> Keys(const std::vector<std::string>& texts) {
  std::vector<evidence::VerifierKey> keys;
  for (const std::string& text : texts) {
    auto key = evidence::VerifierKey::Parse(text, "--key");
    if (!key.ok()) return key.status();
    keys.push_back(*std::move(key));
  }
  return keys;
}

absl::StatusOr<std::vector<std::string>> Notes(const std::vector<std::string>& names) {
  std::vector<std::string> notes;
  for (const std::string& name : names) {
    std::ifstream file(name, std::ios::binary);
    auto note = evidence::NoteIn(file);
    if (!note.ok() || note->empty()) {
      return errors::InvalidField("--since", name, "a bundle or the note of a checkpoint");
    }
    notes.push_back(*std::move(note));
  }
  return notes;
}

// The letter of a file, as `letter show --json` writes it; none without the flag.
absl::StatusOr<std::optional<recommendations::v1::Letter>> LetterOf(
    const VerifyArguments& arguments, Console& console) {
  if (arguments.letter.empty()) return std::nullopt;
  const auto text = ReadInput(arguments.letter, console.in);
  if (!text.ok()) return text.status();
  recommendations::v1::Letter letter;
  if (absl::Status read = ParseJson(*text, arguments.letter, letter); !read.ok()) return read;
  return letter;
}

// Adds to what is wrong with a bundle that it does not tell of this letter, or of another text.
void CompareLetter(const recommendations::v1::Letter& letter, evidence::BundleReport& report) {
  const std::string sha256 = recommendations::ContentSha256(letter.name(), letter.title(),
                                                            letter.addressee(), letter.sections());
  const auto entered = report.documents.find(letter.name());
  if (entered == report.documents.end()) {
    report.problems.push_back(absl::StrCat("the letter '", letter.name(), "' was never entered"));
  } else if (evidence::BytesOf(entered->second) != sha256) {
    report.problems.push_back(absl::StrCat("the letter '", letter.name(),
                                           "' is another than the one that was entered, whose text "
                                           "has the SHA-256 ",
                                           evidence::HexOf(entered->second)));
  }
}

ExitCode Verify(const VerifyArguments& arguments, Console& console) {
  const auto keys = Keys(arguments.keys);
  if (!keys.ok()) return ReportBadInput(keys.status(), arguments.json, console);
  const auto earlier = Notes(arguments.since);
  if (!earlier.ok()) return ReportBadInput(earlier.status(), arguments.json, console);
  std::ifstream file(arguments.bundle, std::ios::binary);
  if (!file) {
    return ReportBadInput(
        errors::InvalidField("BUNDLE", arguments.bundle, "a file that can be read"), arguments.json,
        console);
  }
  const auto letter = LetterOf(arguments, console);
  if (!letter.ok()) return ReportBadInput(letter.status(), arguments.json, console);
  ByteProgress progress(console, "checked",
                        arguments.json ? ByteProgress::Mode::kQuiet : ByteProgress::Mode::kShow);
  evidence::BundleReport report =
      evidence::VerifyBundle(file, *keys, *earlier, [&](int64_t bytes) { progress.Add(bytes); });
  progress.Done();
  if (letter->has_value()) CompareLetter(**letter, report);
  console.out << (arguments.json ? VerifyJson(report) : VerifyText(report));
  return report.problems.empty() ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

void AddVerifyCommand(CLI::App& app, Console& console) {
  CLI::App* verify =
      app.add_subcommand("verify", "Check an exported bundle of evidence, without a server");
  verify->footer(kFooter + ExitCodeHelp());
  auto arguments = std::make_shared<VerifyArguments>();
  verify->add_option("BUNDLE", arguments->bundle, "The file")->required();
  AddRepeated(*verify, "--key", arguments->keys,
              "A key that must have signed it; may be repeated, then one of them");
  AddRepeated(
      *verify, "--since", arguments->since,
      "An earlier bundle or checkpoint of the review, from which this one has to go on; may "
      "be repeated");
  AddOption(
      *verify, "--letter", arguments->letter,
      "The review's letter as JSON (letter show --json), whose text has to be the one that was "
      "entered when it was issued; '-' = standard input");
  AddJsonFlag(*verify, arguments->json);
  verify->callback([arguments, &console] { console.exit_code = Verify(*arguments, console); });
}

}  // namespace peerchallenge::cli
