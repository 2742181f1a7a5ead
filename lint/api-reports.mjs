/**
 * Checks that the reports of the public API say what the code says. The compiler prints the members of a union in the order in which the whole
 * program first met them, so that a change elsewhere can shuffle a report: what counts is which lines it has, not their order.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const run = (command, ...args) =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
const sorted = text => text.split('\n').sort().join('\n');

// Writes the reports, and fails by itself when an export has no sentence.
run('npm', 'run', '--silent', 'api-reports');
const changed = run(
  'git',
  'status',
  '--porcelain',
  '--untracked-files=all',
  '--',
  'plugins/*/report*.api.md',
)
  .split('\n')
  .filter(Boolean)
  .map(line => ({ isNew: line.startsWith('??'), file: line.slice(3) }));

let differs = false;
for (const { isNew, file } of changed) {
  const before = isNew ? '' : run('git', 'show', `HEAD:${file}`);
  if (sorted(before) === sorted(readFileSync(file, 'utf8'))) {
    run('git', 'checkout', '--quiet', '--', file);
  } else {
    differs = true;
    console.log(`${file} does not say what the code says.`);
    console.log(isNew ? 'It is new.' : run('git', 'diff', '--', file));
  }
}
if (differs) {
  console.log('Run npm run api-reports and commit what it writes.');
  process.exit(1);
}
console.log('The reports say what the code says.');
