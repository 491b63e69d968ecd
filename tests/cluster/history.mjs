// SPDX-License-Identifier: MIT
//
// What clients did and saw, in the words of the checker.

/**
 * @typedef {object} Operation  one request of one client, and what became of it
 * @property {string} token     names it: written with what it changes, so that what is stored tells who did it
 * @property {string} client
 * @property {string} server    that was asked
 * @property {string} phase     during which fault it began
 * @property {string} kind      one of `effectsOf`, or update_mark, or read
 * @property {number} service   id; of start_service once it is known
 * @property {number} [state]   what it completes, leaves, or starts a task in
 * @property {number} [task]    what it completes
 * @property {number} [id]      that the answer gave to what it started
 * @property {number} begin     milliseconds of one monotonic clock, before the request was sent
 * @property {number} end       after its answer arrived
 * @property {'acknowledged'|'refused'|'unknown'} outcome  refused: it must not have happened. unknown: perhaps it did
 * @property {string} [code]    of the error
 * @property {Observation} [seen]  what a read returned
 *
 * @typedef {object} Observation  a service with everything in it
 * @property {string[]} effects   see `effectsOf`; none is ever undone
 * @property {string} [mark]      token of the update_mark whose value is there: the extension is overwritten again and again
 */

/** Returns the texts by which what an operation did shows in the service. None of start_* without its id, update_mark, read. */
export function effectsOf({ kind, token, service, state, task, id }) {
  switch (kind) {
    case 'start_service': return service === undefined ? [] : [`service ${service} started ${token}`];
    case 'complete_service': return [`service ${service} completed ${token}`];
    case 'start_state': return id === undefined ? [] : [`state ${id} started ${token}`];
    case 'complete_state': return [`state ${state} completed ${token}`];
    case 'transition':
      return [
        `state ${state} completed ${token}`,
        ...(id === undefined ? [] : [`state ${id} started ${token} after ${state}`]),
      ];
    case 'start_task': return id === undefined ? [] : [`task ${id} started ${token} in ${state}`];
    case 'complete_task': return [`task ${task} completed ${token}`];
    default: return [];
  }
}

/** Takes one of those texts apart. */
export function parseEffect(effect) {
  const [entity, id, event, token, , of] = effect.split(' ');
  return { entity, id: Number(id), event, token, of: of === undefined ? undefined : Number(of) };
}

/** Returns what a service shows that was asked for with all its states, tasks and extensions. */
export function observe(service) {
  const effects = [];
  const look = (entity, id, { started, completed }, link = '') => {
    effects.push(`${entity} ${id} started ${started.session_id}${link}`);
    if (completed) effects.push(`${entity} ${id} completed ${completed.session_id}`);
  };
  const lookAtTasks = (holder, stateId) => {
    for (const task of [...(holder.active_tasks ?? []), ...(holder.completed_tasks ?? [])])
      look('task', task.task_id, task, ` in ${stateId ?? task.state_id}`);
  };
  look('service', service.service_id, service);
  lookAtTasks(service);
  for (const state of [...(service.active_states ?? []), ...(service.completed_states ?? [])]) {
    look('state', state.state_id, state, state.previous_state_id === undefined ? '' : ` after ${state.previous_state_id}`);
    lookAtTasks(state, state.state_id);
  }
  return { effects, mark: service.mark?.token };
}
