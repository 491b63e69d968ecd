// SPDX-License-Identifier: MIT
//
// Clients that work on services over several servers, and write down what they did and saw.
import { Client } from './client.mjs';
import { SharedService } from './shared_service.mjs';

/** Services that all clients work on, beside those of their own. */
const sharedServices = 3;

/** Many clients, each of which does one thing after the other. */
export class Load {
  /** What all clients did, in the order in which it ended. */
  operations = [];
  phase = '';
  isStopping = false;

  #clients;
  #work = [];

  /** `servers` have a `url`, which may change. `seed` decides what clients do, but for what time decides. */
  constructor(servers, { clients = 16, seed = 1 } = {}) {
    this.servers = servers;
    this.shared = Array.from({ length: sharedServices }, () => new SharedService());
    this.#clients = Array.from({ length: clients }, (_, i) => new Client(this, `c${i + 1}`, seed * 1000 + i));
  }

  start() {
    this.#work = this.#clients.map((client) => client.work());
  }

  /** Ends when each client has got its last answer. */
  async stop() {
    this.isStopping = true;
    for (const shared of this.shared) shared.close();
    await Promise.all(this.#work);
  }
}
