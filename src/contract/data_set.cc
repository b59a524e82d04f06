#include "contract/data_set.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <optional>
#include <unordered_set>

#include "contract/rdb_text.h"
#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kKeysAtOnce = 1000;
constexpr std::size_t kBytesAtOnce = 16 << 20;
// Behind the value of a DUMP: the version of RDB in two bytes, a checksum in eight.
constexpr std::size_t kDumpFooter = 10;
constexpr char kValueBytes[] = "gtest-redis-value-bytes";
constexpr char kNow[] = "gtest-redis-now-ms";

using Commands = std::vector<std::vector<std::string>>;

std::vector<Reply> Asked(const AskRedis& ask, const Commands& commands) {
  std::vector<Reply> replies = ask(commands);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (!replies[i].is_error()) continue;
    throw Error("redis refuses " + commands[i].front() + ": " + replies[i].error_message());
  }
  return replies;
}

// CRC-64 of Jones, as DUMP has it.
std::string Checksum(const std::string& text) {
  boost::crc_optimal<64, 0xad93d23594c935a9, 0, 0, true, true> crc;
  crc.process_bytes(text.data(), text.size());
  return LittleEndian(crc.checksum(), 8);
}

/// Reads all keys of a database into an RDB.
class Reader {
 public:
  Reader(const AskRedis& ask, int database, std::size_t limit, const Deadline& deadline)
      : ask_(ask), database_(database), limit_(limit), deadline_(deadline) {}

  DataSet Read() {
    std::string cursor = "0";
    do {
      const Reply page = Asked(ask_, {{"SCAN", cursor, "COUNT", std::to_string(kKeysAtOnce)}})[0];
      cursor = page.array().at(0).string();
      ReadKeys(page.array().at(1).array());
    } while (cursor != "0" && set_.left_out.empty());
    const std::string version = std::to_string(version_.value_or(kOldestRdb));
    set_.rdb = "REDIS" + std::string(4 - version.size(), '0') + version + set_.rdb;
    set_.rdb += static_cast<char>(RdbCode::kEnd);
    set_.rdb.append(8, '\0');  // No checksum.
    return std::move(set_);
  }

 private:
  // How much memory each takes is asked first, so that no reply gets too long.
  void ReadKeys(const std::vector<Reply>& page) {
    std::vector<std::string> keys;
    Commands sizes;
    for (const Reply& key : page) {
      if (!seen_.insert(key.string()).second) continue;  // SCAN may tell one twice.
      keys.push_back(key.string());
      sizes.push_back({"MEMORY", "USAGE", key.string()});
    }
    if (keys.empty()) return;
    const std::vector<Reply> replies = ask_(sizes);  // Which a user may not be allowed.
    std::vector<std::string> some;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const bool known = replies[i].type() == Reply::Type::kInteger;
      bytes += known ? static_cast<std::size_t>(replies[i].integer()) : 0;
      if (TooMuch(bytes)) return;
      some.push_back(keys[i]);
      if (bytes >= kBytesAtOnce || i + 1 == keys.size()) {
        Dump(some);
        some.clear();
        bytes = 0;
      }
    }
  }

  bool TooMuch(std::size_t more) {
    const bool full = set_.rdb.size() + more > limit_;
    if (!full && !deadline_.passed()) return false;
    set_.left_out = std::to_string(set_.keys) + " keys are in it; the rest is left out: " +
                    (full ? "it takes more than " + std::to_string(limit_ >> 20) + " MB"
                          : std::string("there was no more time"));
    return true;
  }

  void Dump(const std::vector<std::string>& keys) {
    Commands commands = {{"TIME"}};
    for (const std::string& key : keys) {
      commands.push_back({"PTTL", key});
      commands.push_back({"DUMP", key});
    }
    const std::vector<Reply> replies = Asked(ask_, commands);
    const std::vector<Reply>& time = replies[0].array();
    const std::int64_t now =
        std::stoll(time.at(0).string()) * 1000 + std::stoll(time.at(1).string()) / 1000;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Reply& dump = replies[2 * i + 2];
      if (dump.is_nil()) continue;  // It is gone since.
      Add(keys[i], now, replies[2 * i + 1].integer(), dump.string());
    }
  }

  void Add(const std::string& key, std::int64_t now, std::int64_t ttl, const std::string& dump) {
    if (dump.size() <= kDumpFooter)
      throw Error("a DUMP has " + std::to_string(dump.size()) + " bytes");
    const std::size_t footer = dump.size() - kDumpFooter;
    std::string& rdb = set_.rdb;
    if (!version_) {
      version_ = FromLittleEndian(std::string_view(dump).substr(footer, 2));
      rdb = RdbAuxiliary(kNow, std::to_string(now));
      rdb += static_cast<char>(RdbCode::kDatabase);
      rdb += RdbLength(static_cast<std::uint64_t>(database_));
    }
    rdb += RdbAuxiliary(kValueBytes, std::to_string(footer - 1));
    if (ttl >= 0) {
      rdb += static_cast<char>(RdbCode::kExpiry);
      rdb += LittleEndian(static_cast<std::uint64_t>(now + ttl), 8);
    }
    rdb += dump[0];  // The type.
    rdb += RdbString(key);
    rdb.append(dump, 1, footer - 1);
    ++set_.keys;
  }

  const AskRedis& ask_;
  const int database_;
  const std::size_t limit_;
  const Deadline& deadline_;
  DataSet set_;
  std::optional<std::uint64_t> version_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

DataSet ReadDataSet(const AskRedis& ask, int database, std::size_t limit,
                    const Deadline& deadline) {
  return Reader(ask, database, limit, deadline).Read();
}

std::uint64_t RestoreDataSet(const std::string& rdb, const AskRedis& ask) {
  RdbText text(rdb);
  const std::string footer = LittleEndian(text.version(), 2);
  std::uint64_t keys = 0;
  std::int64_t now = 0;
  std::uint64_t value_bytes = 0;
  std::string ttl = "0";  // None.
  Commands commands;
  std::size_t bytes = 0;
  const auto restore = [&] {
    Asked(ask, commands);
    commands.clear();
    bytes = 0;
  };
  while (true) {
    const auto code = static_cast<RdbCode>(text.Byte());
    if (code == RdbCode::kEnd) break;
    if (code == RdbCode::kAuxiliary) {
      const std::string name = text.String();
      const std::string value = text.String();
      if (name == kNow) now = std::stoll(value);
      if (name == kValueBytes) value_bytes = std::stoull(value);
    } else if (code == RdbCode::kDatabase) {
      text.Length();
    } else if (code == RdbCode::kExpiry) {
      const auto expiry = static_cast<std::int64_t>(FromLittleEndian(text.Bytes(8)));
      ttl = std::to_string(std::max<std::int64_t>(expiry - now, 1));
    } else {
      const std::string key = text.String();
      std::string dump =
          std::string(1, static_cast<char>(code)) + std::string(text.Bytes(value_bytes)) + footer;
      dump += Checksum(dump);
      bytes += dump.size();
      commands.push_back({"RESTORE", key, ttl, dump, "REPLACE"});
      ttl = "0";
      ++keys;
      if (commands.size() == kKeysAtOnce || bytes >= kBytesAtOnce) restore();
    }
  }
  if (!commands.empty()) restore();
  return keys;
}

}  // namespace gtest_redis
