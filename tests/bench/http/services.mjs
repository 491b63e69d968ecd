// SPDX-License-Identifier: MIT
// What the hand-written peers keep: services in a Map, with no rules and no checks.
const services = new Map();

export const base = '/genesys/1/cs/services';

/** Stores a service and returns its id. */
export function start(service) {
  const id = services.size + 1;
  services.set(id, { service_id: id, ...service });
  return id;
}

/** Returns a service, or undefined. */
export const find = (id) => services.get(Number(id));

/** The port to listen on. */
export const port = Number(process.argv[2]);
