// SPDX-License-Identifier: MIT
//
// A client that does nothing wrong, in a thread of its own, so that what others do does not slow it down: it asks again and
// again over one connection, and now and then over a new one, and measures how long that takes.
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from './raw_connection.mjs';

const pauseMs = 4;
const requestsAConnection = 25;
const request = Buffer.from('GET /services/1 HTTP/1.1\r\nHost: localhost\r\n\r\n');

async function ask(port) {
  let times = [];
  let problems = [];
  parentPort.on('message', () => {
    parentPort.postMessage({ times: times.splice(0), problems: problems.splice(0) });
  });
  const kept = await RawConnection.open(port);
  for (let count = 1; ; ++count) {
    const begin = performance.now();
    try {
      const isNew = count % requestsAConnection === 0;
      const connection = isNew ? await RawConnection.open(port) : kept;
      await connection.send(request);
      await connection.awaitAnswers(1);
      const answer = connection.answers.shift();
      if (answer?.status !== 200) problems.push(`answered with ${answer?.status ?? 'an end'}`);
      if (isNew) connection.close();
    } catch (error) {
      problems.push(error.message);
    }
    times.push(performance.now() - begin);
    await sleep(pauseMs);
  }
}

export class HonestClient {
  #worker;
  #failed;

  constructor(port) {
    this.#worker = new Worker(fileURLToPath(import.meta.url), { workerData: { port } });
    this.#failed = new Promise((_, reject) => this.#worker.once('error', reject));
    this.#failed.catch(() => {});  // told by the next report
  }

  /** Returns what it has met since it was last asked: { count, medianMs, p99Ms, problems }. */
  async report() {
    const told = new Promise((resolve) => this.#worker.once('message', resolve));
    this.#worker.postMessage('report');
    const { times, problems } = await Promise.race([told, this.#failed]);
    const sorted = times.sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { count: times.length, medianMs: at(0.5), p99Ms: at(0.99), problems };
  }

  end() { return this.#worker.terminate(); }
}

if (!isMainThread) ask(workerData.port);
