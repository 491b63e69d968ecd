// SPDX-License-Identifier: MIT
//
// Whether reads and writes of one value that is overwritten again and again can be put into one order.

/**
 * Calls `report(rule, operation, text)` for each contradiction between the writes of a value and what reads saw. Each
 * write has a value of its own, its token, so Gibbons' and Korach's criterion decides it: take each value with its write
 * and its reads. Where all of them overlap in time the value may have been there for a moment only. Else it was there from
 * the first end to the last begin, and then no other value can have been there in between, not even for a moment.
 *
 * `writes` and `reads` are operations of one service; `finalMark` is what is there in the end, of which a write that is
 * contradicted is lost. O(n log n + n * m) in n writes and those m that were read later than they were written.
 */
export function checkRegister(writes, reads, finalMark, report) {
  const none = { token: undefined, begin: -Infinity, end: -Infinity, outcome: 'acknowledged' };
  const values = new Map([none, ...writes].map((write) => [write.token, spanOf(write)]));
  const read = (mark, begin, end, operation) => {
    const value = values.get(mark);
    if (value === undefined) return report('foreign', operation, `saw the mark ${mark}, which nobody wrote there`);
    if (value.write.outcome === 'refused') {
      return report('refused but done', value.write, `was refused (${value.write.code}), and its value is there`);
    }
    if (end < value.write.begin) return report('order', operation, `saw the mark ${mark} before it was written`);
    value.isSeen = true;
    value.isFinal ||= operation === undefined;
    value.firstEnd = Math.min(value.firstEnd, end);
    value.lastBegin = Math.max(value.lastBegin, begin);
  };
  for (const operation of reads) read(operation.seen.mark, operation.begin, operation.end, operation);
  read(finalMark, Infinity, Infinity, undefined);

  const happened = [...values.values()].filter(({ write, isSeen }) => isSeen || write.outcome === 'acknowledged');
  const isLong = (value) => value.firstEnd < value.lastBegin;
  const long = happened.filter(isLong).sort((a, b) => a.firstEnd - b.firstEnd);
  for (let i = 1; i < long.length; ++i) {
    if (long[i].firstEnd < long[i - 1].lastBegin) contradict(long[i - 1], long[i], report);
  }
  for (const value of happened.filter((value) => !isLong(value))) {
    const around = long.find(({ firstEnd, lastBegin }) => firstEnd < value.lastBegin && value.firstEnd < lastBegin);
    if (around) contradict(around, value, report);
  }
}

function spanOf(write) {
  // One of which nobody knows whether and when it happens may happen much later.
  const end = write.outcome === 'unknown' ? Infinity : write.end;
  return { write, firstEnd: end, lastBegin: write.begin, isSeen: false, isFinal: false };
}

function contradict(one, other, report) {
  const late = one.write.begin < other.write.begin ? other : one;
  const early = late === one ? other : one;
  const rule = early.isFinal && late.write.outcome === 'acknowledged' ? 'lost' : 'order';
  report(rule, late.write, `wrote the mark, and ${early.write.token ?? 'none'} was there before it and after it`);
}
