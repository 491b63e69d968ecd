// SPDX-License-Identifier: MIT
//
// What happened during each fault, as a table in Markdown.

const counted = ['lost', 'double winner', 'id twice'];

/** The longest time in [begin, end] in which no write was acknowledged, in milliseconds. */
export function writeGap(operations, begin, end) {
  const times = operations.filter(({ kind, outcome }) => kind !== 'read' && outcome === 'acknowledged')
    .map((operation) => operation.end).filter((time) => time > begin && time < end).sort((a, b) => a - b);
  let gap = 0;
  [...times, end].reduce((before, time) => {
    gap = Math.max(gap, time - before);
    return time;
  }, begin);
  return gap;
}

/** One row: { name, what, begin, end } is the fault, whose operations carry its name as their phase. */
function rowOf({ name, what, begin, end }, operations, findings) {
  const during = operations.filter(({ phase }) => phase === name);
  const outcomes = (outcome) => during.filter((operation) => operation.outcome === outcome);
  const ofPhase = findings.filter(({ operation }) => operation?.phase === name);
  const found = (isCounted) => new Set(ofPhase.filter(({ rule }) => isCounted(rule)).map(({ operation }) => operation)).size;
  const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return [
    what, outcomes('acknowledged').length, outcomes('refused').length, outcomes('unknown').length,
    ...counted.map((rule) => found((other) => other === rule)), found((rule) => !counted.includes(rule)),
    seconds(writeGap(operations, begin, end)),
    seconds(during.reduce((longest, operation) => Math.max(longest, operation.end - operation.begin), 0)),
  ];
}

export function table(phases, operations, findings) {
  const header = ['fault', 'acknowledged', 'refused', 'unknown', 'lost', 'double winners', 'ids twice', 'else wrong',
    'write gap', 'slowest answer'];
  const line = header.map((_, i) => (i === 0 ? '---' : '---:'));
  const lines = [header, line, ...phases.map((phase) => rowOf(phase, operations, findings))];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
