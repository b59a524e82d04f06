// Runs a fuzz target without libFuzzer: replay DIRECTORY RUNS runs it on every file of the
// directory, and then on so many random changes of these, which are the same each time. An input
// that ends the program is left in the file "failed-input" of the working directory.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz.h"

namespace {

constexpr std::size_t kLongest = 4096;
const std::string* running_input = nullptr;

// Only what a signal handler may do.
void KeepInput(int signal) {
  const int file = open("failed-input", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (running_input != nullptr && file >= 0) {
    if (write(file, running_input->data(), running_input->size()) < 0) std::_Exit(2);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Run(const std::string& input) {
  running_input = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  running_input = nullptr;
}

std::vector<std::string> ReadFiles(const std::string& directory) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& inputs) : inputs_(inputs) {}

  std::string Next() {
    std::string input = Any();
    for (std::size_t changes = 1 + Below(4); changes > 0; --changes) Change(input);
    input.resize(std::min(input.size(), kLongest));
    return input;
  }

 private:
  std::size_t Below(std::size_t end) { return random_() % end; }
  const std::string& Any() { return inputs_[Below(inputs_.size())]; }

  void Change(std::string& input) {
    static const std::vector<std::string> kTricky = {
        "\r\n", std::string(1, '\0'), "-1", "2147483648", "9223372036854775808", "\xff", ":", "%"};
    const std::size_t at = Below(input.size() + 1);
    switch (Below(6)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(Below(256));
        break;
      case 1:
        input.erase(at, 1 + Below(8));
        break;
      case 2:
        input.insert(at, 1, static_cast<char>(Below(256)));
        break;
      case 3:
        input.insert(at, kTricky[Below(kTricky.size())]);
        break;
      case 4:
        input.insert(at, input.substr(Below(input.size() + 1), 1 + Below(16)));
        break;
      default:
        const std::string& other = Any();
        input = input.substr(0, at) + other.substr(Below(other.size() + 1));
    }
  }

  const std::vector<std::string>& inputs_;
  std::mt19937 random_;  // NOLINT: the same numbers each time, on purpose.
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s DIRECTORY RUNS\n", arguments[0]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    std::signal(signal, KeepInput);
  }
  const std::vector<std::string> inputs = ReadFiles(arguments[1]);
  if (inputs.empty()) {
    std::fprintf(stderr, "'%s' has no files\n", arguments[1]);
    return 2;
  }
  for (const std::string& input : inputs) Run(input);
  Run("");
  Mutator mutator(inputs);
  const int runs = std::atoi(arguments[2]);
  for (int i = 0; i < runs; ++i) Run(mutator.Next());
  std::printf("%zu files and %d changes of them\n", inputs.size(), runs);
}
