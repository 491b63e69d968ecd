// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { Shim } from './shim.mjs';

/** One ucs-shim on a file. */
export class FileSetup {
  faults = ['none', 'kill-shim', 'restart-all'];

  constructor({ programs, executable }) {
    this.shims = [new Shim(programs, 'shim_1', executable, () => `sqlite:${join(programs.folder, 'cluster.db')}`)];
  }

  async start() {
    await this.shims[0].start();
  }

  async settled() {}
  async restartDatabase() {}
}
