// SPDX-License-Identifier: MIT
//
// What all databases need: programs of PostgreSQL, folders they may write to, and one statement now and then.
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asDatabaseUser, databaseUser } from './programs.mjs';

/** Debian's place for those that are not in the path; else wherever they are. */
const binaries = '/usr/lib/postgresql/15/bin';
export const path = existsSync(binaries) ? `${binaries}:/usr/bin:/bin:/usr/sbin:/sbin` : process.env.PATH;

/** The name of the database, and of the role that ucs-shim is. */
export const database = 'ucs';

/** Makes a folder for the user that databases run as, and returns its path. */
export function makeFolder(...parts) {
  if (databaseUser === undefined) throw new Error('there is no user postgres, which root needs to run PostgreSQL');
  const folder = join(...parts);
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, databaseUser.uid, databaseUser.gid);
  return folder;
}

/** Runs a program of PostgreSQL to its end, and returns its output. */
export async function runTool(command, { env = {}, cwd } = {}) {
  const [program, ...words] = asDatabaseUser(command);
  const { stdout } = await promisify(execFile)(program, words,
    { cwd, timeout: 60_000, env: { ...process.env, PATH: path, ...env } });
  return stdout;
}

/** Executes a statement over the socket in `folder`, as the superuser, and returns its rows, each a list of texts. */
export async function query(folder, port, name, statement) {
  const command = ['psql', '-XAtq', '-F', '\t', '-h', folder, '-p', String(port), '-d', name, '-c', statement];
  const env = { PGCONNECT_TIMEOUT: '5', PGOPTIONS: '-c statement_timeout=10000' };
  const text = await runTool(command, { cwd: folder, env });
  return text.split('\n').filter(Boolean).map((line) => line.split('\t'));
}
