// The method of LetterService that renders a letter.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/document_rendering.h"
#include "services/recommendations/letters/letter_document.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/letters/letter_sight.h"
#include "services/recommendations/names.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Letter;
using v1::LetterVersion;

// A letter as the caller may see it, or as it was in a version, and where it is from.
struct Readable {
  Letter letter;
  std::string host;
};

// The letter with the text of a version; an earlier one than the issued one is a draft.
Letter AsOf(const LetterVersion& version, Letter letter) {
  if (version.name() != letter.latest_version() && letter.state() == Letter::STATE_ISSUED) {
    letter.set_state(version.occasion() == LetterVersion::OCCASION_SHARED ? Letter::STATE_WITH_HOST
                                                                          : Letter::STATE_SIGNING);
  }
  letter.set_title(version.title());
  letter.set_addressee(version.addressee());
  *letter.mutable_sections() = version.sections();
  letter.set_content_sha256(version.content_sha256());
  return letter;
}

absl::StatusOr<Letter> Seen(Transaction& tx, const Context& context, const Standing& standing,
                            const std::string& name) {
  const bool is_version = validation::MatchName(name, kLetterVersionName).has_value();
  auto letter =
      context.store.letters.letters.Get(tx, is_version ? validation::ParentOf(name) : name);
  if (absl::IsNotFound(letter.status())) return errors::NotFound(name);
  if (!letter.ok()) return letter;
  const auto text = is_version ? LetterText::kWithout : LetterText::kWith;
  auto view = ViewOf(tx, context.store, standing, *letter, text);
  if (!view.ok()) return view.status();
  if (!*view) return errors::NotFound(name);
  if (!is_version) return **std::move(view);
  const auto version = context.store.letters.Version(tx, name);
  if (!version.ok()) return version.status();
  if (!Sees(standing, *letter, *version)) return errors::NotFound(name);
  return AsOf(*version, **std::move(view));
}

absl::StatusOr<std::string> HostName(Transaction& tx, const Context& context,
                                     const std::string& host) {
  const auto authority = context.relations.Authority(tx, host);
  if (absl::IsNotFound(authority.status())) return validation::IdOf(host);
  if (!authority.ok()) return authority.status();
  return authority->display_name();
}

std::string FileName(const Readable& readable) {
  const Letter& letter = readable.letter;
  const std::string day = letter.issue_date().empty() ? "draft" : letter.issue_date();
  return absl::StrCat(FileNamePart(readable.host), "-letter-", day);
}

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> LetterService::RenderLetter(
    const rpc::Call& call, const v1::RenderLetterRequest& request) {
  const auto format = FormatOf(request.format());
  if (!format.ok()) return format.status();
  const auto readable =
      Read<Readable>(context_, call, request.name(),
                     [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Readable> {
                       auto letter = Seen(tx, context_, standing, request.name());
                       if (!letter.ok()) return letter.status();
                       auto host = HostName(tx, context_, standing.review.host());
                       if (!host.ok()) return host.status();
                       return Readable{*std::move(letter), *std::move(host)};
                     });
  if (!readable.ok()) return readable.status();
  return context_.rendering.Render(call, DocumentOf(readable->letter), *format,
                                   FileName(*readable));
}

}  // namespace peerchallenge::recommendations
