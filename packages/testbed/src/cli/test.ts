/**
 * Every test of the repository, with one count at the end. Nothing is skipped in silence: what cannot run here ends in a table with the reason, and
 * makes the run red where `CI` is set.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/postgres';
import { makeTemporaryFolder } from '../processes/folder';
import { runInForeground } from '../processes/foreground';
import { Command } from './context';
import { prepareServers } from './servers';
import { judge, NotRun } from './testVerdict';
import {
  addCounts,
  Counts,
  readJestCounts,
  readPlaywrightCounts,
} from './testCounts';

const CLUSTER_TESTS = '\\.cluster\\.test\\.';

interface Suite {
  name: 'unit' | 'cluster' | 'browser';
  /** Why it cannot run here. */
  missing?: string;
  command: (report: string) => { args: string[]; env?: NodeJS.ProcessEnv };
  read: (report: string) => Promise<Counts>;
}

const jest = (root: string, report: string, args: string[]) => ({
  args: [
    join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
    'repo',
    'test',
    '--watchAll=false',
    '--json',
    `--outputFile=${report}`,
    ...args,
  ],
});

/** Runs the tests of all packages. */
export const testCommand: Command = async context => {
  const { root, env, signal, say } = context;
  const { values, positionals } = parseArgs({
    args: context.args,
    allowPositionals: true,
    options: { only: { type: 'string' } },
  });
  const prepared = await prepareServers({ onProgress: say, signal });
  const suites: Suite[] = [
    {
      name: 'unit',
      command: report =>
        jest(root, report, [
          '--testPathIgnorePatterns',
          '/node_modules/',
          CLUSTER_TESTS,
          ...positionals.map(pattern => `--testPathPatterns=${pattern}`),
        ]),
      read: readJestCounts,
    },
    {
      name: 'cluster',
      missing: prepared.missing.kubernetes,
      command: report =>
        // One after the other: a control plane takes all the processors that there are.
        jest(root, report, [
          '--runInBand',
          `--testPathPatterns=(${positionals.join('|')}).*${CLUSTER_TESTS}`,
        ]),
      read: readJestCounts,
    },
  ];
  if (existsSync(join(root, 'playwright.config.ts'))) {
    suites.push({
      name: 'browser',
      missing: prepared.missing.chromium,
      command: report => ({
        args: [
          join(root, 'node_modules/@playwright/test/cli.js'),
          'test',
          '--reporter=list,json',
          ...positionals,
        ],
        env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, NODE_OPTIONS: '' },
      }),
      read: readPlaywrightCounts,
    });
  }
  const wanted = suites.filter(
    ({ name }) => values.only === undefined || values.only === name,
  );
  if (wanted.length === 0) {
    throw new Error(`There are no tests called ${values.only}`);
  }

  const folder = await makeTemporaryFolder('tests');
  const postgres = await startPostgres();
  const notRun: NotRun[] = [];
  let total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, missing, command, read } of wanted) {
    if (missing !== undefined) {
      notRun.push({ name, reason: missing });
      continue;
    }
    say(`\n== ${name} tests`);
    const report = join(folder.path, `${name}.json`);
    const { args, env: more } = command(report);
    const code = await runInForeground({
      command: process.execPath,
      args,
      cwd: root,
      env: {
        ...env,
        NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
        // Without it Jest would watch, or look only at what changed.
        CI: 'true',
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: postgres.url,
        ...prepared.env,
        ...more,
      },
      signal,
    });
    signal.throwIfAborted();
    let counts = await read(report).catch(() => undefined);
    if (!counts) {
      notRun.push({
        name,
        reason: `ended with exit code ${code} before it could count`,
      });
      counts = { passed: 0, failed: 1, skipped: 0 };
    } else if (code !== 0 && counts.failed === 0) {
      notRun.push({
        name,
        reason: `ended with exit code ${code} though no test failed`,
      });
      counts = { ...counts, failed: 1 };
    }
    total = addCounts(total, counts);
  }
  await postgres.stop();
  await folder.remove();

  const verdict = judge({
    counts: total,
    notRun,
    ci: Boolean(process.env.CI),
  });
  if (verdict.complaints.length > 0) {
    say(`\n${verdict.complaints.join('\n')}`);
  }
  process.stdout.write(`\n${verdict.count}\n`);
  return verdict.exitCode;
};
