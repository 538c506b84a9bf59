// A file that is said to be a bundle: any bytes ("f" before them), or an archive that is signed and
// whose parts the input makes ("p" before them), so that the parts behind the signature are read.

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "services/evidence/ledger/bundle.h"
#include "services/evidence/ledger/merkle.h"
#include "tests/fuzz/bytes.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kOrigin[] = "suite.example/regions/em/reviews/lin";

// Signed over the leaves that the input's lines make: "action,subject,version,content" each, with
// "-" behind the action for a content that is left out. What is behind an empty line is
// items.jsonl.
std::string Signed(std::string_view rest) {
  const NoteSigner signer("suite.example/ledger",
                          *SigningKey::FromSeed(std::string(kSeedBytes, 'k')));
  const std::string salt(kSaltBytes, 's');
  RootStream root;
  std::string ledger;
  std::vector<std::string> names, records;
  while (!rest.empty() && root.size() < 100) {
    std::string_view line = fuzz::TakeUntil(rest, '\n');
    if (line.empty()) break;
    const std::string action(fuzz::TakeUntil(line, ','));
    const std::string subject(fuzz::TakeUntil(line, ','));
    const std::string version(fuzz::TakeUntil(line, ','));
    const std::string leaf = "peerchallenge-ledger-v1\n" + action.substr(0, action.find('-')) +
                             "\n" + subject + "\n" + version + "\n2012-07-10T10:00:00.000000Z\n" +
                             HexOf(Commitment(salt, line)) + "\n";
    ledger += {'\0', '\0', static_cast<char>(leaf.size() >> 8), static_cast<char>(leaf.size())};
    ledger += leaf;
    if (action.find('-') == std::string::npos) {
      names.push_back("records/" + std::to_string(root.size()));
      records.push_back(salt + std::string(line));
    }
    root.Add(LeafHash(leaf));
  }
  std::string bytes;
  ArchiveWriter archive([&bytes](std::string_view piece) {
    bytes += piece;
    return absl::OkStatus();
  });
  bool written =
      archive.Add("checkpoint", signer.Sign(TextOf({kOrigin, root.size(), root.Root()}))).ok() &&
      archive.Add("keys", signer.verifier().ToString() + "\n").ok() &&
      archive.Add("ledger", ledger).ok();
  for (size_t i = 0; i < names.size(); ++i)
    written = written && archive.Add(names[i], records[i]).ok();
  written = written && archive.Add("items.jsonl", rest).ok() && archive.Finish().ok();
  if (!written) abort();
  return bytes;
}

}  // namespace
}  // namespace peerchallenge::evidence

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace evidence = peerchallenge::evidence;
  if (size == 0) return 0;
  const std::string_view input = peerchallenge::fuzz::Text(data + 1, size - 1);
  const std::string bytes = data[0] == 'p' ? evidence::Signed(input) : std::string(input);
  std::istringstream in(bytes);
  const evidence::BundleReport report = evidence::VerifyBundle(in, {});
  if (report.problems.size() > 100 || report.records > report.entries) abort();
  // What is whole has a note, and goes on from itself.
  std::istringstream again(bytes), once_more(bytes);
  const auto note = evidence::NoteIn(again);
  if (!report.problems.empty()) return 0;
  if (!note.ok() || !evidence::VerifyBundle(once_more, report.signers, {*note}).problems.empty()) {
    abort();
  }
  return 0;
}
