// SPDX-License-Identifier: MIT
//
// The checker finds each thing that can be wrong in a small history, and nothing in those that are right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './checker.mjs';
import { effectsOf, observe } from './history.mjs';
import { judge } from './requests.mjs';

const acknowledged = (token, kind, begin, end, more) =>
  ({ token, client: token[0], kind, service: 1, begin, end, outcome: 'acknowledged', ...more });
const refused = (token, kind, begin, end, code, more) =>
  acknowledged(token, kind, begin, end, { outcome: 'refused', code, ...more });
const unknown = (token, kind, begin, end, more) =>
  acknowledged(token, kind, begin, end, { outcome: 'unknown', code: 'outcome_unknown', ...more });
const read = (token, begin, end, effects, mark) =>
  acknowledged(token, 'read', begin, end, { seen: { effects, mark } });

// Two clients, a and b, on one service: a state, a race that a wins, a task, and two marks.
const start = acknowledged('a1', 'start_service', 0, 1);
const state = acknowledged('a2', 'start_state', 2, 3, { id: 1 });
const winner = acknowledged('a3', 'transition', 4, 6, { state: 1, id: 2 });
const loser = refused('b1', 'transition', 4, 7, 'already_completed', { state: 1 });
const task = acknowledged('b2', 'start_task', 8, 9, { state: 2, id: 1 });
const taskEnd = acknowledged('b3', 'complete_task', 10, 11, { task: 1 });
const mark = acknowledged('a4', 'update_mark', 8, 9);
const nextMark = acknowledged('b4', 'update_mark', 12, 13);
const writes = [start, state, winner, loser, task, taskEnd, mark, nextMark];

const stored = (...operations) => operations.flatMap(effectsOf);
const everything = stored(start, state, winner, task, taskEnd);
const finalOf = (effects, finalMark) => new Map([[1, { effects, mark: finalMark }]]);
const final = finalOf(everything, 'b4');
const without = (effects, part) => effects.filter((effect) => !effect.includes(part));

/** Expects these findings, as `<rule> <token of the operation at fault>`, and no other. */
function expectFindings(operations, finalState, expected) {
  const found = new Set(check(operations, finalState).map(({ rule, operation }) => `${rule} ${operation?.token}`));
  assert.deepEqual([...found].sort(), [...expected].sort());
}

test('a right history passes', () => {
  expectFindings([
    ...writes,
    read('a5', 4, 5, stored(start, state)),
    read('b5', 4, 9, stored(start, state, winner), 'a4'),
    read('a6', 14, 15, everything, 'b4'),
  ], final, []);
});

test('an empty history passes', () => expectFindings([], new Map(), []));

test('an acknowledged write that is not there is lost, of each kind', () => {
  for (const write of [state, winner, task, taskEnd]) {
    const token = ` ${write.token}`;
    assert.ok(check(writes, finalOf(without(everything, token), 'b4'))
      .some(({ rule, operation }) => rule === 'lost' && operation === write), write.kind);
  }
  const end = acknowledged('a9', 'complete_service', 20, 21);
  expectFindings([...writes, end], final, ['lost a9']);
});

test('a service that is not there is lost with all that was in it', () => {
  const findings = check([start, state], new Map());
  assert.deepEqual(findings.map(({ rule, operation }) => [rule, operation.token]), [['lost', 'a1'], ['lost', 'a2']]);
});

test('an extension whose last value is not there is lost', () => {
  expectFindings(writes, finalOf(everything, 'a4'), ['lost b4']);
  expectFindings([start, mark], finalOf(stored(start)), ['lost a4']);
});

test('of values written at the same time any may be the last one', () => {
  const other = acknowledged('c1', 'update_mark', 12.5, 14);
  expectFindings([...writes, other], finalOf(everything, 'b4'), []);
  expectFindings([...writes, other], finalOf(everything, 'c1'), []);
});

test('what was seen and is gone is lost, also when nobody knew whether it happened', () => {
  const perhaps = unknown('c1', 'start_task', 12, 13, { state: 2 });
  expectFindings([...writes, perhaps, read('a5', 14, 15, [...everything, 'task 9 started c1 in 2'], 'b4')], final, ['lost c1']);
});

test('two who are told that they completed the same are double winners', () => {
  const second = acknowledged('b1', 'transition', 4, 7, { state: 1, id: 3 });
  const operations = writes.map((operation) => (operation === loser ? second : operation));
  expectFindings(operations, finalOf([...everything, 'state 3 started b1 after 1'], 'b4'),
    ['double winner b1', 'half transition b1', 'lost b1']);
  const ends = [21, 22].map((end, i) => acknowledged(`c${i + 1}`, 'complete_state', 20, end, { state: 2 }));
  expectFindings([...writes, ...ends], finalOf([...everything, ...effectsOf(ends[0])], 'b4'), ['double winner c2', 'lost c2']);
});

test('an id that was given twice is found, in one service and in two', () => {
  const again = acknowledged('c1', 'start_task', 12, 13, { state: 2, id: 1 });
  assert.ok(check([...writes, again], final).some(({ rule, operation }) => rule === 'id twice' && operation === again));
  const other = acknowledged('c1', 'start_service', 0, 1, { service: 2 });
  const otherState = acknowledged('c2', 'start_state', 2, 3, { service: 2, id: 2 });
  const both = new Map([...final, [2, { effects: stored(other, otherState) }]]);
  expectFindings([...writes, other, otherState], both, ['id twice c2', 'id twice undefined']);
});

test('an id that is there twice is found though nobody knew of the second', () => {
  const other = acknowledged('c1', 'start_service', 0, 1, { service: 2 });
  const perhaps = unknown('c2', 'start_state', 2, 3, { service: 2 });
  const both = new Map([...final, [2, { effects: [...stored(other), 'state 2 started c2'] }]]);
  expectFindings([...writes, other, perhaps], both, ['id twice undefined']);
});

test('half a transition is found in the end, and in what a read saw', () => {
  const perhaps = unknown('c1', 'transition', 12, 13, { state: 2 });
  const half = [...everything, 'state 2 completed c1'];
  expectFindings([...writes, perhaps], finalOf(half, 'b4'), ['half transition c1']);
  const whole = finalOf([...half, 'state 3 started c1 after 2'], 'b4');
  expectFindings([...writes, perhaps], whole, []);
  expectFindings([...writes, perhaps, read('a5', 14, 15, half, 'b4')], whole, ['half transition c1']);
});

test('what was asked for once and is there twice is found', () => {
  const perhaps = unknown('c1', 'start_task', 12, 13, { state: 2 });
  const both = [...everything, 'task 2 started c1 in 2', 'task 3 started c1 in 2'];
  expectFindings([...writes, perhaps], finalOf(both, 'b4'), ['done twice c1']);
  const service = unknown('c1', 'start_service', 12, 13, { service: undefined });
  const twice = new Map([[1, { effects: ['service 1 started c1'] }], [2, { effects: ['service 2 started c1'] }]]);
  expectFindings([service], twice, ['done twice c1']);
});

test('what was refused and is there is found, of each kind of write', () => {
  const no = refused('c1', 'start_task', 12, 13, 'unavailable', { state: 2 });
  expectFindings([...writes, no], finalOf([...everything, 'task 2 started c1 in 2'], 'b4'), ['refused but done c1']);
  const noMark = refused('c2', 'update_mark', 14, 15, 'unavailable');
  expectFindings([...writes, noMark], finalOf(everything, 'c2'), ['refused but done c2']);
  expectFindings([...writes, no, noMark], final, []);
});

test('an unknown outcome may be there or not', () => {
  const perhaps = unknown('c1', 'complete_state', 12, 13, { state: 2 });
  expectFindings([...writes, perhaps], final, []);
  expectFindings([...writes, perhaps], finalOf([...everything, ...effectsOf(perhaps)], 'b4'), []);
  const perhapsMark = unknown('c2', 'update_mark', 5, 6);
  expectFindings([...writes, perhapsMark], final, []);
  expectFindings([...writes, perhapsMark], finalOf(everything, 'c2'), []);  // it arrived late
});

test('a read that does not see what was acknowledged before is out of order, whoever had done it', () => {
  expectFindings([...writes, read('a5', 7, 8, stored(start, state))], final, ['order a5']);
  expectFindings([...writes, read('c5', 7, 8, stored(start, state))], final, ['order c5']);
});

test('a read that sees what began late sees what was acknowledged before that, however early it began', () => {
  const late = [...stored(start, state), 'task 1 started b2 in 2'];
  expectFindings([...writes, read('a5', 3, 15, late)], final, ['order a5']);  // not a3, acknowledged before b2 began
  expectFindings([...writes, read('a5', 3, 15, stored(start, state), 'b4')], final, ['order a5']);
  expectFindings([...writes, read('a5', 3, 15, stored(start, state, winner, task), 'a4')], final, []);
});

test('a read that sees less than an earlier one is out of order', () => {
  const perhaps = unknown('c1', 'start_task', 12, 13, { state: 2 });
  const more = [...everything, 'task 2 started c1 in 2'];
  const early = read('a5', 14, 15, more, 'b4');
  expectFindings([...writes, perhaps, early, read('b5', 16, 17, everything, 'b4')], finalOf(more, 'b4'), ['order b5']);
  expectFindings([...writes, perhaps, early, read('b5', 14.5, 17, everything, 'b4')], finalOf(more, 'b4'), []);
});

test('two reads of which each sees what the other does not are out of order, also at the same time', () => {
  const ours = unknown('c1', 'start_task', 12, 13, { state: 2 });
  const theirs = unknown('d1', 'start_task', 12, 13, { state: 2 });
  const [one, two] = ['task 2 started c1 in 2', 'task 3 started d1 in 2'];
  const reads = [read('a5', 14, 16, [...everything, one], 'b4'), read('b5', 15, 17, [...everything, two], 'b4')];
  expectFindings([...writes, ours, theirs, ...reads], finalOf([...everything, one, two], 'b4'), ['order b5']);
});

test('a read that sees what was not yet asked for is out of order', () => {
  expectFindings([...writes, read('a5', 7, 7.5, stored(start, state, winner, task))], final, ['order a5']);
  expectFindings([...writes, read('a5', 6, 7, stored(start, state, winner), 'a4')], final, ['order a5']);
});

test('a value that comes back after another was there is out of order', () => {
  const readAll = (...marks) => marks.map((seen, i) => read(`d${i}`, 14 + 2 * i, 15 + 2 * i, everything, seen));
  const late = readAll('b4', 'a4', 'b4');
  expectFindings([...writes, ...late], final, ['order b4']);
  const perhaps = unknown('c2', 'update_mark', 12, 13);
  const flips = readAll('c2', 'b4', 'c2');
  expectFindings([...writes, perhaps, ...flips], finalOf(everything, 'c2'), ['lost b4']);
});

test('what nobody asked for is foreign', () => {
  expectFindings(writes, finalOf([...everything, 'task 7 started z1 in 2'], 'b4'), ['foreign undefined']);
  expectFindings(writes, finalOf(everything, 'z1'), ['foreign undefined']);
  const elsewhere = unknown('c1', 'start_task', 12, 13, { service: 2, state: 9 });
  expectFindings([...writes, elsewhere], finalOf([...everything, 'task 7 started c1 in 9'], 'b4'), ['foreign c1']);
});

test('already_completed without anybody who had completed it cannot be right', () => {
  const wrong = refused('c1', 'complete_state', 12, 13, 'already_completed', { state: 2 });
  expectFindings([...writes, wrong], final, ['answer c1']);
  const later = acknowledged('c2', 'complete_state', 14, 15, { state: 2 });
  expectFindings([...writes, wrong, later], finalOf([...everything, ...effectsOf(later)], 'b4'), ['answer c1']);
});

test('an answer that no fault explains cannot be right', () => {
  expectFindings([...writes, refused('c1', 'read', 12, 13, 'service_not_found')], final, ['answer c1']);
  expectFindings([...writes, unknown('c1', 'complete_state', 12, 13, { state: 2, code: 'status 500' })], final, ['answer c1']);
  expectFindings([...writes, unknown('c1', 'complete_state', 12, 13, { state: 2, code: 'no_answer' })], final, ['answer c1']);
  expectFindings([...writes, refused('c1', 'read', 12, 13, 'not_connected')], final, []);
});

test('an answer says whether it happened, did not, or nobody knows', () => {
  const error = (code) => JSON.stringify({ code });
  assert.deepEqual(judge(200, '{"state_id":1}'), { outcome: 'acknowledged', answer: { state_id: 1 } });
  assert.deepEqual(judge(204, ''), { outcome: 'acknowledged', answer: {} });
  assert.deepEqual(judge(409, error('already_completed')), { outcome: 'refused', code: 'already_completed' });
  assert.deepEqual(judge(503, error('unavailable')), { outcome: 'refused', code: 'unavailable' });
  assert.deepEqual(judge(503, error('outcome_unknown')), { outcome: 'unknown', code: 'outcome_unknown' });
  assert.deepEqual(judge(500, error('internal')), { outcome: 'unknown', code: 'status 500' });
  assert.deepEqual(judge(201, '{"state_id":'), { outcome: 'unknown', code: 'status 201, with no JSON' });
  expectFindings([...writes, unknown('c1', 'complete_state', 12, 13, { state: 2, code: 'status 201, with no JSON' })], final,
    ['answer c1']);
});

test('a service is observed as the server shows it', () => {
  const timestamp = '2026-03-01T12:00:00.000Z';
  const seen = observe({
    service_id: 1, started: { timestamp, session_id: 'a1' }, mark: { token: 'b4' },
    active_tasks: [{ task_id: 5, state_id: 2, started: { timestamp, session_id: 'c1' } }],
    completed_states: [{ state_id: 1, started: { timestamp, session_id: 'a2' }, completed: { timestamp, session_id: 'a3' } }],
    active_states: [{
      state_id: 2, previous_state_id: 1, started: { timestamp, session_id: 'a3' },
      completed_tasks: [{ task_id: 1, started: { timestamp, session_id: 'b2' }, completed: { timestamp, session_id: 'b3' } }],
    }],
  });
  assert.deepEqual(seen.effects.sort(), [...everything, 'task 5 started c1 in 2'].sort());
  assert.equal(seen.mark, 'b4');
});

