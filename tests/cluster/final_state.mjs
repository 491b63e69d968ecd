// SPDX-License-Identifier: MIT
//
// What is stored in the end, as each server tells it.
import { observe } from './history.mjs';
import { send } from './requests.mjs';
import { until } from './waiting.mjs';

const everything = '/maintenance/services/stream?time_from=2000-01-01T00:00:00Z&export_content=true';

/**
 * Reads everything from every server, and returns { final, findings }: a Map from ids to observations, as check() wants it,
 * and where servers, or a list and the services in it, contradict each other.
 */
export async function readFinalState(servers) {
  const findings = [];
  const answers = [];
  for (const server of servers) answers.push(await ask(server, everything));
  for (const answer of answers.slice(1)) {
    if (answer !== answers[0]) findings.push({ rule: 'foreign', text: 'the servers do not tell the same in the end' });
  }
  const services = JSON.parse(answers[0]);
  const ofCustomers = new Map();
  for (const { customer_id: customer, service_id: id } of services) {
    ofCustomers.set(customer, [...(ofCustomers.get(customer) ?? []), id]);
  }
  for (const [customer, ids] of ofCustomers) {
    const list = JSON.parse(await ask(servers.at(-1), `/customers/${customer}/services`));
    const listed = list.map((service) => service.service_id);
    if (String(listed.sort()) !== String(ids.sort())) {
      findings.push({ rule: 'lost', text: `the list of customer ${customer} has ${listed.length} services, of ${ids.length}` });
    }
  }
  return { final: new Map(services.map((service) => [service.service_id, observe(service)])), findings };
}

/** Asks until there is an answer: the last fault may have left something to mend. */
function ask(server, path) {
  return until(`GET ${path}`, 60_000, async () => {
    const { status, text } = await send(server.url + path);
    if (status !== 200) throw new Error(`status ${status}: ${text.slice(0, 200)}`);
    return text;
  });
}
