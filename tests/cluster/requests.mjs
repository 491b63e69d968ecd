// SPDX-License-Identifier: MIT
//
// One operation as an HTTP request in the v81 dialect, whose errors have codes, and what its answer says about it.
import http from 'node:http';

/** Longer than a server may take to answer, whatever happens to its database. */
export const answerMsMax = 60_000;

/** Everything of a service, as observe() wants it. */
const whole = '?active_states=true&completed_states=true&active_tasks=true&completed_tasks=true&extensions=*';
const event = ({ token }) => ({ session_id: token });

const requests = {
  start_service: (op) => ['POST', '/services/start', { ...event(op), customer_id: op.customer, service_type: 'booking' }],
  complete_service: (op) => ['POST', `/services/${op.service}/end`, event(op)],
  start_state: (op) => ['POST', `/services/${op.service}/states/start`, { ...event(op), state_type: 'search' }],
  complete_state: (op) => ['POST', `/services/${op.service}/states/${op.state}/end`, event(op)],
  transition: (op) => ['POST', `/services/${op.service}/states/transition`,
    { ...event(op), from: { state_id: op.state }, to: { state_type: 'search' } }],
  start_task: (op) => ['POST', `/services/${op.service}/tasks/start`,
    { ...event(op), task_type: 'payment', state_id: op.state }],
  complete_task: (op) => ['POST', `/services/${op.service}/tasks/${op.task}/end`, event(op)],
  update_mark: (op) => ['PUT', `/services/${op.service}/extensions/mark`, { token: op.token }],
  read: (op) => ['GET', `/services/${op.service}${whole}`],
};

/** The extension that update_mark writes: v81 wants a schema. */
export const markSchema = { name: 'mark', type: 'single-valued', attributes: [{ name: 'token', type: 'string' }] };

/** Sends an operation, and returns what became of it: { outcome, code, answer }. Never fails. */
export async function perform(url, agent, operation) {
  const [method, path, body] = requests[operation.kind](operation);
  try {
    const { status, text } = await send(url + path, { method, agent }, body);
    return judge(status, text);
  } catch (error) {
    // Only who was not listened to knows that nothing happened.
    return error.code === 'ECONNREFUSED'
      ? { outcome: 'refused', code: 'not_connected' }
      : { outcome: 'unknown', code: error.code === 'NO_ANSWER' ? 'no_answer' : 'connection_lost' };
  }
}

/** What an answer says. A 503 says in its code whether it may have happened; of any other 5xx we cannot know. */
export function judge(status, text) {
  const answer = parse(text === '' ? '{}' : text);
  if (status < 300) return answer ? { outcome: 'acknowledged', answer } : { outcome: 'unknown', code: `status ${status}, with no JSON` };
  const code = answer?.code ?? `status ${status}`;
  if (status === 503 && code !== 'outcome_unknown') return { outcome: 'refused', code };
  if (status >= 500) return { outcome: 'unknown', code: status === 503 ? code : `status ${status}` };
  return { outcome: 'refused', code };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends a request, and returns { status, text }. An error with the code NO_ANSWER if there is none in time. */
export function send(url, { method = 'GET', agent, msMax = answerMsMax } = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const headers = content === undefined
      ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(content) };
    const request = http.request(url, { method, agent, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => finish(resolve, { status: response.statusCode, text: Buffer.concat(parts).toString() }));
      response.on('error', (error) => finish(reject, error));
      response.on('aborted', () => finish(reject, new Error('the answer was cut')));
    });
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error(`no answer in ${msMax} ms`), { code: 'NO_ANSWER' }));
    }, msMax);
    const finish = (settle, value) => {
      clearTimeout(timer);
      settle(value);
    };
    request.on('error', (error) => finish(reject, error));
    request.end(content);
  });
}
