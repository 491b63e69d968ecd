// SPDX-License-Identifier: MIT
// The servers that are measured, and how each is started.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const answerMsMax = 60_000;

/** Connections that do nothing, beside which the first server is measured once more. */
export const idleConnections = 10_000;

/** Services that are there before anything is measured, with ids from 1. */
export const servicesMax = 1000;

/** A body of 600 bytes, as in the other benchmarks. */
export const startBody =
  '{"customer_id":"00027a52JCGY000M","service_type":"booking","est_duration":3600,' +
  '"timestamp":"2026-03-01T12:00:00.000Z","session_id":"11000ABC-80236C1A-1010",' +
  '"interaction_id":"123ABC908ABFFD8080","application_type":400,"application_id":40,"resource_type":200,' +
  '"resource_id":5005,"media_type":"voice","Feedback":{"FeedbackType":"survey","rating":7,' +
  '"notes":"warm welcome at frontdesk, thanks for the nice trip, and see you again, soon!"},' +
  '"Satisfaction":[{"rating":2,"pertinence":8,"usefull":true,"place":"Terranova mexico resort"},' +
  '{"rating":8,"pertinence":4,"usefull":false,"place":"Fancy resort Paris"}]}';

/** Writes the file json-server keeps its data in, and returns its path. */
function makeDatabase(scratch) {
  const services = Array.from({ length: servicesMax }, (_, i) => ({ id: i + 1, ...JSON.parse(startBody) }));
  const path = join(scratch, 'db.json');
  writeFileSync(path, JSON.stringify({ services }));
  return path;
}

function makeNginxConfig(port, scratch) {
  const path = join(scratch, 'nginx.conf');
  writeFileSync(path, `daemon off; worker_processes 2; pid ${scratch}/nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; client_body_temp_path ${scratch};
  proxy_temp_path ${scratch}; fastcgi_temp_path ${scratch}; uwsgi_temp_path ${scratch}; scgi_temp_path ${scratch};
  server { listen 127.0.0.1:${port} backlog=4096; location / { return 204; } } }
`);
  return path;
}

/**
 * Returns the servers by name: what to run on a port, in a folder of its own, and whether it knows rules, state and time
 * ("service"), keeps what it is given ("state"), or answers what it was told to ("stub").
 */
export function makeServers(build) {
  const modules = join(here, 'node_modules');
  const shim = (port, ...options) => [join(build, 'shim/ucs-shim'), '--port', port, ...options];
  const script = (name) => (port) => [process.execPath, join(here, name), port];
  const tool = (name, ...options) => [process.execPath, join(modules, '.bin', name), ...options];
  return {
    'ucs-shim': {
      kind: 'service',
      command: (port) => shim(port, '--connections-max', String(idleConnections + 1000), '--idle-timeout', '1h'),
    },
    'ucs-shim --control': { kind: 'service', command: (port) => shim(port, '--control', '--control-open') },
    'bare cpp-httplib': { kind: 'service', command: (port) => [join(build, 'tests/bench/ucs_bare_httplib'), port] },
    'node:http': { kind: 'state', command: script('node_http.mjs') },
    fastify: { kind: 'state', command: script('fastify.mjs') },
    express: { kind: 'state', command: script('express.mjs') },
    WireMock: {
      kind: 'stub',
      command: (port) => ['java', '-jar', join(modules, 'wiremock/build/wiremock-standalone-3.13.1.jar'), '--port',
        port, '--bind-address', '127.0.0.1', '--root-dir', join(here, 'wiremock'), '--disable-banner',
        '--no-request-journal', '--async-response-enabled', 'false'],
    },
    prism: {
      kind: 'stub',
      command: (port) => tool('prism', 'mock', '--host', '127.0.0.1', '--port', port, '--verboseLevel', 'silent',
        join(here, 'openapi.yaml')),
    },
    'json-server': {
      kind: 'state',
      without: ['put'],  // knows no extension
      isSeeded: true,
      command: (port, scratch) => tool('json-server', '--quiet', '--host', '127.0.0.1', '--port', port, '--routes',
        join(here, 'routes.json'), makeDatabase(scratch)),
    },
    'nginx return 204': { kind: 'ceiling', command: (port, scratch) => ['nginx', '-c', makeNginxConfig(port, scratch)] },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** A server that runs. */
export class Peer {
  /** Starts it, and waits for its first answer. */
  static async start(name, server, scratch) {
    const port = await freePort();
    const [program, ...options] = server.command(port, scratch);
    const begin = performance.now();
    const log = join(scratch, 'stderr.log');
    const stderr = openSync(log, 'w');
    const child = spawn(program, options, { stdio: ['ignore', 'ignore', stderr], cwd: scratch });
    closeSync(stderr);
    const peer = new Peer(name, server, child, { port, log });
    try {
      await peer.#waitForAnswer(begin);
    } catch (error) {
      await peer.stop();
      throw error;
    }
    return peer;
  }

  constructor(name, server, child, { port, log }) {
    this.name = name;
    this.without = server.without ?? [];
    this.kind = server.kind;
    this.isSeeded = server.isSeeded === true || server.kind === 'stub' || server.kind === 'ceiling';
    this.port = Number(port);
    this.url = `http://127.0.0.1:${port}/genesys/1/cs/services`;
    this.hasRules = server.kind === 'service';
    this.child = child;
    this.log = log;
  }

  async #waitForAnswer(begin) {
    while (performance.now() - begin < answerMsMax) {
      if (this.child.exitCode !== null) break;
      try {
        await (await fetch(`${this.url}/1`)).arrayBuffer();
        this.firstAnswerMs = performance.now() - begin;
        this.firstResidentMb = this.residentMb;
        return;
      } catch {
        await sleep(1);
      }
    }
    throw new Error(`${this.name} does not answer: ${readFileSync(this.log, 'utf8').slice(-2000)}`);
  }

  /** Starts the services that GETs ask for. */
  async seed() {
    if (this.isSeeded) return;
    if (this.hasRules) {
      const schema = { name: 'mark', type: 'single-valued', attributes: [{ name: 'token', type: 'string' }] };
      await this.#create(new URL('/metadata/services/extensions', this.url), JSON.stringify(schema));
    }
    for (let i = 0; i < servicesMax; ++i) await this.#create(`${this.url}/start`, startBody);
  }

  async #create(url, body) {
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    await response.arrayBuffer();
    if (response.status !== 201) throw new Error(`${this.name} answers ${response.status} to POST ${url}`);
  }

  /** The memory it holds, in MiB. */
  get residentMb() {
    const pages = Number(readFileSync(`/proc/${this.child.pid}/statm`, 'latin1').split(' ')[1]);
    return (pages * 4096) / 2 ** 20;
  }

  /** The processor time it has taken, in seconds; of nginx that of its workers. */
  get cpuSeconds() {
    const pids = [this.child.pid];
    if (this.kind === 'ceiling') {
      const path = `/proc/${this.child.pid}/task/${this.child.pid}/children`;
      pids.push(...readFileSync(path, 'latin1').split(' ').filter(Boolean));
    }
    let ticks = 0;
    for (const pid of pids) {
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks / 100;
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }
}
