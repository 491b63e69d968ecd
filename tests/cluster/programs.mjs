// SPDX-License-Identifier: MIT
//
// Programs that a test runs, each with the processes it starts in turn, and how they are ended: by their ids alone.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, until } from './waiting.mjs';

const isRoot = process.getuid() === 0;

/** PostgreSQL refuses to run as root: root runs it as the user of Debian's package. */
export const databaseUser = isRoot ? userOf('postgres') : { uid: process.getuid(), gid: process.getgid() };

function userOf(name) {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((text) => text.startsWith(`${name}:`));
  if (line === undefined) return undefined;
  const [, , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}

/** Returns the command that runs another one so that it is told to end when we do, even by SIGKILL. */
export function withUs(command, ...options) {
  return ['setpriv', '--pdeathsig', 'TERM', ...options, '--', ...command];
}

/** Returns the command that runs another one likewise, as the user of databases. */
export function asDatabaseUser(command) {
  const { uid, gid } = databaseUser;
  return withUs(command, ...(isRoot ? [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'] : []));
}

/** Returns a process as { pid, parent, name, begin }; nothing of one that has ended. An id and a begin are never used again. */
function look(pid) {
  try {
    const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    const fields = rest.split(' ');
    return fields[0] === 'Z' ? undefined : { pid, name, parent: Number(fields[1]), begin: fields[19] };
  } catch {
    return undefined;
  }
}

/** Returns a process and all below it, parents first. */
export function familyOf(root) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => look(Number(pid))).filter(Boolean);
  const family = all.filter(({ pid }) => pid === root);
  for (const { pid } of family) family.push(...all.filter(({ parent }) => parent === pid));
  return family;
}

/** Sends a signal to those that are still there. */
export function signal(members, name) {
  for (const { pid, begin } of members) {
    if (look(pid)?.begin === begin) process.kill(pid, name);
  }
}

/** Stops a family, so that it has no more children, and returns it. */
export function freeze(root) {
  for (let frozen = []; ;) {
    const family = familyOf(root);
    if (family.every(({ pid }) => frozen.includes(pid))) return family;
    signal(family, 'SIGSTOP');
    frozen = family.map(({ pid }) => pid);
  }
}

/** Kills a family at once: nobody of it sees another one die. */
export function killFamily(root) {
  signal(freeze(root), 'SIGKILL');
}

/** One program and its children. */
export class Program {
  #child;
  #ended;

  /** Starts it with its output in a file. It has a session of its own: Ctrl-C is for us. `command` is a list. */
  constructor(name, command, { log, env = {}, cwd } = {}) {
    this.name = name;
    this.log = log;
    const output = openSync(log, 'a');
    this.#child = spawn(command[0], command.slice(1),
      { stdio: ['ignore', output, output], detached: true, cwd, env: { ...process.env, ...env } });
    closeSync(output);
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', resolve);
      this.#child.once('error', resolve);
    });
  }

  get pid() { return this.#child.pid; }
  get hasEnded() { return this.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null; }

  /** An error that says what the program last said. */
  failure(text) {
    const said = readFileSync(this.log, 'utf8').slice(-2000);
    return Object.assign(new Error(`${this.name} ${text}; its log ends:\n${said}`), { isFinal: true });
  }

  /** Waits until `probe` returns something true; fails when the program ends before. */
  waitFor(what, msMax, probe) {
    return until(`${this.name}: ${what}`, msMax, () => {
      if (this.hasEnded) throw this.failure('has ended');
      return probe();
    });
  }

  async kill() {
    if (this.hasEnded) return;
    killFamily(this.pid);
    await this.#ended;
  }

  /** Asks it to end, and kills what is left of it after `msMax`. Returns whether it ended by itself. */
  async stop(name = 'SIGTERM', msMax = 60_000) {
    if (this.hasEnded) return true;
    const family = familyOf(this.pid);
    signal(family, 'SIGCONT');
    signal(family.slice(0, 1), name);
    const isInTime = await Promise.race([this.#ended.then(() => true), sleep(msMax, false, { ref: false })]);
    if (!isInTime) await this.kill();
    signal(family, 'SIGKILL');
    return isInTime;
  }
}

/** All that a test has started, in order. */
export class Programs {
  #started = [];

  /** `folder` is where logs go. */
  constructor(folder) {
    this.folder = folder;
  }

  start(name, command, options = {}) {
    const program = new Program(name, command, { log: join(this.folder, `${name}.log`), ...options });
    this.#started.push(program);
    return program;
  }

  /** Ends all that is left, at once: databases wait for their clients. */
  async stopAll() {
    await Promise.all(this.#started.map((program) => program.stop('SIGTERM', 10_000)));
  }
}
