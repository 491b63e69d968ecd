// SPDX-License-Identifier: MIT
// A plot of requests a second: a bar for each server and number of connections, on a logarithmic scale.
const colors = ['#9db4c0', '#5c6b73', '#253237', '#c2dfe3'];
const barHeight = 11;
const left = 150;
const width = 620;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Returns the text of an SVG file. */
export function plot(results, names, operations, connectionCounts, median) {
  const rateOf = (name, key) => median(results[name][key].map((run) => run.rate));
  const those = (operation) => names.filter((name) => results[name][`${operation} ${connectionCounts[0]}`]);
  const rates = operations.flatMap((operation) => those(operation).flatMap((name) =>
    connectionCounts.map((count) => rateOf(name, `${operation} ${count}`))));
  const top = Math.log10(Math.max(...rates));
  const bottom = Math.floor(Math.log10(Math.max(Math.min(...rates), 1)));
  const lengthOf = (rate) => Math.max(1, ((Math.log10(Math.max(rate, 1)) - bottom) / (top - bottom)) * (width - left - 70));
  const parts = [];
  let y = 18;
  for (const operation of operations) {
    parts.push(`<text x="8" y="${y}" font-weight="bold">${operation.toUpperCase()}: requests a second, logarithmic</text>`);
    y += 10;
    for (const name of those(operation)) {
      const middle = y + (connectionCounts.length * barHeight) / 2 + 4;
      parts.push(`<text x="${left - 6}" y="${middle}" text-anchor="end">${escape(name)}</text>`);
      connectionCounts.forEach((count, i) => {
        const rate = rateOf(name, `${operation} ${count}`);
        const length = lengthOf(rate);
        parts.push(`<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight - 2}" fill="${colors[i % colors.length]}"/>`);
        parts.push(`<text x="${(left + length + 4).toFixed(1)}" y="${y + 8}" font-size="9">${Math.round(rate)} (${count})</text>`);
        y += barHeight;
      });
      y += 7;
    }
    y += 24;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" font-family="sans-serif" font-size="11">
<title>Requests a second by server; the number of connections in parentheses</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
</svg>
`;
}
