// SPDX-License-Identifier: Apache-2.0
//
// Runs lexer, token checks, parser and tree builder, in that order; the first error ends it.

#include "qml/Syntax/Parser.h"

#include "AstBuilder.h"
#include "SyntaxErrors.h"
#include "TokenChecks.h"

#include "QmlLexer.h"
#include "QmlParser.h"

namespace qml {

using parser::QmlLexer;
using parser::QmlParser;

namespace {

/// ANTLR's objects for one text, alive as long as its parse tree.
struct ParseJob {
  antlr4::ANTLRInputStream input;
  QmlLexer lexer{&input};
  TokenSpans spans;
  Tokens tokens;
  std::unique_ptr<antlr4::ListTokenSource> source;
  std::unique_ptr<antlr4::CommonTokenStream> stream;
  std::unique_ptr<QmlParser> parser;
  std::unique_ptr<SyntaxErrors> errors;

  ParseJob(const SourceFile &file, uint32_t base, std::string_view text, const RepeatedCalls &repeated = {})
      : input(repeated.shorten(text)), spans(file, base, text, repeated) {
    lexer.removeErrorListeners();
    tokens = lexer.getAllTokens();
    auto end = std::make_unique<antlr4::CommonToken>(antlr4::Token::EOF);
    end->setStartIndex(input.size());
    end->setStopIndex(input.size() - 1);
    tokens.push_back(std::move(end));
    markRepeated(tokens, repeated, spans);
  }

  /// Parses `rule`, quickly: what stops at the first error and tells nothing of it is all that right programs need. Others are parsed
  /// again in ANTLR's full mode, which finds the place of the first error and what was expected there; there is no tree then.
  template <typename Context> Context *parse(Context *(QmlParser::*rule)()) {
    tokens = prepareTokens(std::move(tokens));
    source = std::make_unique<antlr4::ListTokenSource>(std::move(tokens));
    stream = std::make_unique<antlr4::CommonTokenStream>(source.get());
    parser = std::make_unique<QmlParser>(stream.get());
    errors = std::make_unique<SyntaxErrors>(spans);
    parser->removeErrorListeners();
    auto *simulator = parser->getInterpreter<antlr4::atn::ParserATNSimulator>();
    simulator->setPredictionMode(antlr4::atn::PredictionMode::SLL);
    parser->setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
    try {
      return (parser.get()->*rule)();
    } catch (const antlr4::ParseCancellationException &) {
      parser->reset();
      simulator->setPredictionMode(antlr4::atn::PredictionMode::LL);
      parser->setErrorHandler(std::make_shared<antlr4::DefaultErrorStrategy>());
      parser->addErrorListener(errors.get());
    }
    try {
      return (parser.get()->*rule)();
    } catch (const antlr4::ParseCancellationException &) {
      return nullptr;
    }
  }
};

bool isUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    unsigned char c = text[i];
    size_t length = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > text.size())
      return false;
    for (size_t k = 1; k < length; ++k)
      if ((text[i + k] & 0xC0) != 0x80)
        return false;
    // The shortest form only, no halves of UTF-16's pairs, and nothing beyond U+10FFFF.
    const unsigned char second = length > 1 ? text[i + 1] : 0;
    if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) || (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F))
      return false;
    i += length;
  }
  return true;
}

Expected<std::unique_ptr<ast::File>> parse(const SourceFile &source, const RepeatedCalls &repeated) {
  ParseJob job(source, 0, source.text(), repeated);
  if (auto error = checkHeader(job.tokens, job.spans))
    return std::move(*error);
  if (auto error = checkTokens(job.tokens, job.spans))
    return std::move(*error);
  auto *tree = job.parse(&QmlParser::file);
  if (job.errors->first())
    return Diagnostic(*job.errors->first());
  AstBuilder builder(source, job.spans, repeated);
  auto file = builder.file(tree);
  if (builder.error())
    return Diagnostic(*builder.error());
  return file;
}

} // namespace

Expected<std::unique_ptr<ast::File>> parse(const SourceFile &source) {
  if (!isUtf8(source.text()))
    return Diagnostic("E0017", source.name() + " is not a text file in UTF-8");
  const RepeatedCalls repeated(source.text());
  auto file = parse(source, repeated);
  return file || repeated.runs().empty() ? std::move(file) : parse(source, RepeatedCalls());
}

Expected<ast::ExprPtr> parseEmbeddedExpr(const SourceFile &source, uint32_t offset, std::string_view text) {
  ParseJob job(source, offset, text);
  if (auto error = checkTokens(job.tokens, job.spans))
    return std::move(*error);
  auto *tree = job.parse(static_cast<QmlParser::ExprContext *(QmlParser::*)()>(&QmlParser::expr));
  if (job.errors->first())
    return Diagnostic(*job.errors->first());
  if (job.stream->LA(1) != antlr4::Token::EOF)
    return Diagnostic("E0011", "`" + job.stream->LT(1)->getText() + "` can't stand here in a text",
                      job.spans.of(*job.stream->LT(1)))
        .withHelp("braces in a text hold one expression, and a format after `:`");
  const RepeatedCalls none;
  AstBuilder builder(source, job.spans, none);
  auto result = builder.expr(tree);
  if (builder.error())
    return Diagnostic(*builder.error());
  return result;
}

} // namespace qml
