#include <memory>

#include "absl/strings/str_cat.h"
#include "common/access/embedded_issuer.h"
#include "common/access/grant_text.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

struct TokenArguments {
  std::string subject;
  std::vector<std::string> roles;
  absl::Duration lifetime = absl::Hours(8);
  std::string data_dir = ClientOptions().data_dir;
  bool json = false;
};

constexpr char kFooter[] =
    "Whoever can read the key in the data directory can be anyone: keep it to the server's "
    "account.\n\n"
    "Examples:\n"
    "  peerchallenge token --subject office --role PROGRAMME_OFFICE@regions/east-midlands\n"
    "  peerchallenge token --subject regions/east-midlands/people/em-014 --role "
    "REVIEWER@regions/east-midlands\n"
    "  peerchallenge token --subject lincs --role "
    "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019\n"
    "  peerchallenge token --subject case-system --lifetime 720h \\\n"
    "      --role "
    "'COUNCIL_SYSTEM@regions/east-midlands/authorities/E10000019;as=HOST_COORDINATOR;write'\n\n";

absl::StatusOr<std::string> SignToken(const TokenArguments& arguments,
                                      const environment::Clock& clock) {
  std::vector<access::Grant> grants;
  for (const std::string& role : arguments.roles) {
    auto grant = access::ParseGrant(role, "--role");
    if (!grant.ok()) return grant.status();
    grants.push_back(*std::move(grant));
  }
  const auto issuer = access::EmbeddedIssuer::Open(arguments.data_dir, clock);
  if (!issuer.ok()) return issuer.status();
  return (*issuer)->IssueToken(arguments.subject, grants, arguments.lifetime);
}

ExitCode PrintToken(const TokenArguments& arguments, Console& console) {
  const environment::SystemClock clock;
  const absl::Time expiry = clock.Now() + arguments.lifetime;
  const auto token = SignToken(arguments, clock);
  if (absl::IsInvalidArgument(token.status()))
    return ReportBadInput(token.status(), arguments.json, console);
  if (!token.ok()) {  // of a file, not of a server
    return ReportLocalError(token.status(), ExitCode::kFailed, arguments.json, console);
  }
  if (arguments.json) {
    const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", expiry, absl::UTCTimeZone());
    console.out << JsonObject({{"token", JsonString(*token)}, {"expireTime", JsonString(time)}})
                << "\n";
  } else {
    console.out << *token << "\n";
  }
  return ExitCode::kOk;
}

}  // namespace

void AddTokenCommand(CLI::App& app, Console& console) {
  CLI::App* token = app.add_subcommand("token", "Sign a token with the key in the data directory");
  token->footer(kFooter + ExitCodeHelp());
  auto arguments = std::make_shared<TokenArguments>();
  AddOption(*token, "--subject", arguments->subject,
            "Who the caller is: a person's name or an account")
      ->required();
  AddRepeated(*token, "--role", arguments->roles, "Role and where it holds; may be repeated")
      ->required()
      ->type_name("GRANT");
  AddDuration(*token, "--lifetime", arguments->lifetime, "How long the token is good",
              absl::Seconds(1));
  AddOption(*token, "--data-dir", arguments->data_dir,
            "The server's data directory, where the key is");
  AddJsonFlag(*token, arguments->json);
  token->callback([arguments, &console] { console.exit_code = PrintToken(*arguments, console); });
}

}  // namespace peerchallenge::cli
