#include "api/query_answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "api/openehr_http.h"
#include "aql/answer_writers.h"
#include "aql/text_parameters.h"
#include "base/digest.h"
#include "ehr/version_uid.h"
#include "http/ascii.h"
#include "http/body_writer.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kCsv = "text/csv";
constexpr std::string_view kLines = "application/x-ndjson";
constexpr std::array<std::string_view, 7> kOwnNames{
    "q", "offset", "fetch", "ehr_id", "query_parameters", "explain", "cursor"};

std::uint64_t ReadCount(std::string_view name, std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorCode::kBadRequest, std::string(name) + " must be a whole number, 0 or more");
  }
  return count;
}

bool ReadFlag(std::string_view name, std::string_view text) {
  if (text == "true") return true;
  if (text == "false" || text.empty()) return false;
  throw Error(ErrorCode::kBadRequest, std::string(name) + " must be true or false");
}

void Restrict(QueryRequest& asked, std::string_view ehr_id) {
  auto id = ehr::ParseEhrId(ehr_id);
  if (!id) throw ehr::NoSuchEhr();
  if (std::find(asked.ehr_ids.begin(), asked.ehr_ids.end(), *id) == asked.ehr_ids.end()) {
    asked.ehr_ids.push_back(std::move(*id));
  }
}

/// What header and query string say in every request for a query.
QueryRequest ReadCommon(const http::Request& request) {
  QueryRequest asked;
  for (const std::string_view id : request.Headers("openehr-ehr-id")) Restrict(asked, id);
  if (const auto* explain = request.Header("Socle-Explain")) {
    asked.explain = ReadFlag("Socle-Explain", *explain);
  }
  for (const auto& [name, value] : request.query) {
    if (name == "ehr_id") Restrict(asked, value);
    if (name == "offset") asked.offset = ReadCount(name, value);
    if (name == "fetch") asked.fetch = ReadCount(name, value);
    if (name == "explain") asked.explain = ReadFlag(name, value);
    if (name == "cursor") asked.cursor = ReadFlag(name, value);
  }
  // One EHR in both places is one EHR; two different ones are none.
  if (asked.ehr_ids.size() > 1) {
    throw Error(ErrorCode::kBadRequest, "the request names more than one EHR");
  }
  return asked;
}

/// `ehr_id` among the parameters restricts, where the query has no such parameter.
void TakeEhrId(QueryRequest& asked) {
  const auto given = asked.parameters.find("ehr_id");
  if (aql::UsesParameter(*asked.query, "ehr_id")) {
    // The EHR of the header or the query string is a value for $ehr_id too.
    if (asked.ehr_ids.empty() || given != asked.parameters.end()) return;
    asked.parameters["ehr_id"] =
        aql::TextArgument(*asked.query, "ehr_id", {asked.ehr_ids[0].value()});
    return;
  }
  if (given == asked.parameters.end()) return;
  for (const aql::ast::Literal& value : given->second.values) Restrict(asked, value.text);
  if (asked.ehr_ids.size() > 1 && !given->second.list) {
    throw Error(ErrorCode::kBadRequest, "the request names more than one EHR");
  }
  asked.parameters.erase(given);
}

void AddParameters(QueryRequest& asked, const json::Value& object) {
  for (auto& [name, argument] : aql::ReadParameters(object)) {
    asked.parameters.insert_or_assign(name, std::move(argument));
  }
}

std::string TextOf(const json::Value& value) {
  return value.is_object() || value.is_array() ? "a list" : std::string(value.text());
}

/// Hands an answer on, and knows it again.
class Fingerprint : public aql::AnswerSink {
 public:
  Fingerprint(aql::AnswerSink& next, std::string_view aql) : next_(next) { digest_.AddField(aql); }
  void Begin(const std::vector<aql::ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override {
    for (const auto& column : columns) digest_.AddField(column.name).AddField(column.path);
    next_.Begin(columns, warnings);
  }
  void Row(std::span<const std::string> cells) override {
    for (const std::string& cell : cells) digest_.AddField(cell);
    next_.Row(cells);
  }
  /// The tag of what passed.
  std::string Tag() { return WeakTag(digest_.Finish().ToHex().substr(0, 32)); }

 private:
  aql::AnswerSink& next_;
  base::Sha256 digest_;
};

/// Counts, and keeps nothing: for an explanation.
class Nowhere : public aql::AnswerSink {
 public:
  void Begin(const std::vector<aql::ResultColumn>&, const std::vector<base::Issue>&) override {}
  void Row(std::span<const std::string>) override {}
};

bool KnowsAlready(const http::Request& request, std::string_view tag) {
  const auto known = request.Headers("If-None-Match");
  return std::any_of(known.begin(), known.end(), [&](std::string_view tags) {
    return tags == "*" || tags.find(tag.substr(2)) != std::string_view::npos;
  });
}

std::string Href(const http::Request& request) {
  if (request.method != http::Method::kGet) return {};
  const std::size_t at = request.target.find(kOpenEhrBase);
  if (at == std::string::npos) return {};
  return UrlOf(request, std::string_view(request.target).substr(at + kOpenEhrBase.size()));
}

std::unique_ptr<aql::AnswerWriter> WriterOf(std::string_view type, const aql::Output& output,
                                            const aql::ResultSetMeta& meta) {
  if (type == kCsv) return std::make_unique<aql::CsvAnswer>(output);
  if (type == kLines) return std::make_unique<aql::LinesAnswer>(output, meta);
  return std::make_unique<aql::JsonAnswer>(output, meta);
}

std::string ContentType(std::string_view type) {
  return type == kCsv ? "text/csv; charset=utf-8; header=present" : std::string(type);
}

http::Response ExplanationAnswer(std::string_view aql, const aql::Explanation& how) {
  const auto milliseconds = [](std::chrono::microseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
  };
  std::string body;
  json::Writer out(body);
  out.BeginObject().Member("q", aql).Member("plan", how.plan).Member("reason", how.reason);
  out.Member("order", how.order);
  const auto number = [&out](std::string_view name, std::uint64_t value) {
    out.Key(name).Integer(static_cast<std::int64_t>(value));
  };
  number("ehrs", how.ehrs);
  number("versions", how.versions);
  number("bytes", how.bytes);
  number("batches", how.batches);
  number("found", how.found);
  number("passed", how.passed);
  number("rows", how.rows);
  if (!how.sql.empty()) {
    out.Member("sql", how.sql).Key("sql_steps").BeginArray();
    for (const std::string& step : how.sql_steps) out.String(step);
    out.EndArray();
  }
  out.Key("reading_ms").Double(milliseconds(how.reading));
  out.Key("evaluating_ms").Double(milliseconds(how.evaluating)).EndObject();
  return Json(200, std::move(body));
}

http::Response PageAnswer(const http::Request& request, std::string_view type,
                          aql::ResultSetMeta meta, const aql::Page& page) {
  http::Response response;
  std::string next;
  if (!page.cursor.empty()) {
    next = UrlOf(request, "/query/cursor/" + page.cursor);
    response.Set("Link", "<" + next + ">; rel=\"next\"");
  }
  meta.next = next;
  const auto writer = WriterOf(
      type, [&response](std::string_view piece) { response.body += piece; }, meta);
  writer->Begin(page.columns, page.warnings);
  for (const auto& row : page.rows) writer->Row(row);
  writer->End();
  response.Set("Content-Type", ContentType(type));
  return response;
}

aql::Question QuestionOf(const Context& context, std::string_view aql, QueryRequest asked) {
  return {.aql = std::string(aql),
          .parsed = std::move(asked.query),
          .parameters = std::move(asked.parameters),
          .ehr_ids = std::move(asked.ehr_ids),
          .fetch = asked.fetch,
          .offset = asked.offset,
          .time_limit = context.query_timeout};
}

}  // namespace

QueryRequest ReadQueryBody(const Context& context, const http::Request& request,
                           std::string_view aql, const json::Value& body) {
  QueryRequest asked = ReadCommon(request);
  for (const json::Value& member : body) {
    if (member.kind() == json::Kind::kNull) continue;
    const std::string_view name = member.key();
    if (name == "offset") asked.offset = ReadCount(name, TextOf(member));
    if (name == "fetch") asked.fetch = ReadCount(name, TextOf(member));
    if (name == "explain") asked.explain = ReadFlag(name, TextOf(member));
    if (name == "cursor") asked.cursor = ReadFlag(name, TextOf(member));
    if (name == "query_parameters") AddParameters(asked, member);
  }
  asked.query = context.engine.Read(aql);
  TakeEhrId(asked);
  return asked;
}

QueryRequest ReadQueryString(const Context& context, const http::Request& request,
                             std::string_view aql) {
  QueryRequest asked = ReadCommon(request);
  asked.query = context.engine.Read(aql);
  std::map<std::string, std::vector<std::string>> texts;
  for (const auto& [name, value] : request.query) {
    if (name == "query_parameters") {
      AddParameters(asked, json::Document::Parse(value).root());
    } else if (std::find(kOwnNames.begin(), kOwnNames.end(), name) == kOwnNames.end()) {
      texts[name.starts_with('$') ? name.substr(1) : name].push_back(value);
    }
  }
  for (const auto& [name, values] : texts) {
    asked.parameters.insert_or_assign(name, aql::TextArgument(*asked.query, name, values));
  }
  TakeEhrId(asked);
  return asked;
}

namespace {

/// What an answer says of itself, with the texts that the writers look at.
struct About {
  About(const Context& context, const http::Request& request, std::string_view text,
        std::string_view stored)
      : generator("Socle/" + context.version),
        aql(text),
        href(Href(request)),
        stored_name(stored),
        meta{.created = base::Now(),
             .generator = generator,
             .executed_aql = aql,
             .href = href,
             .stored_name = stored_name} {}
  About(const About&) = delete;
  About& operator=(const About&) = delete;

  const std::string generator, aql, href, stored_name;
  const aql::ResultSetMeta meta;
};

/// An answer that has begun: what is short is sent as a whole, the rest as it comes.
class Sending {
 public:
  Sending(const Context& context, const http::Request& request, std::string_view type,
          std::string_view aql, QueryRequest asked, std::string_view stored_name)
      : about_(context, request, aql, stored_name),
        caller_(request),
        writer_(WriterOf(
            type, [this](std::string_view piece) { Take(piece); }, about_.meta)),
        fingerprint_(*writer_, about_.aql),
        running_(context.engine.Start(caller_.access(), QuestionOf(context, aql, std::move(asked)),
                                      fingerprint_)) {}

  /// Works until there is more than is sent as a whole. True: this is all of it.
  bool IsWhole() {
    while (body_.size() <= kWhole) {
      if (running_->Step()) continue;
      writer_->End();
      return true;
    }
    return false;
  }
  std::string TakeBody() { return std::move(body_); }
  std::string Tag() { return fingerprint_.Tag(); }

  void Stream(http::BodyWriter& out) {
    out.Write(TakeBody());
    out_ = &out;
    while (running_->Step()) {
      if (out.IsGone()) throw Error(ErrorCode::kUnavailable, "the client has gone");
    }
    writer_->End();
  }

 private:
  static constexpr std::size_t kWhole = std::size_t{256} << 10;

  void Take(std::string_view piece) {
    if (out_ != nullptr) {
      out_->Write(piece);
    } else {
      body_ += piece;
    }
  }

  const About about_;
  const Caller caller_;
  std::string body_;
  http::BodyWriter* out_ = nullptr;
  const std::unique_ptr<aql::AnswerWriter> writer_;
  Fingerprint fingerprint_;
  const std::unique_ptr<aql::Engine::Running> running_;
};

}  // namespace

http::Response RunQuery(const Context& context, const http::Request& request, std::string_view aql,
                        QueryRequest asked, std::string_view stored_name) {
  const std::string_view type = Negotiate(request, {kJson, kCsv, kLines});
  if (asked.explain) {
    const Caller caller(request);
    Nowhere nowhere;
    return ExplanationAnswer(
        aql,
        context.engine.Ask(caller.access(), QuestionOf(context, aql, std::move(asked)), nowhere));
  }
  if (asked.cursor) {
    const Caller caller(request);
    const About about(context, request, aql, stored_name);
    return PageAnswer(
        request, type, about.meta,
        context.engine.Open(caller.access(), QuestionOf(context, aql, std::move(asked))));
  }
  http::Response response;
  // Two owners: the response's stream is copied with it.
  const auto sending =
      std::make_shared<Sending>(context, request, type, aql, std::move(asked), stored_name);
  if (!sending->IsWhole()) {
    response.Set("Content-Type", ContentType(type));
    response.stream = [sending](http::BodyWriter& out) { sending->Stream(out); };
    return response;
  }
  const std::string tag = sending->Tag();
  if (request.method == http::Method::kGet && KnowsAlready(request, tag)) {
    response.status = 304;
  } else {
    response.Set("Content-Type", ContentType(type));
    response.body = sending->TakeBody();
  }
  response.Set("ETag", tag);
  return response;
}

http::Response NextPage(const Context& context, const http::Request& request,
                        const std::string& cursor) {
  const std::string_view type = Negotiate(request, {kJson, kCsv, kLines});
  const Caller caller(request);
  std::optional<std::uint64_t> fetch;
  if (const auto* text = request.Query("fetch")) fetch = ReadCount("fetch", *text);
  const aql::Page page = context.engine.Next(caller.access(), cursor, fetch);
  const About about(context, request, page.aql, {});
  return PageAnswer(request, type, about.meta, page);
}

http::Route QueryRoute(http::Method method, std::string_view path, std::string operation_id,
                       std::string summary) {
  auto route = OpenEhrRoute(method, path, http::Execution::kBlocking, std::move(operation_id),
                            "QUERY", std::move(summary));
  route.response_types = {std::string(kJson), std::string(kCsv), std::string(kLines)};
  route.parameters = {
      {"ehr_id", "query", "the EHR that the query is restricted to", false},
      {"openehr-ehr-id", "header", "the same", false},
      {"offset", "query", "rows to leave out; not beside LIMIT or TOP", false},
      {"fetch", "query", "rows to give at most; not beside LIMIT or TOP", false},
      {"explain", "query", "true: how the query is answered, in place of its rows", false},
      {"cursor", "query", "true: pages of `fetch` rows on one state of the record", false}};
  route.responses = {{200, "the RESULT_SET"},
                     {400, "not understood: the place, what was expected, the nearest name"},
                     {404, "no such EHR, or no such stored query"},
                     {408, "it took longer than query-timeout"},
                     {413, "it looks at too much at once"}};
  return route;
}

}  // namespace socle::api
