// SPDX-License-Identifier: MIT
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { observe, parseEffect } from './history.mjs';
import { perform } from './requests.mjs';

/** So many operations are on one service of its own, then comes the next. */
const operationsMax = 12;

/** What it does, and how often beside the others. */
const habits = [
  ['race', 12], ['update_shared', 6], ['read_shared', 6], ['read_other', 4],
  ['start_state', 8], ['transition', 18], ['complete_state', 4], ['start_task', 12], ['complete_task', 10],
  ['update_mark', 10], ['read', 10],
];

/** A small generator of random numbers from 0 to 1 (mulberry32), so that a seed says what a client does. */
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One client: it does one thing after the other, on either server, and remembers what is open in its service. */
export class Client {
  #load;
  #name;
  #random;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #server;
  #own;  // { id, states, tasks, left, isSure }
  #count = 0;

  constructor(load, name, seed) {
    this.#load = load;
    this.#name = name;
    this.#random = makeRandom(seed);
    this.#switchServer();
  }

  async work() {
    while (!this.#load.isStopping) {
      if (this.#random() < 0.1) this.#switchServer();
      await (this.#own === undefined ? this.#begin() : this.#act());
      await sleep(this.#random() * 4);  // a customer's application does something in between, too
    }
    this.#agent.destroy();
  }

  #pick(list) {
    return list[Math.floor(this.#random() * list.length)];
  }

  #switchServer() {
    this.#server = this.#pick(this.#load.servers);
  }

  /** Performs an operation, and writes it down. After a failure it waits, and goes on with any server. */
  async #do(kind, target = {}) {
    const operation = {
      token: `${this.#name}.${++this.#count}`, client: this.#name, server: this.#server.name, phase: this.#load.phase, kind, ...target,
    };
    if (kind === 'start_service') operation.customer = this.#name;
    operation.begin = performance.now();
    const { outcome, code, answer } = await perform(this.#server.url, this.#agent, operation);
    Object.assign(operation, { end: performance.now(), outcome, code });
    if (outcome === 'acknowledged') {
      if (kind === 'read') operation.seen = observe(answer);
      else if (kind === 'start_service') operation.service = answer.service_id;
      else operation.id = answer.state_id ?? answer.task_id;
    } else if (code !== 'already_completed') {
      this.#switchServer();
      await sleep(10 + this.#random() * 90);
    }
    this.#load.operations.push(operation);
    return operation;
  }

  async #begin() {
    const { outcome, service } = await this.#do('start_service');
    if (outcome === 'acknowledged') this.#own = { id: service, states: [], tasks: [], left: operationsMax, isSure: true };
  }

  async #act() {
    const own = this.#own;
    if (!own.isSure) return this.#look(own);
    if (own.left-- <= 0) return this.#finish(own);
    const habit = this.#habit();
    switch (habit) {
      case 'race': return this.#race(this.#pick(this.#load.shared));
      case 'update_shared': return this.#withShared('update_mark');
      case 'read_shared': return this.#withShared('read');
      case 'read_other': return this.#readOther();
      default: return this.#change(own, habit);
    }
  }

  #habit() {
    let rest = this.#random() * habits.reduce((sum, [, weight]) => sum + weight, 0);
    return habits.find(([, weight]) => (rest -= weight) < 0)[0];
  }

  /** Does one thing to its own service; without a state or a task to do it to, it starts one. */
  async #change(own, habit) {
    const kind = habit === 'complete_task' && own.tasks.length === 0 ? 'start_task' : habit;
    const needsState = ['complete_state', 'transition', 'start_task'].includes(kind);
    if (needsState && own.states.length === 0) return this.#change(own, 'start_state');
    const target = { service: own.id };
    if (needsState) target.state = this.#pick(own.states);
    if (kind === 'complete_task') target.task = this.#pick(own.tasks);
    const { outcome, id } = await this.#do(kind, target);
    if (outcome === 'unknown') own.isSure = false;
    if (outcome !== 'acknowledged') return;
    if (kind === 'transition' || kind === 'complete_state') own.states = own.states.filter((state) => state !== target.state);
    if (kind === 'transition' || kind === 'start_state') own.states.push(id);
    if (kind === 'start_task') own.tasks.push(id);
    if (kind === 'complete_task') own.tasks = own.tasks.filter((task) => task !== target.task);
  }

  /** Looks up what is open, after an operation of which nobody knows whether it happened. */
  async #look(own) {
    const { outcome, seen } = await this.#do('read', { service: own.id });
    if (outcome !== 'acknowledged') return;
    Object.assign(own, { states: openOf('state', seen), tasks: openOf('task', seen), isSure: true });
  }

  async #finish(own) {
    const { outcome } = await this.#do('complete_service', { service: own.id });
    if (outcome !== 'refused') this.#own = undefined;
  }

  async #race(shared) {
    const race = await shared.meet((place) => this.#prepare(place));
    if (race === undefined) return;
    const { outcome, kind, id } = await this.#do(this.#random() < 0.8 ? 'transition' : 'complete_state', race);
    if (outcome === 'acknowledged' && kind === 'transition' && shared.id === race.service) shared.state = id;
  }

  /** Sees to it that there is a service, and an active state in it; not if that fails. */
  async #prepare(shared) {
    if (shared.id === undefined) {
      shared.state = undefined;
      shared.id = (await this.#do('start_service')).service;
    }
    if (shared.id === undefined || shared.state !== undefined) return;
    const { seen } = await this.#do('read', { service: shared.id });
    if (seen === undefined) return;
    shared.state = openOf('state', seen).at(-1) ?? (await this.#do('start_state', { service: shared.id })).id;
  }

  async #withShared(kind) {
    const { id } = this.#pick(this.#load.shared);
    if (id !== undefined) await this.#do(kind, { service: id });
  }

  /** Reads what somebody has just done: what one server acknowledged, the other one must show. */
  async #readOther() {
    const { service } = this.#load.operations.at(-1) ?? {};
    if (service !== undefined) await this.#do('read', { service });
  }
}

/** The ids of the states or tasks that are started and not completed. */
function openOf(entity, { effects }) {
  const idsOf = (event) => effects.map(parseEffect)
    .filter((effect) => effect.entity === entity && effect.event === event).map(({ id }) => id);
  const completed = new Set(idsOf('completed'));
  return idsOf('started').filter((id) => !completed.has(id));
}
