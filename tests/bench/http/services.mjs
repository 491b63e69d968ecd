// SPDX-License-Identifier: MIT
// What the hand-written peers keep: services in a Map, with no rules and no checks.
const services = new Map();

export const base = '/genesys/1/cs/services';
export const markPath = '/services/:id/extensions/mark';

/** Stores a service and returns its id. */
export function start(service) {
  const id = services.size + 1;
  services.set(id, { service_id: id, ...service });
  return id;
}

/** Overwrites an extension; returns whether there is such a service. */
export function mark(id, value) {
  const service = services.get(Number(id));
  if (service !== undefined) service.mark = value;
  return service !== undefined;
}

/** Returns a service, or undefined. */
export const find = (id) => services.get(Number(id));

/** The port to listen on. */
export const port = Number(process.argv[2]);
