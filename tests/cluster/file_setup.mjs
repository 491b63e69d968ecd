// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { Shim } from './shim.mjs';

/** One ucs-shim on a file. */
export class FileSetup {
  faults = ['none', 'kill-shim', 'restart-all'];

  constructor({ programs, executable }, store = `sqlite:${join(programs.folder, 'cluster.db')}`) {
    this.shims = [new Shim(programs, 'shim_1', executable, () => store)];
  }

  async start() {
    await this.shims[0].start();
  }

  async settled() {}
  async restartDatabase() {}
}

/** One ucs-shim that keeps nothing: the test must find that. */
export class MemorySetup extends FileSetup {
  constructor(place) {
    super(place, 'memory');
  }
}
