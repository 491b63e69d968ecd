// SPDX-License-Identifier: MIT
//
// Several ucs-shim on one database, clients that work on them, and faults: nothing that was acknowledged may be missing, and
// nobody may see what cannot be. ./dev cluster-test
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check, rules } from './checker.mjs';
import { faults } from './faults.mjs';
import { FileSetup, MemorySetup } from './file_setup.mjs';
import { readFinalState } from './final_state.mjs';
import { GroupSetup } from './group_setup.mjs';
import { Load } from './load.mjs';
import { enterNetwork, Network } from './network.mjs';
import { Programs } from './programs.mjs';
import { table } from './report.mjs';
import { markSchema, send } from './requests.mjs';
import { ServerSetup } from './server_setup.mjs';
import { sleep } from './waiting.mjs';

const setups = { group: GroupSetup, server: ServerSetup, file: FileSetup, memory: MemorySetup };
const findingsShownMax = 5;  // of each rule

function readOptions() {
  const { values } = parseArgs({
    options: {
      shim: { type: 'string' },
      on: { type: 'string', default: 'group' },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '10' },
      clients: { type: 'string', default: '16' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
      keep: { type: 'boolean', default: false },
    },
  });
  const refuse = (name, value, expected) => {
    console.error(`--${name} is ${value}; expected ${expected}`);
    process.exit(2);
  };
  for (const name of ['seconds', 'clients', 'seed']) {
    if (!/^\d{1,6}$/.test(values[name])) refuse(name, values[name], 'a number of up to 6 digits');
    values[name] = Number(values[name]);
    if (name !== 'seed' && values[name] === 0) refuse(name, 0, 'at least 1');
  }
  if (!Object.hasOwn(setups, values.on)) refuse('on', values.on, Object.keys(setups).join(', '));
  for (const name of values.only ?? []) {
    if (!Object.hasOwn(faults, name)) refuse('only', name, Object.keys(faults).join(', '));
  }
  return values;
}

const say = (text) => process.stderr.write(`${text}\n`);

/** Strikes with each fault while clients work, and returns when each began, was mended, and was left behind. */
async function strike(setup, load, names, seconds) {
  const phases = [];
  for (const name of names) {
    say(`${name}: ${faults[name].what}`);
    load.phase = name;
    await sleep(seconds * 1000);
    const begin = performance.now();
    await faults[name].strike(setup);
    await setup.settled();
    const mended = performance.now();
    await sleep(seconds * 1000);
    phases.push({ name, what: faults[name].what, begin, mended, end: performance.now() });
  }
  return phases;
}

/**
 * Shows what is wrong, and returns how many faults were survived: [passed, failed]. A fault is, when nothing is wrong with
 * what was done meanwhile, and each server did a write that began when it was mended.
 */
function judge({ shims }, phases, operations, findings) {
  for (const rule of rules) {
    const ofRule = findings.filter((finding) => finding.rule === rule);
    for (const { operation, text } of ofRule.slice(0, findingsShownMax))
      console.log(`${rule}: ${operation ? `${operation.token} (${operation.kind}, ${operation.phase}) ` : ''}${text}`);
    if (ofRule.length > findingsShownMax) console.log(`${rule}: and ${ofRule.length - findingsShownMax} more`);
  }
  const failed = new Set(findings.map(({ operation }) => operation?.phase));
  const isHealthy = ({ name, mended, end }) => !failed.has(name) && shims.every((shim) => operations.some((operation) =>
    operation.server === shim.name && operation.kind !== 'read' && operation.outcome === 'acknowledged'
      && operation.begin > mended && operation.end < end));
  for (const phase of phases) if (!isHealthy(phase)) console.log(`${phase.name}: not survived`);
  const passed = phases.filter(isHealthy).length;
  return [passed, Math.max(phases.length - passed, findings.length > 0 ? 1 : 0)];
}

async function run(options, programs, network) {
  const setup = new setups[options.on]({ programs, network, executable: resolve(options.shim) });
  const names = (options.only ?? setup.faults).filter((name) => {
    if (!setup.faults.includes(name)) say(`${name}: skipped, as it cannot be done here`);
    return setup.faults.includes(name);
  });
  if (names.length === 0) throw new Error(`nothing is left to do; expected one of ${setup.faults.join(', ')}`);
  await setup.start();
  const { status, text } = await send(`${setup.shims[0].url}/metadata/services/extensions`, { method: 'POST' }, markSchema);
  if (status !== 201) throw new Error(`no schema could be made: ${text}`);

  const load = new Load(setup.shims, options);
  load.phase = names[0];
  load.start();
  let phases;
  try {
    phases = await strike(setup, load, names, options.seconds);
  } finally {
    await load.stop();
  }
  const { final, findings } = await readFinalState(setup.shims);
  findings.push(...check(load.operations, final));
  if (options.keep) {
    const lines = load.operations.map((operation) => `${JSON.stringify(operation)}\n`);
    writeFileSync(join(programs.folder, 'history.jsonl'), lines.join(''));
  }
  const { clients, seed } = options;
  console.log(`${clients} clients, ${load.operations.length} operations on ${final.size} services, seed ${seed}\n`);
  console.log(`${table(phases, load.operations, findings)}\n`);
  return judge(setup, phases, load.operations, findings);
}

const options = readOptions();
const refusal = options.on === 'group' ? await enterNetwork() : 'not asked for';
if (options.on === 'group' && refusal !== undefined) say(`no network namespaces here (${refusal}): nothing is cut off`);
const folder = mkdtempSync(join(tmpdir(), 'ucs-cluster-'));
chmodSync(folder, 0o755);  // the user of databases goes through it
const programs = new Programs(folder);
const network = new Network();

let isClosing = false;
async function close() {
  if (isClosing) return new Promise(() => {});  // somebody does
  isClosing = true;
  await programs.stopAll();
  network.close();
  if (options.keep) say(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, () => {
    say(`${name}: ending all`);
    close().then(() => process.exit(130));
  });
}

let passed = 0;
let failed = 1;
try {
  [passed, failed] = await run(options, programs, network);
} catch (error) {
  if (!isClosing) console.error(error.stack);
}
await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
