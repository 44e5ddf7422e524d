#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace socle::app {

/// How far long work has come. On a terminal one line that rewrites itself, ten times a second;
/// elsewhere a plain line every five seconds and one at the end of each part: `compositions:
/// 120,000 of 1,000,000 (12 %), 9,800/s, 1 min 30 s left`. Fits record::Progress through
/// Callback(). One thread at a time.
class Progress {
 public:
  enum class Display : std::uint8_t { kTerminal, kPlain };
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// To the standard error, as it is a terminal or not.
  Progress();
  /// For tests. `out` outlives the progress.
  Progress(std::ostream& out, Display display, Clock clock);
  /// Ends the line that stands.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` items of the part called `what`; a total of 0 is not known.
  void Report(std::string_view what, std::uint64_t done, std::uint64_t total);
  /// Reports to this object, which must outlive it.
  std::function<void(std::string_view, std::uint64_t, std::uint64_t)> Callback();
  /// Says the last part's final line. Report may follow with another part.
  void Finish();

 private:
  void Say(bool last);
  std::string Line(bool last) const;

  std::ostream& out_;
  Display display_;
  Clock clock_;
  std::string what_;
  std::uint64_t done_ = 0, total_ = 0, first_ = 0;
  std::chrono::steady_clock::time_point began_, said_;
  std::size_t width_ = 0;  // of the line that stands on the terminal
  bool open_ = false;      // a part is being reported
};

/// "1,234,567".
std::string GroupDigits(std::uint64_t number);
/// "45 s", "1 min 30 s", "2 h 5 min".
std::string FormatDuration(std::chrono::seconds duration);

}  // namespace socle::app
