// Archives: whatever the files, each stands where its header says, with a checksum that is right.

#include <cstdlib>
#include <string>
#include <vector>

#include "engine/engine_error.h"
#include "engine/tar.h"
#include "fuzz.h"

namespace {

constexpr std::size_t kBlock = 512;

std::size_t Octal(const std::string& archive, std::size_t at) {
  return std::strtoul(archive.c_str() + at, nullptr, 8);
}

std::size_t Checksum(const std::string& archive, std::size_t header) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool is_itself = i >= 148 && i < 156;
    sum += is_itself ? ' ' : static_cast<unsigned char>(archive[header + i]);
  }
  return sum;
}

}  // namespace

// Names and contents, with a "|" between them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = gtest_redis::Text(data, size);
  std::vector<gtest_redis::TarFile> files;
  while (!text.empty()) {
    std::string name = gtest_redis::TakePiece(text, '|');
    files.push_back({std::move(name), gtest_redis::TakePiece(text, '|')});
  }
  try {
    const std::string archive = gtest_redis::Tar(files);
    std::size_t at = 0;
    for (const gtest_redis::TarFile& file : files) {
      gtest_redis::Require(archive.compare(at, file.name.size(), file.name) == 0, "has its name");
      gtest_redis::Require(Octal(archive, at + 124) == file.content.size(), "has its size");
      gtest_redis::Require(Octal(archive, at + 148) == Checksum(archive, at), "has its checksum");
      gtest_redis::Require(archive.compare(at + kBlock, file.content.size(), file.content) == 0,
                           "has its content");
      at += kBlock + (file.content.size() + kBlock - 1) / kBlock * kBlock;
    }
    gtest_redis::Require(archive.size() == at + 2 * kBlock, "ends with two empty blocks");
  } catch (const gtest_redis::EngineError&) {
    // A name that is too long.
  }
  return 0;
}
