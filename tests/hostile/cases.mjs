// SPDX-License-Identifier: MIT
//
// The cases of cases.json: bytes, and what a server is to answer to them.
//
//   name     the case in words
//   bytes    all that is sent; or, in place of it, what makes a request:
//   line     the first line; absent: that of Start Service
//   host     the line of the header Host; absent: "Host: localhost"; empty: none
//   headers  further lines
//   body     what follows
//   answers  the statuses, in order and no other; a list, or {"repeat": 200, "times": 3}; "any": that does not matter
//   open     the connection goes on: one more request is sent, and answered. Else it ends, and a request that is sent
//            behind it must never be carried out
//   bare     nothing is sent behind it
//   head     the answers are to HEAD: they have no body
//
// Bytes are a text, each character one of them; or a list of texts, {"repeat": "x", "times": 3}, {"wait": 2} for so many
// answers, {"end": true} to send no more, and {"reset": true}.
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RawConnection } from './raw_connection.mjs';

const startLine = 'POST /genesys/1/cs/services/start HTTP/1.1';
const keys = ['name', 'bytes', 'line', 'host', 'headers', 'body', 'answers', 'open', 'bare', 'head'];
// Answered on a connection that goes on.
const last = Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
// Never carried out: it would take away what all other cases ask for.
const trap = Buffer.from('DELETE /genesys/1/cs/services/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
// Longer ones are not sent byte by byte.
const byteByByteMax = 700;

const listOf = (value) => (Array.isArray(value) ? value : [value]);

/** Returns the parts of a case's bytes, those that are bytes put together. */
function stepsOf({ bytes, line = startLine, host = 'Host: localhost', headers = [], body = [] }) {
  const lines = [line, ...(host === '' ? [] : [host]), ...headers];
  const parts = bytes !== undefined ? listOf(bytes)
    : [...lines.flatMap((one) => [...listOf(one), '\r\n']), '\r\n', ...listOf(body)];
  const steps = [];
  for (const part of parts) {
    const text = typeof part === 'string' ? part : part.repeat?.repeat(part.times);
    if (text === undefined) steps.push(part);
    else if (Buffer.isBuffer(steps.at(-1))) steps.push(Buffer.concat([steps.pop(), Buffer.from(text, 'latin1')]));
    else steps.push(Buffer.from(text, 'latin1'));
  }
  return steps;
}

/** Returns all cases, ready to be run. Fails where one is malformed. */
export function readCases() {
  const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'));
  return cases.map((one) => {
    const unknown = Object.keys(one).filter((key) => !keys.includes(key));
    if (unknown.length > 0) throw new Error(`cases.json: "${one.name}" has ${unknown}; expected some of ${keys}`);
    const { answers } = one;
    const expected = answers === 'any' ? undefined
      : Array.isArray(answers) ? answers : new Array(answers.times).fill(answers.repeat);
    return { ...one, steps: stepsOf(one), expected };
  });
}

async function sendAll(connection, bytes, isByteByByte) {
  if (!isByteByByte) return connection.send(bytes);
  for (let i = 0; i < bytes.length; ++i) {
    if (!(await connection.send(bytes.subarray(i, i + 1)))) return false;
    await nextTurn();
  }
  return true;
}

async function exchange(port, one, isByteByByte) {
  const connection = await RawConnection.open(port, { heads: one.head ? one.expected.length : 0 });
  for (const step of one.steps) {
    if (Buffer.isBuffer(step)) await sendAll(connection, step, isByteByByte);
    else if (step.wait) await connection.awaitAnswers(step.wait);
    else if (step.end) connection.finish();
    else if (step.reset) connection.reset();
  }
  if (one.expected === undefined || one.steps.at(-1).reset) return connection;
  if (one.open) {
    await connection.awaitAnswers(one.expected.length);
    await connection.send(last);
  } else if (!one.bare) {
    await connection.send(trap);
  }
  await connection.awaitEnd();
  return connection;
}

/** Runs one case, whole and byte by byte, and returns what is wrong, or nothing. */
export async function run(port, one) {
  const size = one.steps.reduce((sum, step) => sum + (step.length ?? 0), 0);
  for (const isByteByByte of size <= byteByByteMax ? [false, true] : [false]) {
    const how = isByteByByte ? 'byte by byte: ' : '';
    try {
      const { statuses, problem } = await exchange(port, one, isByteByByte);
      if (one.expected === undefined) continue;
      const expected = one.open ? [...one.expected, 200] : one.expected;
      if (problem) return `${how}${problem}`;
      if (String(statuses) !== String(expected)) return `${how}answered with ${statuses}; expected ${expected}`;
    } catch (error) {
      return how + error.message;
    }
  }
  return undefined;
}
