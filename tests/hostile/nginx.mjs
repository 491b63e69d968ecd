// SPDX-License-Identifier: MIT
//
// docs/nginx.conf as it stands there, but for the lines that are marked CHANGE, in front of a real ucs-shim.
//
//   node nginx.mjs --shim <ucs-shim> --nginx <nginx> --config <docs/nginx.conf>
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Programs, withUs } from '../cluster/programs.mjs';

const name = 'ucs.example.com';
// Not that of the proxy, and yet of this machine.
const clientAddress = '127.0.0.2';

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Puts the values of a test into the lines that are marked, each of which must be there once. */
function changed(config, changes) {
  let text = config;
  for (const [from, to] of changes) {
    const lines = text.split('\n').filter((line) => line.includes(from) && line.includes('CHANGE'));
    assert.equal(lines.length, 1, `nginx.conf has ${lines.length} lines marked CHANGE with ${from}`);
    text = text.replace(lines[0], lines[0].replace(from, to));
  }
  return text;
}

function wholeConfig(folder, server) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n');
  const user = process.getuid() === 0 ? `user ${userInfo().username};` : '';
  return `${user} daemon off; pid ${folder}/pid; error_log stderr; worker_processes 1; events {}\n` +
    `http { access_log off;\n${temporary}\n${server} }\n`;
}

class Client {
  #options;

  constructor(port, ca) {
    const agent = new https.Agent({ keepAlive: true });
    this.#options = { host: '127.0.0.1', port, ca, servername: name, agent, localAddress: clientAddress };
  }

  send(method, path, { body = '', headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      const length = body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) };
      const request = https.request({ ...this.#options, method, path, headers: { Host: name, ...length, ...headers } },
        (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
            body: Buffer.concat(parts).toString() }));
        });
      request.on('error', reject);
      request.end(body);
    });
  }
}

async function check(client, shimLog) {
  const start = '/genesys/1/cs/services/start';
  const started = await client.send('POST', start, { body: '{"customer_id":"c"}' });
  assert.equal(started.status, 201);
  assert.equal(started.headers['cache-control'], 'no-store');
  assert.equal(started.headers['x-content-type-options'], 'nosniff');
  assert.match(started.headers['strict-transport-security'], /max-age/);
  assert.equal(started.headers.server, 'nginx', 'nginx tells its version');
  for (const headers of [{}, { Range: 'bytes=0-3' }]) {
    const { status, body } = await client.send('GET', '/services/1', { headers });
    assert.equal(status, 200);
    assert.equal(JSON.parse(body).service_id, 1);
  }
  assert.equal((await client.send('POST', start, { body: ' '.repeat(1 << 20) })).status, 400);
  assert.equal((await client.send('POST', start, { body: ' '.repeat((1 << 20) + 1) })).status, 413);
  assert.equal((await client.send('GET', '/services/1', { headers: { 'X-Big': 'x'.repeat(9000) } })).status, 400);
  const exported = await client.send('GET', '/maintenance/services/stream?time_from=2001-01-01T00:00:00Z');
  assert.equal(JSON.parse(exported.body).length, 1);
  assert.equal((await client.send('GET', '/healthz')).status, 200);
  for (const path of ['/readyz', '/_ucs/namespaces']) assert.equal((await client.send('GET', path)).status, 404);
  await client.send('GET', '/services/77', { headers: { 'X-Forwarded-For': '6.6.6.6, 127.0.0.1' } });
  assert.match(shimLog(), new RegExp(`${clientAddress.replaceAll('.', '\\.')} "GET /services/77" 404`));
  // Whoever asks too often is told to wait.
  const answers = await Promise.all(Array.from({ length: 400 }, () => client.send('GET', '/services/1')));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [200, 429]);
}

async function main() {
  const { values } = parseArgs({ options: { shim: { type: 'string' }, nginx: { type: 'string' }, config: { type: 'string' } } });
  const folder = mkdtempSync(join(tmpdir(), 'ucs-nginx-'));
  const programs = new Programs(folder);
  try {
    const file = (part) => join(folder, part);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
      '-addext', `subjectAltName=DNS:${name}`, '-keyout', file('key'), '-out', file('certificate')], { stdio: 'pipe' });
    // nginx passes on the name that clients use: only who has users, or lets everybody in, answers under it.
    const shim = programs.start('ucs-shim', withUs([values.shim, '--port=0', `--port-file=${file('port')}`,
      '--trusted-proxy=127.0.0.1', '--insecure']));
    const shimPort = await shim.waitFor('listens', 60_000, () => Number(readFileSync(file('port'), 'utf8')));
    const port = await freePort();
    writeFileSync(file('nginx.conf'), wholeConfig(folder, changed(readFileSync(values.config, 'utf8'), [
      ['127.0.0.1:8080', `127.0.0.1:${shimPort}`],
      ['listen 443', `listen 127.0.0.1:${port}`],
      ['/etc/ssl/certs/ucs.pem', file('certificate')],
      ['/etc/ssl/private/ucs.key', file('key')],
    ])));
    const nginx = programs.start('nginx', withUs([values.nginx, '-c', file('nginx.conf'), '-e', 'stderr']));
    const client = new Client(port, readFileSync(file('certificate')));
    await nginx.waitFor('listens', 60_000, async () => (await client.send('GET', '/healthz')).status === 200);
    await check(client, () => readFileSync(file('ucs-shim.log'), 'utf8'));
    console.log('1 passed, 0 failed');
  } finally {
    await programs.stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}

await main();
