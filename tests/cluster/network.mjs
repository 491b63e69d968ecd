// SPDX-License-Identifier: MIT
//
// Machines to run databases on. Where the system lets us they are namespaces, each with an address of its own, and can be
// cut off; else all of them are this machine, on free ports of 127.0.0.1. Nothing of it is visible from outside, and all of
// it goes with the processes.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { until } from './waiting.mjs';

const marker = 'UCS_CLUSTER_NETWORK';
const subnet = '10.77.0';
const isRoot = process.getuid() === 0;

/**
 * Runs this program again in a network of its own, and ends with its exit status. Returns only in there, or where the
 * system refuses: then the reason, in words.
 */
export async function enterNetwork() {
  if (process.env[marker] !== undefined) return undefined;
  const enter = ['--net', ...(isRoot ? [] : ['--user', '--map-current-user', '--keep-caps']), '--'];
  const trial = spawnSync('unshare',
    [...enter, 'sh', '-c', 'ip link add ucs0 type bridge && ip link add ucs1 type veth peer name ucs2'], { encoding: 'utf8' });
  if (trial.status !== 0) return (trial.error?.message ?? trial.stderr).trim().split('\n')[0];
  const child = spawn('unshare', [...enter, process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit', env: { ...process.env, [marker]: 'own' } });
  // Ctrl-C reaches the child by itself; it says when it is done.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const status = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  process.exit(status);
}

function ip(...words) {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A network with machines in it. */
export class Network {
  #holders = [];

  constructor() {
    this.isOwn = process.env[marker] !== undefined;
    if (!this.isOwn) return;
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', 'ucs0', 'type', 'bridge');
    ip('addr', 'add', `${subnet}.1/24`, 'dev', 'ucs0');
    ip('link', 'set', 'ucs0', 'up');
  }

  /** Adds a machine: { address, port, enter, cut, mend }; `enter` are the words before a command that run it there. */
  async add() {
    if (!this.isOwn) return { address: '127.0.0.1', port: await freePort(), enter: [] };
    // A namespace lives as long as a process in it: this one ends with us.
    const holder = spawn('unshare', ['--net', '--', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
    this.#holders.push(holder);
    const ours = readlinkSync('/proc/self/ns/net');
    await until('a network namespace', 10_000, () => readlinkSync(`/proc/${holder.pid}/ns/net`) !== ours);
    const enter = ['nsenter', '--target', String(holder.pid), '--net', '--'];
    const cable = `ucs${this.#holders.length}`;
    const address = `${subnet}.${10 + this.#holders.length}`;
    const inside = (...words) => execFileSync(enter[0], [...enter.slice(1), 'ip', ...words]);
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(holder.pid));
    ip('link', 'set', cable, 'master', 'ucs0', 'up');
    inside('link', 'set', 'lo', 'up');
    inside('addr', 'add', `${address}/24`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    const cut = () => ip('link', 'set', cable, 'nomaster');
    const mend = () => ip('link', 'set', cable, 'master', 'ucs0');
    return { address, port: 5432, enter, cut, mend };
  }

  close() {
    for (const holder of this.#holders) holder.stdin.destroy();
  }
}

/** Returns a port of 127.0.0.1 that nobody has. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
