#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "app/commands.h"
#include "app/users.h"
#include "base/error.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

/// What is typed is not shown while this lives.
class SilentTerminal {
 public:
  SilentTerminal() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~SilentTerminal() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

std::string ReadLine() {
  std::string line;
  if (!std::getline(std::cin, line)) throw Error(ErrorCode::kUsage, "no password was given");
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string AskPassword() {
  if (!::isatty(STDIN_FILENO)) return ReadLine();
  const SilentTerminal silent;
  std::cerr << "Password: " << std::flush;
  std::string password = ReadLine();
  std::cerr << "\nOnce more: " << std::flush;
  const std::string again = ReadLine();
  std::cerr << '\n';
  if (password != again)
    throw Error(ErrorCode::kUsage, "the two passwords differ; nothing was changed");
  return password;
}

}  // namespace

int RunUser(const Configuration& configuration, const UserOptions& options, Log&) {
  using Action = UserOptions::Action;
  UsersFile users(configuration.users_file);
  switch (options.action) {
    case Action::kAdd: {
      User user{options.name, ParseRole(options.role), ""};
      if (!users.Find(user.name)) user.hash = HashPassword(AskPassword());
      users.Add(std::move(user));
      std::cout << "added " << options.name << " to " << configuration.users_file << '\n';
      break;
    }
    case Action::kPassword:
      if (!users.Find(options.name)) users.SetHash(options.name, "");  // says that there is none
      users.SetHash(options.name, HashPassword(AskPassword()));
      std::cout << "changed the password of " << options.name << '\n';
      break;
    case Action::kRemove:
      users.Remove(options.name);
      std::cout << "removed " << options.name << " from " << configuration.users_file << '\n';
      break;
    case Action::kList:
      for (const User& user : users.List())
        std::cout << user.name << ' ' << RoleName(user.role) << '\n';
      break;
  }
  return kDone;
}

}  // namespace socle::app
