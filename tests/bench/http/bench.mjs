// SPDX-License-Identifier: MIT
// Measures ucs-shim beside other servers, over HTTP, by wrk: ./dev bench http
//
// Everything runs on this one machine, wrk included. The servers take turns in each round, so that what else the machine
// does hurts all of them alike; a figure is the median of the rounds. Prints tables in Markdown and writes
// http.json and a plot, http.svg, to the build folder.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { here, idleConnections, makeServers, Peer, servicesMax, startBody } from './peers.mjs';
import { plot } from './plot.mjs';

const { values: options } = parseArgs({
  options: {
    build: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '1,64,512' },
    servers: { type: 'string' },
  },
});
const build = resolve(options.build);
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const connectionCounts = options.connections.split(',').map(Number);
const operations = ['post', 'get', 'put'];
const run = promisify(execFile);

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};
const spread = (values) => (Math.max(...values) - Math.min(...values)) / median(values);
const rounded = (value) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(2)));

const millisecondsOf = (text) => {
  const [, number, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text);
  return Number(number) * { us: 0.001, ms: 1, s: 1000, m: 60000 }[unit];
};

/** Runs wrk once, and returns requests a second, the 99th percentile, processor time a request, and errors. */
async function measure(peer, operation, connections) {
  const cpuBefore = peer.cpuSeconds;
  const { stdout } = await run(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '10s', '-s', join(here, `${operation}.lua`), peer.url],
    { env: { ...process.env, START_BODY: startBody, SERVICES_MAX: String(servicesMax) } },
  );
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0);
  if (requests === 0) throw new Error(`${peer.name} answers nothing to ${operation}: ${stdout}`);
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout);
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]),
    p99Ms: millisecondsOf(/^\s+99%\s+(\S+)/m.exec(stdout)[1]),
    cpuUs: ((peer.cpuSeconds - cpuBefore) / Math.max(requests, 1)) * 1e6,
    errors: (socketErrors ?? []).slice(1).reduce((sum, count) => sum + Number(count), 0) + Number(refused?.[1] ?? 0),
  };
}

/** Measures a server once without and once with many connections that do nothing. */
async function measureBesideIdle(peer, add) {
  for (const operation of ['get', 'post']) {
    add(peer.name, `${operation} beside none`, await measure(peer, operation, 64));
    const idle = [];
    for (let i = 0; i < idleConnections; ++i) idle.push(connect(peer.port, '127.0.0.1'));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    const figures = await measure(peer, operation, 64);
    if (figures.errors > 0) throw new Error(`${peer.name} refuses requests beside idle connections: ${figures.errors}`);
    add(peer.name, `${operation} beside idle`, { ...figures, residentMb: peer.residentMb });
    if (idle.some((socket) => socket.destroyed || socket.bytesRead > 0))
      throw new Error(`${peer.name} has not let all idle connections in, or ended some`);
    for (const socket of idle) socket.resetAndDestroy();  // leaves no port in TIME_WAIT
  }
}

/** Measures a server in all ways but beside idle connections. */
async function measureServer(peer, add) {
  add(peer.name, 'start', { firstAnswerMs: peer.firstAnswerMs, residentMb: peer.firstResidentMb });
  for (const connections of connectionCounts) {
    // POST last: at first no server has more than the seeded services.
    for (const operation of [...operations].reverse()) {
      if (!peer.without.includes(operation))
        add(peer.name, `${operation} ${connections}`, await measure(peer, operation, connections));
    }
  }
}

/** Measures a server in one way, in a process of its own, so that what it has kept does not slow it. */
async function measureAnew(measureIn, name, server, add) {
  const scratch = mkdtempSync(join(tmpdir(), 'ucs-bench-'));
  try {
    const peer = await Peer.start(name, server, scratch);
    try {
      await peer.seed();
      await measureIn(peer, add);
    } finally {
      await peer.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function table(header, rows) {
  const lines = [header, header.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function report(results, names) {
  const figure = (name, key, member) => results[name][key].map((run) => run[member]);
  const text = [];
  text.push(table(
    ['server', 'what it is', 'first answer', 'resident then'],
    names.map((name) => [name, results[name].kind, `${rounded(median(figure(name, 'start', 'firstAnswerMs')))} ms`,
      `${rounded(median(figure(name, 'start', 'residentMb')))} MiB`]),
  ));
  for (const operation of operations) {
    for (const connections of connectionCounts) {
      const key = `${operation} ${connections}`;
      if (!results[names[0]][key]) continue;
      const own = median(figure(names[0], key, 'rate'));
      text.push(`\n${operation.toUpperCase()}, ${connections} connection${connections === 1 ? '' : 's'}\n`);
      text.push(table(
        ['server', 'requests/s', 'spread', `${names[0]} is`, 'p99', 'processor time a request', 'errors'],
        names.filter((name) => results[name][key]).map((name) => {
          const rates = figure(name, key, 'rate');
          const errors = figure(name, key, 'errors').reduce((a, b) => a + b, 0);
          return [name, rounded(median(rates)), `${rounded(spread(rates) * 100)} %`, `${(own / median(rates)).toFixed(2)} times`,
            `${rounded(median(figure(name, key, 'p99Ms')))} ms`, `${rounded(median(figure(name, key, 'cpuUs')))} µs`, errors];
        }),
      ));
    }
  }
  return text.join('\n');
}

/** What is aimed at, as rows of a table: a figure, its target, and whether that was met. Left out is what was not measured. */
function targets(results) {
  const middle = (name, key, member) => {
    const runs = results[name]?.[key];
    return runs === undefined ? undefined : median(runs.map((run) => run[member]));
  };
  const ratio = (key, member, name, otherKey = key) =>
    middle('ucs-shim', key, member) / middle(name, otherKey, member);
  const rows = [];
  const atLeast = (what, value, target) => rows.push([what, value, `at least ${target}`, value >= target]);
  const atMost = (what, value, target) => rows.push([what, value, `at most ${target}`, value <= target]);
  atLeast('POST, 64 connections, against bare cpp-httplib', ratio('post 64', 'rate', 'bare cpp-httplib'), 1.6);
  atMost('its processor time a request, likewise', ratio('post 64', 'cpuUs', 'bare cpp-httplib'), 0.6);
  atLeast('GET, 64 connections, against bare cpp-httplib', ratio('get 64', 'rate', 'bare cpp-httplib'), 1.8);
  atLeast('POST, 64 connections, against node:http', ratio('post 64', 'rate', 'node:http'), 1.5);
  atLeast('GET, 64 connections, against node:http', ratio('get 64', 'rate', 'node:http'), 1.4);
  for (const operation of ['post', 'get']) {
    const name = operation.toUpperCase();
    atLeast(`${name}, 512 connections, against own 64`, ratio(`${operation} 512`, 'rate', 'ucs-shim', `${operation} 64`), 0.8);
    atMost(`${name}, 512 connections, p99 in ms`, middle('ucs-shim', `${operation} 512`, 'p99Ms'), 50);
    atLeast(`${name} beside ${idleConnections} idle connections, against without`,
      ratio(`${operation} beside idle`, 'rate', 'ucs-shim', `${operation} beside none`), 0.9);
  }
  atMost(`memory with ${idleConnections} idle connections, in MiB`, middle('ucs-shim', 'get beside idle', 'residentMb'), 100);
  for (const [name, target] of [['WireMock', 2], ['prism', 15], ['json-server', 500]])
    atLeast(`POST, 64 connections, against ${name}`, ratio('post 64', 'rate', name), target);
  return rows.filter(([, value]) => Number.isFinite(value))
    .map(([what, value, target, isMet]) => [what, value.toPrecision(3), target, isMet ? 'yes' : '**no**']);
}

const all = makeServers(build);
const names = options.servers ? options.servers.split(',') : Object.keys(all);
const results = Object.fromEntries(names.map((name) => [name, { kind: all[name].kind }]));
for (let round = 0; round < rounds; ++round) {
  for (const name of names) {
    process.stderr.write(`round ${round + 1} of ${rounds}: ${name}\n`);
    const add = (server, key, figures) => (results[server][key] ??= []).push(figures);
    await measureAnew(measureServer, name, all[name], add);
    if (name === Object.keys(all)[0]) await measureAnew(measureBesideIdle, name, all[name], add);
  }
}
console.log(`${cpus().length} processors (${cpus()[0].model}), node ${process.version}, ${rounds} rounds of ${seconds} s\n`);
console.log(report(results, names));
console.log(`\n${table(['figure', 'measured', 'target', 'met'], targets(results))}`);
const output = join(build, 'tests/bench');
writeFileSync(join(output, 'http.json'), JSON.stringify(results, null, 1));
writeFileSync(join(output, 'http.svg'), plot(results, names, operations, connectionCounts, median));
console.error(`written: ${join(output, 'http.json')} and http.svg`);
