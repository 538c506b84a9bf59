#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/evidence/ledger/bundle.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/verify_text.h"

namespace peerchallenge::cli {
namespace {

struct VerifyArguments {
  std::string bundle;
  std::vector<std::string> keys;
  bool json = false;
};

constexpr char kFooter[] =
    "Finds every change of a bundle, everything that was left out of it and every other order. "
    "Needs no server and no network. Take the keys from the suite itself (LedgerService/"
    "GetVerifierKeys), not from whoever gave you the bundle.\n\n"
    "Examples:\n"
    "  peerchallenge verify lincolnshire-2012.tar --key 'suite.example/ledger+1a2b3c4d+AV...'\n\n";

absl::StatusOr<std::vector<evidence::VerifierKey>> Keys(const std::vector<std::string>& texts) {
  std::vector<evidence::VerifierKey> keys;
  for (const std::string& text : texts) {
    auto key = evidence::VerifierKey::Parse(text, "--key");
    if (!key.ok()) return key.status();
    keys.push_back(*std::move(key));
  }
  return keys;
}

ExitCode Verify(const VerifyArguments& arguments, Console& console) {
  const auto keys = Keys(arguments.keys);
  if (!keys.ok()) return ReportBadInput(keys.status(), arguments.json, console);
  std::ifstream file(arguments.bundle, std::ios::binary);
  if (!file) {
    return ReportBadInput(
        errors::InvalidField("BUNDLE", arguments.bundle, "a file that can be read"), arguments.json,
        console);
  }
  const evidence::BundleReport report = evidence::VerifyBundle(file, *keys);
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
  AddJsonFlag(*verify, arguments->json);
  verify->callback([arguments, &console] { console.exit_code = Verify(*arguments, console); });
}

}  // namespace peerchallenge::cli
