#!/usr/bin/env node
// A cache of pages that take long to make, as small as one can be: HTTP in front of Redis.
//
//   GET /pages/NAME      200: the page. X-Cache says hit, miss, or off: without Redis it works, too.
//   DELETE /pages/NAME   204: it is not in the cache any more. Without Redis: 503 with Retry-After.
//   GET /healthz         200 while this process works.
//
//   page_cache.js --listen 127.0.0.1:8080 --redis redis://127.0.0.1:6379/0
'use strict';

const http = require('node:http');
const {setTimeout: sleep} = require('node:timers/promises');
const {createClient, ErrorReply} = require('redis');

const TTL_SECONDS = 3600;
const REDIS_TIMEOUT_MS = 500;
const RECONNECT_MS = 50;

function option(name, otherwise) {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
}

let connection = null;  // A promise of a client; null when there is none.
let notBefore = 0;

// Connects when it is asked for. Left to itself, node-redis connects anew at once, again and again
// where Redis takes a connection only to end it.
async function connect() {
  const wait = Math.max(0, notBefore - Date.now());
  notBefore = Date.now() + wait + RECONNECT_MS;
  await sleep(wait);
  const client = createClient({
    url: option('--redis', 'redis://127.0.0.1:6379/0'),
    disableOfflineQueue: true,  // Without a connection, fail at once.
    socket: {
      connectTimeout: REDIS_TIMEOUT_MS,
      reconnectStrategy: () => new Error('the next request connects'),
    },
  });
  const mine = connection;
  client.on('error', () => drop(mine));
  await client.connect();
  return client;
}

function drop(old) {
  if (old === null || connection !== old) return;
  connection = null;
  old.then((client) => client.isOpen && client.disconnect()).catch(() => {});
}

// What Redis says to a client too many is no command's reply: node-redis throws, to nobody.
process.on('uncaughtException', (error) => {
  console.error(error);
  drop(connection);
});

// Left to itself, node-redis waits for a reply for ever, and all later ones wait behind it.
function inTime(reply) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no reply in time')), REDIS_TIMEOUT_MS);
  });
  return Promise.race([reply, late]).finally(() => clearTimeout(timer));
}

// What `command`, a function of a client, comes to. A connection that failed is not used again.
async function ask(command) {
  connection ??= connect();
  const mine = connection;
  try {
    return await inTime(mine.then(command));
  } catch (error) {
    console.error(`redis: ${error.message}`);
    if (!(error instanceof ErrorReply)) drop(mine);
    throw error;
  }
}

function makePage(name) {
  return `<h1>${name}</h1>\n`;
}

async function getPage(name) {
  try {
    const cached = await ask((redis) => redis.get(`page:${name}`));
    if (cached !== null) return {page: cached, cache: 'hit'};
    const page = makePage(name);
    await ask((redis) => redis.set(`page:${name}`, page, {EX: TTL_SECONDS}));
    return {page, cache: 'miss'};
  } catch {
    return {page: makePage(name), cache: 'off'};
  }
}

async function answer(request, response) {
  const [, folder, name] = request.url.split('/');
  if (request.url === '/healthz') {
    response.end('alive\n');
  } else if (folder !== 'pages' || !/^[A-Za-z0-9_-]+$/.test(name)) {
    response.writeHead(404).end();
  } else if (request.method === 'GET') {
    const {page, cache} = await getPage(name);
    response.writeHead(200, {'Content-Type': 'text/html', 'X-Cache': cache}).end(page);
  } else if (request.method === 'DELETE') {
    try {
      await ask((redis) => redis.del(`page:${name}`));
      response.writeHead(204).end();
    } catch {
      response.writeHead(503, {'Retry-After': '1'}).end('unavailable\n');
    }
  } else {
    response.writeHead(405).end();
  }
}

connection = connect();
connection.catch(() => drop(connection));
const [host, port] = option('--listen', '127.0.0.1:8080').split(':');
http.createServer(answer).listen(Number(port), host);
