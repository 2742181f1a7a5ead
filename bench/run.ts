/**
 * `npm run bench` lists the benches; `npm run bench -- NAME` runs one, `--short` all that are over soon. With `--json` the last line is the result as JSON.
 * Ends with 1 when a limit is missed. Among the short ones, which the project's checks run on machines that others use too, a limit counts as missed when
 * it is missed three times in a row; each time is printed.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join } from 'node:path';
import type { Bench } from './types';

/** A result as it is printed. */
interface Result {
  name: string;
  value: number;
  limit: number;
  unit: string;
  ok: boolean;
  detail: Readonly<Record<string, unknown>>;
}

const requireFrom = createRequire(__filename);
const notBenches = new Set(['run.ts', 'types.ts']);

function benchFiles(): string[] {
  return readdirSync(__dirname, { withFileTypes: true })
    .filter(entry => entry.isFile() && extname(entry.name) === '.ts')
    .map(entry => entry.name)
    .filter(name => !notBenches.has(name))
    .sort();
}

function load(file: string): Bench {
  const { bench } = requireFrom(join(__dirname, file)) as { bench?: Bench };
  if (!bench || bench.name !== basename(file, '.ts')) {
    throw new Error(`${file} must export a bench of the same name`);
  }
  return bench;
}

async function measure(bench: Bench): Promise<Result> {
  const { name, limit, unit, better } = bench;
  const { value, detail } = await bench.run();
  const ok = better === 'higher' ? value >= limit : value <= limit;
  return { name, value, limit, unit, ok, detail };
}

function describe(result: Result, bench: Bench): string {
  const bound = bench.better === 'higher' ? 'at least' : 'at most';
  return `${result.ok ? 'ok    ' : 'MISSED'} ${
    result.name
  }: ${result.value.toPrecision(3)} ${result.unit}, ${bound} ${result.limit}`;
}

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter(arg => !arg.startsWith('--'));
  const short = args.includes('--short');
  const files = benchFiles();
  if (names.length === 0 && !short) {
    for (const file of files) {
      process.stdout.write(`${basename(file, '.ts')}\n`);
    }
    return;
  }
  const unknown = names.filter(name => !files.includes(`${name}.ts`));
  if (unknown.length > 0) {
    throw new Error(
      `No such bench: ${unknown.join(', ')}. There are: ${files
        .map(file => basename(file, '.ts'))
        .join(', ')}`,
    );
  }
  for (const file of files) {
    const isNamed = names.includes(basename(file, '.ts'));
    // Only what may run is loaded: a bench brings along what it measures.
    const bench = isNamed || short ? load(file) : undefined;
    if (bench && (isNamed || bench.short)) {
      let attemptsLeft = short ? 3 : 1;
      let result: Result;
      do {
        result = await measure(bench);
        attemptsLeft -= 1;
        process.stdout.write(`${describe(result, bench)}\n`);
      } while (!result.ok && attemptsLeft > 0);
      if (args.includes('--json')) {
        process.stdout.write(`${JSON.stringify(result)}\n`);
      }
      if (!result.ok) {
        process.exitCode = 1;
      }
    }
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(),
  error => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
