// SPDX-License-Identifier: MIT
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withUs } from './programs.mjs';
import { send } from './requests.mjs';

/** One ucs-shim, which can be killed and started again. */
export class Shim {
  #programs;
  #executable;
  #store;
  #portFile;
  #program;

  /** `store` returns what its option --store is given. */
  constructor(programs, name, executable, store) {
    this.#programs = programs;
    this.name = name;
    this.#portFile = join(programs.folder, `${name}.port`);
    this.#executable = executable;
    this.#store = store;
  }

  /** Where it listens. Another one after each start. */
  url = undefined;

  async start() {
    rmSync(this.#portFile, { force: true });
    this.#program = this.#programs.start(this.name,
      withUs([this.#executable, '--port', '0', '--port-file', this.#portFile, '--store', this.#store()]));
    this.url = await this.#program.waitFor('listens', 60_000, async () => {
      const port = readFileSync(this.#portFile, 'utf8').trim();
      if (port === '') return undefined;
      const url = `http://127.0.0.1:${port}`;
      const { status } = await send(`${url}/healthz`, { msMax: 5000 });
      return status === 200 ? url : undefined;
    });
  }

  async kill() {
    this.#expectRunning();
    await this.#program.kill();
  }

  async stop() {
    this.#expectRunning();
    if (!(await this.#program.stop())) throw this.#program.failure('did not end when it was told to');
  }

  #expectRunning() {
    if (this.#program.hasEnded) throw this.#program.failure('has ended by itself');
  }
}
