// SPDX-License-Identifier: MIT
//
// Holds what clients did and saw against what is stored in the end. A function of the history: it asks no server.
import { effectsOf, parseEffect } from './history.mjs';
import { checkRegister } from './register_check.mjs';

/** What can be wrong. */
export const rules = [
  'lost',  // acknowledged, and not there in the end
  'double winner',  // two were told that they completed the same
  'id twice',
  'half transition',
  'done twice',  // once asked for, and there more than once
  'refused but done',
  'order',  // a client saw less than was acknowledged or seen before, or what was not yet asked for
  'foreign',  // there, and nobody asked for it
  'answer',  // one that cannot be right
];

const refusalsAtAnyTime = ['unavailable', 'not_connected'];
const completions = ['complete_service', 'complete_state', 'complete_task', 'transition'];

/**
 * Returns what is wrong, as [{ rule, operation, text }]; empty when every operation can have happened at one moment between
 * its begin and its end, all those that were acknowledged did, and none of those that were refused.
 *
 * `operations` are those of all clients, in any order; `final` is a Map from the id of each service that is stored to its
 * observation (history.mjs), made after the last operation ended.
 */
export function check(operations, final) {
  const findings = [];
  const report = (rule, operation, text) => findings.push({ rule, operation, text });
  const byToken = new Map(operations.map((operation) => [operation.token, operation]));
  const started = new Map();
  checkIds(operations, final, report);
  checkWinners(operations, report);
  const services = new Map([...final.keys()].map((id) => [id, []]));
  for (const operation of operations) {
    if (operation.service === undefined) continue;
    if (!services.has(operation.service)) services.set(operation.service, []);
    services.get(operation.service).push(operation);
  }
  for (const [id, ofService] of services) {
    const stored = final.get(id) ?? { effects: [] };
    checkStored(id, stored, byToken, started, report);
    checkOperations(ofService, stored, byToken, report);
  }
  for (const operation of operations) checkAnswer(operation, final, byToken, report);
  return findings;
}

/** No id was given twice, and none is stored twice. */
function checkIds(operations, final, report) {
  const given = new Map();
  for (const operation of operations) {
    if (operation.outcome !== 'acknowledged' || !/^start_|^transition$/.test(operation.kind)) continue;
    const id = operation.kind === 'start_service' ? operation.service : operation.id;
    const name = `${operation.kind === 'transition' ? 'state' : operation.kind.slice('start_'.length)} ${id}`;
    if (given.has(name)) report('id twice', operation, `got ${name}, which ${given.get(name)} had got`);
    given.set(name, operation.token);
  }
  const stored = new Map();
  for (const [service, { effects }] of final) {
    for (const { entity, id, event, token } of effects.map(parseEffect)) {
      if (event !== 'started') continue;
      const name = `${entity} ${id}`;
      if (stored.has(name)) {
        report('id twice', undefined, `${name} is in service ${stored.get(name)}, and in ${service} by ${token}`);
      }
      stored.set(name, service);
    }
  }
}

/** Nothing was completed by two who were told so. */
function checkWinners(operations, report) {
  const winners = new Map();
  for (const operation of operations) {
    if (operation.outcome !== 'acknowledged' || !completions.includes(operation.kind)) continue;
    const name = completedBy(operation);
    if (winners.has(name)) report('double winner', operation, `completed ${name}, which ${winners.get(name)} had completed`);
    winners.set(name, operation.token);
  }
}

function completedBy({ kind, service, state, task }) {
  if (kind === 'complete_service') return `service ${service}`;
  return kind === 'complete_task' ? `task ${task}` : `state ${state}`;
}

/** What was acknowledged is there, and what was seen fits. */
function checkOperations(operations, final, byToken, report) {
  const stored = new Set(final.effects);
  const writes = operations.filter(({ kind }) => kind !== 'read');
  const reads = operations.filter(({ kind, outcome }) => kind === 'read' && outcome === 'acknowledged')
    .map((operation) => ({ ...operation, begin: latestBegin(operation, byToken) }));
  for (const operation of writes) {
    if (operation.outcome !== 'acknowledged') continue;
    const missing = effectsOf(operation).filter((effect) => !stored.has(effect));
    if (missing.length > 0) report('lost', operation, `was acknowledged, and is not there: ${missing.join(', ')}`);
  }
  checkReads(reads, writes, stored, byToken, report);
  checkRegister(writes.filter(({ kind }) => kind === 'update_mark'), reads, final.mark, report);
}

/** All that is there was asked for, once, here, and was not refused. `started` is what was, of all services. */
function checkStored(service, final, byToken, started, report) {
  for (const effect of final.effects) {
    const { entity, id, event, token } = parseEffect(effect);
    const operation = byToken.get(token);
    if (operation === undefined) {
      report('foreign', undefined, `nobody asked for this: ${effect}`);
      continue;
    }
    if (operation.outcome === 'refused') {
      report('refused but done', operation, `was refused (${operation.code}), and is there: ${effect}`);
    }
    if (event === 'started') {
      if (started.has(token)) {
        report('done twice', operation, `is there as ${entity} ${started.get(token)} and ${entity} ${id}`);
      }
      started.set(token, id);
    }
    if (!couldDo(operation, service, id).includes(effect)) {
      report('foreign', operation, `did something else than this: ${effect}`);
    }
  }
  for (const half of halfTransitions(final.effects, byToken)) report('half transition', half, 'is there by half in the end');
}

/** What an operation does that gave the id. */
function couldDo(operation, service, id) {
  if (operation.kind === 'start_service') return effectsOf({ ...operation, service: operation.service ?? id });
  return operation.service === service ? effectsOf({ ...operation, id: operation.id ?? id }) : [];
}

/** The time before which a read cannot have happened: it saw what began then. */
function latestBegin({ begin, end, seen }, byToken) {
  const tokens = [...seen.effects.map((effect) => parseEffect(effect).token), seen.mark];
  return Math.min(end, Math.max(begin, ...tokens.map((token) => byToken.get(token)?.begin ?? begin)));
}

function halfTransitions(effects, byToken) {
  const counts = new Map();
  for (const effect of effects) {
    const operation = byToken.get(effect.split(' ', 4)[3]);
    if (operation?.kind === 'transition') counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count === 1).map(([operation]) => operation);
}

/**
 * What reads saw only grows, so one of any two saw all that the other did; what was acknowledged, or seen, before a read
 * began is in it; and nothing is in it that began when it had ended.
 */
function checkReads(reads, writes, stored, byToken, report) {
  const seen = reads.map((operation) => ({ operation, effects: new Set(operation.seen.effects) }));
  for (const { operation, effects } of seen) {
    for (const effect of effects) {
      const doer = byToken.get(parseEffect(effect).token);
      if (!stored.has(effect)) report('lost', doer, `was seen by ${operation.token}, and is gone: ${effect}`);
      if (doer?.begin > operation.end) report('order', operation, `saw too early: ${effect}`);
    }
    for (const half of halfTransitions(operation.seen.effects, byToken)) {
      report('half transition', half, `was seen by half, by ${operation.token}`);
    }
    for (const write of writes) {
      if (write.outcome !== 'acknowledged' || write.end >= operation.begin) continue;
      const missing = effectsOf(write).filter((effect) => !effects.has(effect));
      if (missing.length > 0) report('order', operation, `did not see what ${write.token} had done: ${missing.join(', ')}`);
    }
  }
  seen.sort((a, b) => a.effects.size - b.effects.size);
  for (let i = 1; i < seen.length; ++i) {
    const [less, more] = [seen[i - 1], seen[i]];
    const missing = [...less.effects].find((effect) => !more.effects.has(effect));
    if (missing === undefined) continue;
    report('order', more.operation, `did not see what ${less.operation.token} saw, which saw less: ${missing}`);
  }
  checkGrowth(seen, report);
}

/** Nobody saw less than somebody had seen before. */
function checkGrowth(seen, report) {
  const byEnd = [...seen].sort((a, b) => a.operation.end - b.operation.end);
  const byBegin = [...seen].sort((a, b) => a.operation.begin - b.operation.begin);
  let ended = 0;
  let most = { effects: new Set() };
  for (const { operation, effects } of byBegin) {
    for (; byEnd[ended].operation.end < operation.begin; ++ended) {
      if (byEnd[ended].effects.size > most.effects.size) most = byEnd[ended];
    }
    if (most.effects.size > effects.size) report('order', operation, `saw less than ${most.operation.token} had seen before`);
  }
}

/** A refusal had a reason. */
function checkAnswer(operation, final, byToken, report) {
  if (operation.outcome === 'acknowledged') return;
  if (operation.outcome === 'unknown') {
    const isFailure = operation.code === 'no_answer' || operation.code.startsWith('status ');
    if (isFailure) report('answer', operation, `got ${operation.code}`);
    return;
  }
  if (refusalsAtAnyTime.includes(operation.code)) return;
  if (operation.code !== 'already_completed') return report('answer', operation, `got ${operation.code}`);
  const completed = `${completedBy(operation)} completed `;
  const effect = final.get(operation.service)?.effects.find((text) => text.startsWith(completed));
  const winner = effect && byToken.get(parseEffect(effect).token);
  if (winner && winner.begin <= operation.end) return;
  report('answer', operation, `got already_completed, but nobody had completed ${completedBy(operation)}`);
}
