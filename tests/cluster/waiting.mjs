// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/** Waits until `probe` returns something true, and returns that. An error that names `what` if it takes longer than `msMax`. */
export async function until(what, msMax, probe) {
  const begin = performance.now();
  for (let problem; ; await sleep(100)) {
    try {
      const found = await probe();
      if (found) return found;
    } catch (error) {
      if (error.isFinal) throw error;
      problem = error;
    }
    if (performance.now() - begin > msMax) {
      throw new Error(`${what}: not after ${msMax / 1000} s${problem ? `: ${problem.message}` : ''}`);
    }
  }
}
