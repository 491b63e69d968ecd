// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { database, makeFolder, path, query, runTool } from './postgres.mjs';
import { asDatabaseUser, freeze, signal } from './programs.mjs';
import { Shim } from './shim.mjs';
import { sleep } from './waiting.mjs';

/** Two ucs-shim on one server of PostgreSQL, that nobody takes over from. */
export class ServerSetup {
  faults = ['none', 'kill-server', 'pause-primary', 'kill-shim', 'restart-all'];

  #programs;
  #network;
  #folder;
  #data;
  #machine;
  #program;

  constructor({ programs, network, executable }) {
    this.#programs = programs;
    this.#network = network;
    this.shims = [1, 2].map((i) => new Shim(programs, `shim_${i}`, executable, () => this.#url));
  }

  get #url() {
    const { address, port } = this.#machine;
    return `postgresql://${database}@${address}:${port}/${database}?target_session_attrs=read-write`;
  }

  async start() {
    this.#machine = await this.#network.add();
    this.#folder = makeFolder(this.#programs.folder, 'postgres');
    this.#data = join(this.#folder, 'data');
    await runTool(['initdb', '-D', this.#data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      { cwd: this.#folder });
    await this.#startServer();
    await query(this.#folder, this.#machine.port, 'postgres', `CREATE ROLE ${database} LOGIN`);
    await query(this.#folder, this.#machine.port, 'postgres', `CREATE DATABASE ${database} OWNER ${database}`);
    for (const shim of this.shims) await shim.start();
  }

  async #startServer() {
    const { address, port, enter } = this.#machine;
    this.#program = this.#programs.start('postgres',
      [...enter, ...asDatabaseUser(['postgres', '-D', this.#data, '-k', this.#folder, '-h', address, '-p', String(port)])],
      { cwd: this.#folder, env: { PATH: path } });
    await this.#program.waitFor('answers', 60_000, () => query(this.#folder, port, 'postgres', 'SELECT 1'));
  }

  async settled() {}

  async killServer(awayMs) {
    await this.#program.kill();
    await sleep(awayMs);
    await this.#startServer();
  }

  async pausePrimary(pauseMs) {
    const family = freeze(this.#program.pid);
    await sleep(pauseMs);
    signal(family, 'SIGCONT');
  }

  async restartDatabase() {
    await this.#program.stop('SIGINT');
    await this.#startServer();
  }
}
