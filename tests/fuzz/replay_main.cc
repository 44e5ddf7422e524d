// Runs a fuzz target over its corpus without libFuzzer: `fuzz_NAME FOLDER` gives it every file and
// about 2000 mutations of them, the same each time; `fuzz_NAME FILE` gives it that file alone.
// An input that ends the process is left in the current folder as `failing-input`.

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMutations = 2000;
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::string& Current() {
  static std::string input;
  return input;
}

void KeepInput(int signal) {
  if (std::FILE* const file = std::fopen("failing-input", "wb")) {
    std::fwrite(Current().data(), 1, Current().size(), file);
    std::fclose(file);
    std::fputs("the input is in failing-input\n", stderr);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Run(std::string input) {
  Current() = std::move(input);
  // A buffer of exactly this size, so that a sanitizer sees a read beyond it.
  const std::vector<std::uint8_t> bytes(Current().begin(), Current().end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

/// One change: bits flipped, a byte replaced, inserted or removed, a run repeated, the end cut off.
void Mutate(std::string& input, std::mt19937& random) {
  const auto below = [&random](std::size_t n) { return n == 0 ? 0 : random() % n; };
  const std::size_t at = below(input.size());
  const auto byte = static_cast<char>(random());
  switch (input.empty() ? 1 : below(7)) {
    case 0:
      input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
      break;
    case 1:
      input.insert(below(input.size() + 1), 1, byte);
      break;
    case 2:
      input[at] = byte;
      break;
    case 3:
      input.erase(at, 1 + below(8));
      break;
    case 4:
      input.insert(below(input.size() + 1), input.substr(at, 1 + below(64)));
      break;
    case 5:
      input[at] = input[below(input.size())];
      break;
    default:
      input.resize(at);
  }
}

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::exists(argv[1])) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER|FILE\n", argv[0]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) std::signal(signal, KeepInput);
  if (std::filesystem::is_regular_file(argv[1])) {
    Run(Read(argv[1]));
    return 0;
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  if (paths.empty()) {
    std::fprintf(stderr, "%s holds no file\n", argv[1]);
    return 2;
  }
  std::sort(paths.begin(), paths.end());
  std::mt19937 random(1);
  for (const auto& path : paths) {
    const std::string original = Read(path);
    Run(original);
    for (std::size_t i = 0; i < 1 + kMutations / paths.size(); ++i) {
      std::string input = original;
      for (std::size_t changes = 1 + random() % 4; changes > 0; --changes) Mutate(input, random);
      if (input.size() > kMostBytes) input.resize(kMostBytes);
      Run(std::move(input));
    }
  }
  return 0;
}
