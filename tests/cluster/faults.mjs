// SPDX-License-Identifier: MIT
import { sleep } from './waiting.mjs';

/** How long a server is stopped that is not killed. */
const pauseMs = 16_000;

/** How long a server that was killed, and that nobody watches, is away. */
const awayMs = 1000;

/**
 * What is done to a setup, by name: { what, strike }. `strike` ends when everything runs again; then the runner waits
 * until the database is whole.
 */
export const faults = {
  none: { what: 'nothing', strike: async () => {} },
  'kill-server': { what: 'kill -9 of PostgreSQL on the primary', strike: (setup) => setup.killServer(awayMs) },
  'kill-primary': { what: "kill -9 of all of the primary's processes", strike: (setup) => setup.killPrimary() },
  'pause-primary': { what: 'SIGSTOP of the primary, 16 s', strike: (setup) => setup.pausePrimary(pauseMs) },
  'wake-primary': { what: 'SIGSTOP of the primary, until another has taken over', strike: (setup) => setup.wakePrimary() },
  'cut-primary': { what: 'the primary is cut off from the network', strike: (setup) => setup.cutPrimary() },
  'kill-shim': { what: 'kill -9 of a server', strike: ({ shims }) => killShim(shims[0]) },
  'restart-all': { what: 'everything restarted, one by one', strike: restartAll },
};

async function killShim(shim) {
  await shim.kill();
  await sleep(awayMs);
  await shim.start();
}

async function restartAll(setup) {
  await setup.restartDatabase();
  for (const shim of setup.shims) {
    await shim.stop();
    await shim.start();
  }
}
