// SPDX-License-Identifier: MIT
//
// Clients that want a server to have no time, no memory or no files left for others. Each attack returns what it did, in
// words, and fails where the server did not do to it what it should.
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from './raw_connection.mjs';

const query = Buffer.from('GET /services/1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
const post = (headers) => Buffer.from(`POST /genesys/1/cs/services/start HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`);
const bodyBytesMax = 1 << 20;
// How many connect at the same moment: more would wait in the system for each other.
const atOnceMax = 200;

function require(isTrue, text) {
  if (!isTrue) throw new Error(text);
}

/** Calls `make` so many times, some at once, and returns what it made. */
async function times(count, make) {
  const made = [];
  for (let begin = 0; begin < count; begin += atOnceMax) {
    const size = Math.min(atOnceMax, count - begin);
    made.push(...(await Promise.all(Array.from({ length: size }, (_, i) => make(begin + i)))));
  }
  return made;
}

const open = (port, count, options) => times(count, () => RawConnection.open(port, options));

/** Returns how often each status is there, in words. */
function tally(connections) {
  const counts = {};
  for (const { statuses } of connections) {
    for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  }
  return Object.entries(counts).map(([status, count]) => `${count} of ${status}`).join(', ') || 'no answer';
}

/** Sends something small to all, again and again, until all have ended. */
async function drip(connections, bytes) {
  while (connections.some(({ hasEnded }) => !hasEnded)) {
    await Promise.all(connections.map((connection) => connection.send(bytes)));
    await sleep(100);
  }
}

function requireOnly(connections, statuses) {
  for (const connection of connections) {
    require(!connection.problem, connection.problem);
    require(connection.statuses.length === 1 && statuses.includes(connection.statuses[0]),
      `answered with ${connection.statuses}; expected one of ${statuses}`);
  }
}

async function slowHeaders({ port }) {
  const connections = await open(port, 1000);
  for (const connection of connections) connection.send(query.subarray(0, -2));
  await drip(connections, Buffer.from('X: y\r\n'));
  requireOnly(connections, [408, 431]);
  return `1,000 connections, a header each 100 ms: ${tally(connections)}`;
}

async function slowBodies({ port }) {
  const connections = await open(port, 1000);
  for (const connection of connections) connection.send(post('Content-Length: 1000'));
  await drip(connections, Buffer.from(' '));
  requireOnly(connections, [408]);
  return `1,000 connections, a byte each 100 ms: ${tally(connections)}`;
}

async function bodiesWithoutAnEnd({ port }) {
  const body = Buffer.alloc(bodyBytesMax - 1, ' ');
  const connections = await open(port, 300);
  await Promise.all(connections.map(async (connection) => {
    await connection.send(post(`Content-Length: ${bodyBytesMax}`));
    await connection.send(body);
  }));
  await sleep(1000);
  const refused = connections.filter(({ statuses }) => statuses.length > 0);
  requireOnly(refused, [408, 503]);
  require(refused.length > 0, 'all were taken');
  for (const connection of connections) connection.close();
  return `300 connections, all of 1 MiB but a byte: ${tally(connections)}`;
}

/** Asks again and again for something large, and reads nothing until the server must have lost patience. */
async function readNothing(port, sendTimeoutMs, count, requests, bytesOfAll) {
  const connections = await open(port, count, { isCounting: true });
  for (const connection of connections) {
    connection.pause();
    connection.send(requests);
  }
  await sleep(sendTimeoutMs + 2000);
  for (const connection of connections) connection.resume();
  await Promise.all(connections.map((connection) => connection.awaitEnd()));
  // One or the other may have begun so late that it was not late yet.
  const given = connections.filter(({ bytes }) => bytes < bytesOfAll).length;
  require(given >= count / 2, `only ${given} of ${count} were given up`);
  const mean = connections.reduce((sum, { bytes }) => sum + bytes, 0) / count;
  return `${given} of ${count} connections given up, after ${(mean / 1e6).toFixed(1)} of ${(bytesOfAll / 1e6).toFixed(1)} MB`;
}

async function slowReaders({ port, sendTimeoutMs, largeService }) {
  const request = `GET /genesys/1/cs/services/${largeService}?extensions=* HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  return readNothing(port, sendTimeoutMs, 100, Buffer.from(request.repeat(100)), 100 * 300_000);
}

async function slowExportReaders({ port, sendTimeoutMs, exported }) {
  const path = '/maintenance/services/stream?export_content=true&time_from=1999-01-01T00:00:00Z';
  return readNothing(port, sendTimeoutMs, 40, Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`), exported);
}

async function idle({ port, connectionsMax }) {
  const hard = Number(/^Max open files +\d+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))[1]);
  const wanted = connectionsMax - 100;
  const count = Math.min(wanted, hard - 200);
  const connections = await open(port, count);
  await Promise.all(connections.slice(0, 1000).map(async (connection) => {
    await connection.send(query);
    await connection.awaitAnswers(1);
    require(connection.statuses[0] === 200, `answered with ${connection.statuses}`);
  }));
  await sleep(1000);
  require(connections.every(({ hasEnded }) => !hasEnded), 'some were ended at once');
  for (const connection of connections) connection.close();
  const less = count < wanted ? `, as a process may have ${hard} files open` : '';
  return `${count.toLocaleString('en')} connections that do nothing${less}`;
}

async function churn({ port }) {
  await times(4000, async (i) => {
    const connection = await RawConnection.open(port);
    if (i % 4 === 1) await connection.send(query.subarray(0, 20));
    if (i % 4 === 2) await connection.send(query);
    if (i % 4 === 3) await connection.send(post('Content-Length: 100'));
    if (i % 8 < 4) connection.close();
    else connection.reset();
  });
  return '4,000 connections, left at once, in half of the requests by a reset';
}

async function pipelines({ port }) {
  const count = 1000;
  const requests = Array.from({ length: count }, (_, i) =>
    `GET /services/${i % 3 === 0 ? 1 : `9999${i}`} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('');
  const expected = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 200 : 404));
  const connections = await open(port, 20);
  await Promise.all(connections.map(async (connection) => {
    await connection.send(Buffer.from(requests));
    await connection.awaitAnswers(count);
    require(String(connection.statuses) === String(expected), 'the answers are not those, in this order');
    connection.answers.forEach(({ body }, i) => {
      require(body.includes(`"/services/9999${i}"`) !== (i % 3 === 0), 'an answer is that to another request');
    });
    connection.close();
  }));
  return `20 connections, each with ${count} requests at once`;
}

async function tooLarge({ port }) {
  const chunk = Buffer.from(`10000\r\n${' '.repeat(65536)}\r\n`);
  const all = [];
  for (let wave = 0; wave < 10; ++wave) {
    const connections = await open(port, 100);
    await Promise.all(connections.map(async (connection) => {
      await connection.send(post('Transfer-Encoding: chunked'));
      while (connection.answers.length === 0 && (await connection.send(chunk))) await nextTurn();
      await connection.awaitAnswers(1);
      connection.close();
    }));
    all.push(...connections);
  }
  requireOnly(all, [413, 503]);
  return `10 times 100 connections, chunks without an end: ${tally(all)}`;
}

/** In the order in which they are carried out. */
export const attacks = [
  { name: 'slow headers', strike: slowHeaders },
  { name: 'slow bodies', strike: slowBodies },
  { name: 'bodies without an end', strike: bodiesWithoutAnEnd },
  { name: 'chunks without an end', strike: tooLarge },
  { name: 'slow readers', strike: slowReaders },
  { name: 'slow readers of an export', strike: slowExportReaders },
  { name: 'idle connections', strike: idle },
  { name: 'connection churn', strike: churn },
  { name: 'long pipelines', strike: pipelines },
];
