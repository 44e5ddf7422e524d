// The one translation unit that includes spdlog.
#include "app/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>

#include "base/instant.h"

namespace socle::app {

namespace {

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
    case LogLevel::kOff:
      break;
  }
  return "off";
}

/// Appends `text` as a JSON string (RFC 8259, 7).
void AppendQuoted(std::string& line, std::string_view text) {
  line += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      line += escape;
    } else {
      line += c;
    }
  }
  line += '"';
}

bool IsPlain(std::string_view text) {
  if (text.empty()) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._:/@+-").find(c) != std::string_view::npos;
  });
}

std::string TextLine(LogLevel level, std::string_view event, Log::Fields fields) {
  std::string line = base::FormatIso(base::Now());
  line.append(" ").append(LevelName(level)).append(" ").append(event);
  for (const LogField& field : fields) {
    line.append(" ").append(field.name).append("=");
    if (!field.quoted || IsPlain(field.value)) {
      line += field.value;
    } else {
      AppendQuoted(line, field.value);
    }
  }
  return line;
}

std::string JsonLine(LogLevel level, std::string_view event, Log::Fields fields) {
  std::string line = "{\"time\":\"" + base::FormatIso(base::Now()) + "\",\"level\":\"";
  line.append(LevelName(level)).append("\",\"event\":");
  AppendQuoted(line, event);
  for (const LogField& field : fields) {
    line += ',';
    AppendQuoted(line, field.name);
    line += ':';
    if (field.quoted) {
      AppendQuoted(line, field.value);
    } else {
      line += field.value;
    }
  }
  return line + "}";
}

Log::Sink StandardError() {
  // shared_ptr because spdlog hands its sinks out that way; the closure is the only owner.
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_pattern("%v");
  return [sink](std::string_view line) {
    sink->log(spdlog::details::log_msg("socle", spdlog::level::info, line));
    sink->flush();
  };
}

}  // namespace

Log::Log(LogLevel level, LogFormat format) : Log(level, format, StandardError()) {}

Log::Log(LogLevel level, LogFormat format, Sink sink)
    : level_(level), format_(format), sink_(std::move(sink)) {}

Log::~Log() = default;

void Log::Write(LogLevel level, std::string_view event, Fields fields) {
  if (!Wants(level)) return;
  sink_(format_ == LogFormat::kJson ? JsonLine(level, event, fields)
                                    : TextLine(level, event, fields));
}

}  // namespace socle::app
