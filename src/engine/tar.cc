#include "engine/tar.h"

#include <cstdio>
#include <cstring>
#include <ctime>

#include "engine/engine_error.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kBlock = 512;

/// POSIX.1-1988, "ustar". Numbers are octal text.
struct Header {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char time[12];
  char checksum[8];
  char type;
  char link[100];
  char magic[6];
  char version[2];
  char rest[247];
};
static_assert(sizeof(Header) == kBlock);

template <std::size_t kSize>
void Write(char (&field)[kSize], unsigned long number) {
  std::snprintf(field, kSize, "%0*lo", static_cast<int>(kSize - 1), number);
}

std::string HeaderOf(const TarFile& file) {
  Header header{};
  if (file.name.size() >= sizeof(header.name)) {
    throw EngineError("the file name '" + file.name + "' is too long for an archive");
  }
  file.name.copy(header.name, sizeof(header.name));
  Write(header.mode, static_cast<unsigned long>(file.mode));
  Write(header.uid, 0);
  Write(header.gid, 0);
  Write(header.size, file.content.size());
  Write(header.time, static_cast<unsigned long>(std::time(nullptr)));
  header.type = '0';
  std::memcpy(header.magic, "ustar", sizeof(header.magic));
  std::memset(header.version, '0', sizeof(header.version));
  // The sum of all bytes, with its own field taken for spaces.
  std::memset(header.checksum, ' ', sizeof(header.checksum));
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
  unsigned long sum = 0;
  for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
  std::snprintf(header.checksum, sizeof(header.checksum), "%06lo", sum);
  bytes.replace(offsetof(Header, checksum), sizeof(header.checksum), header.checksum,
                sizeof(header.checksum));
  return bytes;
}

}  // namespace

std::string Tar(const std::vector<TarFile>& files) {
  std::string archive;
  for (const TarFile& file : files) {
    archive += HeaderOf(file) + file.content;
    archive.resize((archive.size() + kBlock - 1) / kBlock * kBlock);
  }
  archive.resize(archive.size() + 2 * kBlock);
  return archive;
}

}  // namespace gtest_redis
