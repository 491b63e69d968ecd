// SPDX-License-Identifier: MIT
//
// Debian's slowhttptest in its four modes, each with 1,000 connections.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const seconds = 20;

const modes = {
  'slow headers (-H)': ['-H', '-i', '2'],
  'slow bodies (-B)': ['-B', '-i', '2', '-s', '8192'],
  'ranges (-R)': ['-R', '-a', '1', '-b', '1000'],
  'slow reading (-X)': ['-X', '-w', '1', '-y', '64', '-n', '1', '-z', '16', '-k', '10'],
};

async function strike({ port, largeService }, options) {
  const path = options[0] === '-X' ? `/genesys/1/cs/services/${largeService}?extensions=*` : '/services/1';
  const { stdout } = await run('slowhttptest', [...options, '-c', '1000', '-r', '200', '-l', String(seconds), '-p', '3',
    '-u', `http://127.0.0.1:${port}${path}`], { maxBuffer: 1 << 26 });
  // Its text is colored, and shown again each second.
  const text = stdout.replace(/\x1b\[[\d;]*[A-Za-z]/g, '');
  const last = (name) => /\d+/.exec(text.slice(text.lastIndexOf(`${name}:`)))?.[0] ?? '?';
  const end = /Exit status: (.*)/.exec(text)?.[1] ?? 'no exit status';
  // What it tells of the service is that of its own probe, every few seconds.
  const probes = [...text.matchAll(/service available:\s+(YES|NO)/g)].map(([, answer]) => answer);
  if (probes.at(-1) !== 'YES') throw new Error(`it found the service unavailable: ${text.slice(-800)}`);
  const good = probes.filter((answer) => answer === 'YES').length;
  return `1,000 connections, available in ${good} of ${probes.length} looks, ${last('closed')} closed, ${end}`;
}

/** In the order in which they are carried out. */
export const slowhttptests = Object.entries(modes).map(([name, options]) => ({
  name: `slowhttptest, ${name}`, strike: (world) => strike(world, options),
}));
