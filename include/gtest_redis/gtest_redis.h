#pragma once

/// Everything of gtest_redis. The specific headers will do where less is needed.

#include "gtest_redis/fixture/http_matchers.h"
#include "gtest_redis/fixture/redis_environment.h"
#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/fixture/redis_session.h"
#include "gtest_redis/fixture/redis_test.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/error.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/redis/reply.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/server_error.h"
#include "gtest_redis/server/server_options.h"
#include "gtest_redis/service/http_client.h"
#include "gtest_redis/service/http_response.h"
#include "gtest_redis/service/service.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/memory.h"
#include "gtest_redis/state/state.h"
#include "gtest_redis/verdict/refusal_watch.h"
