#!/usr/bin/python3
"""A session store, as small as one can be: HTTP in front of Redis.

  POST /sessions        {"user": "..."}: 201 with the new session's id. The same Idempotency-Key
                        again: 200 with the same id.
  GET /sessions/ID      200, or 404.
  DELETE /sessions/ID   204.
  GET /healthz          200 while this process works.
  GET /readyz           200 while Redis can be written to.

Without Redis: 503 with Retry-After, soon.

  session_store.py --listen 127.0.0.1:8080 --redis redis://127.0.0.1:6379/0
"""

import argparse
import http.server
import json
import secrets

import redis

TTL_SECONDS = 3600
REDIS_TIMEOUT_SECONDS = 0.5

# As a whole or not at all: a session without its key would be made twice when the client repeats.
CREATE = """
local id = redis.call('GET', KEYS[1])
if id then return {id, 0} end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
return {ARGV[1], 1}
"""


class Store:
    def __init__(self, url):
        self.redis = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        )
        self.create_script = self.redis.register_script(CREATE)

    def create(self, key, user):
        """The session's id, and whether it is a new one."""
        new_id = secrets.token_urlsafe(16)
        session = json.dumps({"user": user})
        session_id, created = self.create_script(
            keys=["session_key:" + key, "session:" + new_id],
            args=[new_id, session, TTL_SECONDS],
        )
        return session_id, bool(created)

    def read(self, session_id):
        return self.redis.get("session:" + session_id)

    def delete(self, session_id):
        self.redis.delete("session:" + session_id)

    def check(self):
        self.redis.set("session_store:ready", 1, ex=TTL_SECONDS)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # An answer is sent as one: in pieces, each would wait 40 ms for the client's ACK.
    store = None  # Set before the first request.

    def do_GET(self):
        if self.path == "/healthz":
            return self.answer(200, {"status": "alive"})
        if self.path == "/readyz":
            return self.with_redis(self.check)
        return self.with_redis(self.read)

    def do_POST(self):
        self.with_redis(self.create)

    def do_DELETE(self):
        self.with_redis(self.delete)

    def with_redis(self, handle):
        try:
            handle()
        except redis.RedisError as error:
            self.log_message("redis: %s", error)
            self.answer(503, {"error": "unavailable"}, {"Retry-After": "1"})

    def check(self):
        self.store.check()
        self.answer(200, {"status": "ready"})

    def create(self):
        length = int(self.headers.get("Content-Length", 0))
        try:
            user = json.loads(self.rfile.read(length))["user"]
        except (ValueError, KeyError, TypeError):
            return self.answer(400, {"error": "the body must be {\"user\": NAME}"})
        key = self.headers.get("Idempotency-Key") or secrets.token_urlsafe(16)
        session_id, created = self.store.create(key, user)
        self.answer(201 if created else 200, {"id": session_id})

    def read(self):
        session = self.store.read(self.session_id())
        if session is None:
            return self.answer(404, {"error": "no such session"})
        self.answer(200, json.loads(session))

    def delete(self):
        self.store.delete(self.session_id())
        self.answer(204)

    def session_id(self):
        return self.path.rpartition("/")[2]

    def answer(self, status, body=None, headers=None):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser(description="A session store in front of Redis.")
    parser.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/0", metavar="URL")
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    Handler.store = Store(options.redis)
    Server((host, int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
