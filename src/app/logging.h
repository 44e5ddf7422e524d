#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "app/configuration.h"

namespace socle::app {

/// A field of an event. Ids, counts, times, names of files: never a patient's data.
struct LogField {
  LogField(std::string_view key, std::string_view text) : name(key), value(text), quoted(true) {}
  LogField(std::string_view key, const char* text) : LogField(key, std::string_view(text)) {}
  LogField(std::string_view key, bool truth)
      : name(key), value(truth ? "true" : "false"), quoted(false) {}
  template <class Number>
  requires(std::integral<Number> || std::floating_point<Number>)
      LogField(std::string_view key, Number number)
      : name(key), value(std::to_string(number)), quoted(false) {}

  std::string_view name;
  std::string value;
  bool quoted;  // text rather than a number, for JSON
};

/// Events, one a line, to the standard error:
/// `2026-03-01T12:30:45.123Z info server_started host=127.0.0.1 port=8080`, or
/// `{"time":"…","level":"info","event":"server_started","host":"127.0.0.1","port":8080}`.
/// Text values that hold more than letters, digits and `._:/@+-` stand in quotes, escaped as in
/// JSON, so that nobody can forge a line. Safe from any thread, because the sink writes each line
/// under a lock.
class Log {
 public:
  using Fields = std::initializer_list<LogField>;
  /// Takes one whole line, without its end.
  using Sink = std::function<void(std::string_view line)>;

  Log(LogLevel level, LogFormat format);
  /// To `sink` instead; it must be safe from any thread.
  Log(LogLevel level, LogFormat format, Sink sink);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void Debug(std::string_view event, Fields fields = {}) { Write(LogLevel::kDebug, event, fields); }
  void Info(std::string_view event, Fields fields = {}) { Write(LogLevel::kInfo, event, fields); }
  void Warning(std::string_view event, Fields fields = {}) {
    Write(LogLevel::kWarning, event, fields);
  }
  void Error(std::string_view event, Fields fields = {}) { Write(LogLevel::kError, event, fields); }
  bool Wants(LogLevel level) const { return level >= level_; }

 private:
  void Write(LogLevel level, std::string_view event, Fields fields);

  LogLevel level_;
  LogFormat format_;
  Sink sink_;
};

}  // namespace socle::app
