#include "services/recommendations/documents/pdf/pdf.h"

#include <exception>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/recommendations/documents/pdf/body.h"
#include "services/recommendations/documents/pdf/metadata.h"
#include "services/recommendations/documents/pdf/qpdf.h"

namespace peerchallenge::documents {
namespace {

std::string Written(QPDF& file) {
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setDeterministicID(true);
  writer.setNewlineBeforeEndstream(true);  // ISO 19005-2, 6.1.7.1
  writer.write();
  const std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
  return std::string(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize());
}

std::string Make(const Flow& flow, const Fonts& fonts, environment::Budget budget) {
  QPDF file;
  file.emptyPDF();
  Structure structure(file);
  TextSetter setter(fonts, std::move(budget));
  Typesetter pages(file, structure, setter);
  PdfBody body(structure, setter, pages);
  body.AddHead(flow);
  for (const Element& element : flow.elements) std::visit(body, element);
  pages.Finish(flow.notice);
  AddBookmarks(body.bookmarks(), file);
  AddMetadata(flow.title, file);
  return Written(file);
}

}  // namespace

absl::StatusOr<std::string> PdfOf(const Flow& flow, const Fonts& fonts,
                                  environment::Budget budget) {
  try {
    return Make(flow, fonts, std::move(budget));
  } catch (const OutOfTime&) {
    return errors::Make(errors::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                        "the time was over before the PDF was written");
  } catch (const std::exception& failure) {
    return errors::Make(errors::v1::ERROR_REASON_INTERNAL,
                        absl::StrCat("a PDF could not be written: ", failure.what()));
  }
}

}  // namespace peerchallenge::documents
