// SPDX-License-Identifier: MIT
import { GroupNode } from './group_node.mjs';
import { database } from './postgres.mjs';
import { Shim } from './shim.mjs';
import { sleep, until } from './waiting.mjs';

const nodes = 3;

/** Long enough for a copy of the database, and for a failover on a machine that is busy. */
const changeMsMax = 180_000;

/** Two ucs-shim on a failover group of pg_auto_failover: a monitor and three nodes, of which two have each commit. */
export class GroupSetup {
  faults = ['none', 'kill-server', 'kill-primary', 'pause-primary', 'wake-primary', 'cut-primary', 'kill-shim',
    'restart-all'];

  #programs;
  #network;
  #monitor;
  #nodes = [];

  constructor({ programs, network, executable }) {
    this.#programs = programs;
    this.#network = network;
    if (!network.isOwn) this.faults = this.faults.filter((name) => name !== 'cut-primary');
    this.shims = [1, 2].map((i) => new Shim(programs, `shim_${i}`, executable, () => this.#url));
  }

  /** All nodes: whoever is the primary takes writes. The network is ours alone. */
  get #url() {
    const hosts = this.#nodes.map(({ machine }) => `${machine.address}:${machine.port}`).join(',');
    return `postgresql://${database}@${hosts}/${database}?target_session_attrs=read-write&sslmode=disable`;
  }

  async start() {
    this.#monitor = new GroupNode(this.#programs, await this.#network.add(), 'monitor', ['monitor']);
    this.#monitor.create();
    await this.#monitor.waitFor('answers', changeMsMax, () => this.#states());
    const { address, port } = this.#monitor.machine;
    const url = `postgres://autoctl_node@${address}:${port}/pg_auto_failover?sslmode=disable`;
    for (let i = 1; i <= nodes; ++i) {
      const name = `node_${i}`;
      const node = new GroupNode(this.#programs, await this.#network.add(), name,
        ['postgres', '--name', name, '--monitor', url, '--dbname', database, '--username', database]);
      this.#nodes.push(node);
      node.create();
      await node.waitFor('is in the group', changeMsMax, async () => {
        // The copy begins with a checkpoint that takes its time, unless somebody wants one at once.
        if (i > 1) await this.#nodes[0].query('postgres', 'CHECKPOINT');
        return this.#isSettled(i);
      });
      if (i === 1) await this.#open(node);
    }
    for (const shim of this.shims) await shim.start();
  }

  /** Lets servers in. The other nodes copy what is said here. */
  async #open(primary) {
    await primary.query(database, `ALTER DATABASE ${database} OWNER TO ${database}`);
    const [[file]] = await primary.query(database, 'SHOW hba_file');
    await primary.query(database, `COPY (SELECT 'host ${database} ${database} samenet trust') TO PROGRAM 'cat >> ${file}'`);
    await primary.query(database, 'SELECT pg_reload_conf()');
  }

  /** What the monitor knows: [name, state that was reported, state that is wanted]. */
  #states() {
    return this.#monitor.query('pg_auto_failover', 'SELECT nodename, reportedstate, goalstate FROM pgautofailover.node');
  }

  async #isSettled(count = nodes) {
    const states = await this.#states();
    const ready = states.filter(([, reported, goal]) => reported === goal).map(([, reported]) => reported);
    const primaries = ready.filter((state) => state === (count === 1 ? 'single' : 'primary'));
    if (primaries.length !== 1 || ready.filter((state) => state === 'secondary').length !== count - 1) return false;
    for (const node of this.#nodes) await node.query('postgres', 'SELECT 1');  // the monitor knows what was
    return true;
  }

  /** Waits until there is a primary, and the others have what it has. */
  settled() {
    return until('all nodes are in their places', changeMsMax, () => this.#isSettled());
  }

  async #primary() {
    const primary = (await this.#states()).find(([, reported]) => reported === 'primary');
    if (primary === undefined) throw new Error('there is no primary');
    return this.#nodes.find(({ name }) => name === primary[0]);
  }

  /** Waits until another node takes writes. */
  #replaced(former) {
    return until(`another primary than ${former.name}`, changeMsMax, async () => (await this.#states())
      .some(([name, reported]) => name !== former.name && ['wait_primary', 'primary'].includes(reported)));
  }

  async killServer() {
    (await this.#primary()).killServer();
  }

  async killPrimary() {
    const former = await this.#primary();
    await former.kill();
    await this.#replaced(former);
    former.start();
  }

  async pausePrimary(pauseMs) {
    const resume = (await this.#primary()).pause();
    await sleep(pauseMs);
    resume();
  }

  async wakePrimary() {
    const former = await this.#primary();
    const resume = former.pause();
    await this.#replaced(former);
    resume();
  }

  async cutPrimary() {
    const former = await this.#primary();
    former.machine.cut();
    await this.#replaced(former);
    former.machine.mend();
  }

  async restartDatabase() {
    for (const node of [...this.#nodes, this.#monitor]) {
      await node.stop();
      node.start();
      await this.settled();
    }
  }
}
