// SPDX-License-Identifier: MIT
#include <ucs/json.h>
#include <ucs/testing/contents.h>

#include <utility>

#include "lib/testing/contents_builder.h"
#include "lib/testing/document_source.h"

namespace ucs {
inline namespace v0 {
namespace testing {

Result<Contents> read_contents(std::string_view document, const ContentsOptions& options) {
  const auto source = read_source(document);
  if (!source) return source.error();
  Findings findings(source->json.view());
  auto contents = ContentsBuilder(options, findings).build(Node{source->json.view()});
  if (contents) return *std::move(contents);
  auto [error, offset] = *std::move(findings.first());
  error.message += " (" + source->place(offset) + ")";
  return std::move(error);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
