// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { makeFolder, path, query } from './postgres.mjs';
import { asDatabaseUser, familyOf, freeze, killFamily, signal } from './programs.mjs';

/** One member of a failover group: pg_autoctl, and the PostgreSQL that it watches over. */
export class GroupNode {
  #programs;
  #create;
  #folder;
  #program;

  /** `create` are the words of `pg_autoctl create` that say what it is. */
  constructor(programs, machine, name, create) {
    this.#programs = programs;
    this.machine = machine;
    this.name = name;
    this.#create = create;
    this.#folder = makeFolder(programs.folder, name);
  }

  get #data() { return join(this.#folder, 'data'); }

  /** Makes it, and starts it. */
  create() {
    const { address, port } = this.machine;
    this.#run(['create', ...this.#create, '--pgdata', this.#data, '--pgport', String(port), '--hostname', address,
      '--auth', 'trust', '--no-ssl', '--run']);
  }

  start() {
    this.#run(['run', '--pgdata', this.#data]);
  }

  #run(words) {
    this.#program = this.#programs.start(this.name, [...this.machine.enter, ...asDatabaseUser(['pg_autoctl', ...words])], {
      cwd: this.#folder,
      // All that it would put elsewhere: its configuration, its state, and the socket.
      env: {
        PATH: path,
        HOME: this.#folder,
        TMPDIR: this.#folder,
        XDG_CONFIG_HOME: join(this.#folder, 'config'),
        XDG_DATA_HOME: join(this.#folder, 'share'),
        XDG_RUNTIME_DIR: join(this.#folder, 'run'),
        PG_REGRESS_SOCK_DIR: this.#folder,
        PGHOST: this.#folder,
      },
    });
  }

  /** Executes a statement as the superuser. */
  query(name, statement) {
    return query(this.#folder, this.machine.port, name, statement);
  }

  waitFor(what, msMax, probe) {
    return this.#program.waitFor(what, msMax, probe);
  }

  /** Kills it with all its processes at once, as if the machine lost its power. */
  kill() {
    return this.#program.kill();
  }

  /** Kills PostgreSQL, but not pg_autoctl, which starts it again. */
  killServer() {
    const postmaster = familyOf(this.#program.pid).find(({ name }) => name === 'postgres');
    if (postmaster === undefined) throw this.#program.failure('has no PostgreSQL to kill');
    killFamily(postmaster.pid);
  }

  /** Stops all its processes, and returns what lets them go on. */
  pause() {
    const family = freeze(this.#program.pid);
    return () => signal(family, 'SIGCONT');
  }

  async stop() {
    if (!(await this.#program.stop())) throw this.#program.failure('did not end when it was told to');
  }
}
