#include "app/progress.h"

#include <unistd.h>

#include <iostream>

namespace socle::app {

namespace {

constexpr std::chrono::milliseconds kTerminalPace{100};
constexpr std::chrono::milliseconds kPlainPace{5000};
/// Before that much time a rate says nothing.
constexpr double kSecondsBeforeRate = 0.5;

}  // namespace

std::string GroupDigits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string FormatDuration(std::chrono::seconds duration) {
  const auto seconds = duration.count();
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

Progress::Progress()
    : Progress(std::cerr, ::isatty(STDERR_FILENO) ? Display::kTerminal : Display::kPlain,
               [] { return std::chrono::steady_clock::now(); }) {}

Progress::Progress(std::ostream& out, Display display, Clock clock)
    : out_(out), display_(display), clock_(std::move(clock)) {}

Progress::~Progress() { Finish(); }

std::function<void(std::string_view, std::uint64_t, std::uint64_t)> Progress::Callback() {
  return [this](std::string_view what, std::uint64_t done, std::uint64_t total) {
    Report(what, done, total);
  };
}

void Progress::Report(std::string_view what, std::uint64_t done, std::uint64_t total) {
  const auto now = clock_();
  if (!open_ || what != what_) {
    Finish();
    what_ = what;
    began_ = said_ = now;
    first_ = done;
    open_ = true;
  }
  done_ = done;
  total_ = total;
  const auto pace = display_ == Display::kTerminal ? kTerminalPace : kPlainPace;
  if (now - said_ < pace) return;
  said_ = now;
  Say(false);
}

void Progress::Finish() {
  if (!open_) return;
  Say(true);
  open_ = false;
}

void Progress::Say(bool last) {
  std::string line = Line(last);
  if (display_ == Display::kPlain) {
    out_ << line << '\n' << std::flush;
    return;
  }
  const std::size_t width = line.size();
  if (width < width_) line.append(width_ - width, ' ');  // over what stood there
  out_ << '\r' << line;
  if (last) out_ << '\n';
  out_ << std::flush;
  width_ = last ? 0 : width;
}

std::string Progress::Line(bool last) const {
  std::string line = what_ + ": " + GroupDigits(done_);
  if (total_ > 0) {
    line += " of " + GroupDigits(total_) + " (" + std::to_string(done_ * 100 / total_) + " %)";
  }
  const double seconds = std::chrono::duration<double>(clock_() - began_).count();
  if (seconds >= kSecondsBeforeRate && done_ > first_) {
    const double rate = static_cast<double>(done_ - first_) / seconds;
    line += ", " + GroupDigits(static_cast<std::uint64_t>(rate)) + "/s";
    if (!last && total_ > done_) {
      const auto left = static_cast<std::int64_t>(static_cast<double>(total_ - done_) / rate);
      line += ", " + FormatDuration(std::chrono::seconds(left)) + " left";
    }
  }
  if (last) {
    line +=
        ", " + FormatDuration(std::chrono::seconds(static_cast<std::int64_t>(seconds))) + " in all";
  }
  return line;
}

}  // namespace socle::app
