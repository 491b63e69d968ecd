// SPDX-License-Identifier: MIT
//
// A connection that sends exactly the bytes it is told to, and reads the answers strictly.
import net from 'node:net';

/** Finds the answers in bytes as they come. What is no answer is an error, and stays in `problem`. */
class AnswerReader {
  #bytes = Buffer.alloc(0);
  #head = undefined;
  #heads;
  answers = [];
  problem = undefined;

  /** The first `heads` answers are to HEAD: they have no body. */
  constructor(heads) {
    this.#heads = heads;
  }

  /** Whether bytes have come that belong to no whole answer. */
  get isWithin() { return this.#bytes.length > 0 || this.#head !== undefined; }

  take(bytes) {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    try {
      while (this.#takeOne());
    } catch (error) {
      this.problem ??= error.message;
    }
  }

  #takeOne() {
    this.#head ??= this.#takeHead();
    if (this.#head === undefined) return false;
    const { status, headers } = this.#head;
    const hasBody = status >= 200 && status !== 204 && this.answers.length >= this.#heads;
    const body = !hasBody ? '' : headers['transfer-encoding'] === 'chunked' ? this.#takeChunks() : this.#takeLength();
    if (body === undefined) return false;
    this.answers.push({ status, headers, body });
    this.#head = undefined;
    return true;
  }

  #takeHead() {
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [first, ...lines] = this.#bytes.toString('latin1', 0, end).split('\r\n');
    const [, status] = /^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(first) ?? fail(`no status line: ${first.slice(0, 100)}`);
    const headers = {};
    for (const line of lines) {
      const [, name, value] = /^([\w-]+): ([ -~]*)$/.exec(line) ?? fail(`no header: ${line.slice(0, 100)}`);
      if (Object.hasOwn(headers, name.toLowerCase())) fail(`the header ${name} is there twice`);
      headers[name.toLowerCase()] = value;
    }
    this.#bytes = this.#bytes.subarray(end + 4);
    return { status: Number(status), headers };
  }

  #takeLength() {
    const length = Number(this.#head.headers['content-length'] ?? fail('an answer without Content-Length'));
    if (this.#bytes.length < length) return undefined;
    const body = this.#bytes.toString('utf8', 0, length);
    this.#bytes = this.#bytes.subarray(length);
    return body;
  }

  #takeChunks() {
    const parts = [];
    for (let at = 0; ;) {
      const end = this.#bytes.indexOf('\r\n', at);
      if (end < 0) return undefined;
      const length = parseInt(this.#bytes.toString('latin1', at, end), 16);
      const next = end + 2 + length + 2;
      if (this.#bytes.length < next) return undefined;
      parts.push(this.#bytes.toString('utf8', end + 2, end + 2 + length));
      at = next;
      if (length > 0) continue;
      this.#bytes = this.#bytes.subarray(at);
      return parts.join('');
    }
  }
}

function fail(text) {
  throw new Error(text);
}

export class RawConnection {
  #socket;
  #reader;
  #changed = [];
  #bytes = 0;
  hasEnded = false;

  /** Connects. `heads` as in AnswerReader; with `isCounting` answers are not looked at. */
  static open(port, { heads = 0, isCounting = false } = {}) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.removeListener('error', reject);
        resolve(new RawConnection(socket, heads, isCounting));
      });
    });
  }

  constructor(socket, heads, isCounting) {
    this.#socket = socket;
    this.#reader = new AnswerReader(heads);
    const change = () => this.#changed.splice(0).forEach((resolve) => resolve());
    const end = () => {
      this.hasEnded = true;
      socket.destroy();
      change();
    };
    socket.on('data', (bytes) => {
      this.#bytes += bytes.length;
      if (!isCounting) this.#reader.take(bytes);
      change();
    });
    // A reset, too, is an end: what came before it counts.
    for (const event of ['end', 'error', 'close']) socket.on(event, end);
  }

  get answers() { return this.#reader.answers; }
  get statuses() { return this.answers.map(({ status }) => status); }
  /** How many bytes have come. */
  get bytes() { return this.#bytes; }
  /** What is wrong with the answers, if anything. */
  get problem() {
    return this.#reader.problem ?? (this.hasEnded && this.#reader.isWithin ? 'it ended within an answer' : undefined);
  }

  /** Sends bytes, and waits until the system has taken them. False: nobody takes them any more. */
  send(bytes) {
    if (this.hasEnded || bytes.length === 0) return Promise.resolve(!this.hasEnded);
    return new Promise((resolve) => {
      this.#socket.write(bytes, (error) => resolve(!error));
    });
  }

  /** Waits until `isTrue`, or the connection has ended. An error after `msMax`. */
  async until(isTrue, msMax = 30_000) {
    let timer;
    const timeout = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing after ${msMax / 1000} s; so far ${this.statuses}`)), msMax);
    });
    try {
      while (!this.hasEnded && !isTrue()) {
        await Promise.race([timeout, new Promise((resolve) => this.#changed.push(resolve))]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  awaitAnswers(count) { return this.until(() => this.answers.length >= count || this.#reader.problem); }
  awaitEnd(msMax) { return this.until(() => false, msMax); }

  /** Reads nothing any more; and goes on. */
  pause() { this.#socket.pause(); }
  resume() { this.#socket.resume(); }
  /** Tells that nothing more comes; answers can still come. */
  finish() { this.#socket.end(); }
  reset() { this.#socket.resetAndDestroy(); }
  close() { this.#socket.destroy(); }
}
