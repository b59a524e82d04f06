#include "cli/server_flags.h"

namespace gtest_redis {

std::shared_ptr<BackendWishes> AddServerFlags(CLI::App& command) {
  auto wishes = std::make_shared<BackendWishes>();
  wishes->flag_prefix = "--";
  command.add_option("--backend", wishes->backend_flag, "process, container or attach")
      ->check(CLI::IsMember({"process", "container", "attach"}));
  command.add_option("--server", wishes->server_flag, "The server program to start")
      ->type_name("PROGRAM");
  command.add_option("--image", wishes->image_flag, "The image of the container to start")
      ->type_name("IMAGE");
  command.add_option("--url", wishes->url_flag, "Somebody else's redis, to be attached to")
      ->type_name("URL");
  return wishes;
}

RedisServer HaveServer(const BackendWishes& wishes) {
  BackendChoice choice = ChooseBackend(wishes);
  choice.shared_file.clear();  // That one is for the tests of a ctest.
  return Have(choice);
}

RedisServer HaveServer(BackendWishes wishes, const ServerOptions& options) {
  wishes.code = options;
  return HaveServer(wishes);
}

}  // namespace gtest_redis
