// SPDX-License-Identifier: MIT
//
// Testing a client in Node against ucs-shim: `UCS_SHIM=path/to/ucs-shim node --test examples/node`.
// One server for all tests; each has a namespace, a world of its own, and so they may run at once.
// docs/control-api.md has all that a test can do.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';

import { BookingClient } from './booking_client.mjs';

const CUSTOMER = '00027a52JCGY000M';

let shim;
let url;

before(async () => {
  shim = spawn(process.env.UCS_SHIM ?? 'ucs-shim',
    ['--control', '--control-open', '--clock', 'frozen', '--port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: shim.stderr })) {
    url = line.match(/listens on (http:\S+)/)?.[1];
    if (url) break;
  }
  assert.ok(url, 'ucs-shim says where it listens');
  shim.stderr.resume();
});

after(async () => {
  shim.kill();
  await once(shim, 'exit');
});

/** The world of one test. */
class World {
  #headers;

  constructor(name) {
    this.#headers = { 'X-UCS-Namespace': name };
    this.client = new BookingClient(url, this.#headers);
  }

  async control(method, path, body) {
    const answer = await fetch(`${url}/_ucs/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...this.#headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return text ? JSON.parse(text) : undefined;
  }
}

describe('a booking', { concurrency: true }, () => {
  test('is open until it is closed', async () => {
    const { client } = new World('closed');
    const id = await client.open(CUSTOMER);
    assert.equal(await client.hasOpen(CUSTOMER), true);
    await client.close(id);
    assert.equal(await client.hasOpen(CUSTOMER), false);
  });

  test('is forgotten after a day', async () => {
    const world = new World('forgotten');
    await world.client.open(CUSTOMER);
    await world.control('POST', 'clock/advance', { by: '23h' });
    assert.equal(await world.client.hasOpen(CUSTOMER), true);
    await world.control('POST', 'clock/advance', { by: '1h' });
    assert.equal(await world.client.hasOpen(CUSTOMER), false);
  });

  test('is closed once, even if the answer is lost', async () => {
    const world = new World('lost-answer');
    const id = await world.client.open(CUSTOMER);
    await world.control('POST', 'faults',
      { when: { operation: 'complete_service' }, times: 1, action: { kind: 'lose_answer' } });
    await world.client.close(id);
    assert.equal(await world.client.hasOpen(CUSTOMER), false);
    const verified = await world.control('POST', 'verify', { operation: 'complete_service', times: 2 });
    assert.ok(verified.is_met, verified.message);
  });

  test('is not given up while the server is busy', async () => {
    const world = new World('busy');
    const id = await world.client.open(CUSTOMER);
    await world.control('POST', 'faults', { times: 2, action: { kind: 'status', status: 503 } });
    await world.client.close(id);
    assert.equal(await world.client.hasOpen(CUSTOMER), false);
  });
});
