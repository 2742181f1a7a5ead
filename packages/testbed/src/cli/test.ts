/**
 * Every test of the repository, with one count at the end. Nothing is skipped in silence: what cannot run here ends in a table with the reason, and
 * makes the run red where `CI` is set.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/postgres';
import { makeTemporaryFolder } from '../processes/folder';
import { runInForeground } from '../processes/foreground';
import { findClusterTests, withoutServers } from './clusterTests';
import { Command } from './context';
import { prepareServers } from './servers';
import { judge, NotRun, Repeated } from './testVerdict';
import { UsageError } from './usage';
import {
  addCounts,
  Counts,
  readFailedFiles,
  readJestCounts,
  readPlaywrightCounts,
  withoutCounts,
} from './testCounts';

const CLUSTER_TESTS = '\\.cluster\\.test\\.';

/** Real servers on a machine that others use as well may be late once; more than that is no accident. */
const MOST_REPEATED = 3;

interface Suite {
  name: 'unit' | 'cluster' | 'browser';
  /** What of it cannot run here. */
  cannotRun?: NotRun[];
  /** Whether nothing of it can. */
  empty?: boolean;
  command: (
    report: string,
    paths?: string[],
  ) => { args: string[]; env?: NodeJS.ProcessEnv };
  /** Whether a file that fails is tried once more, alone, and told. */
  repeats?: boolean;
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

/** A path as a pattern that nothing else matches. */
const exactly = (path: string) =>
  `/${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

/** Runs the tests of all packages. */
export const testCommand: Command = async context => {
  const { root, env, signal, say } = context;
  const { values, positionals } = parseArgs({
    args: context.args,
    allowPositionals: true,
    options: { only: { type: 'string' } },
  });
  const prepared = await prepareServers({ onProgress: say, signal });
  const clusterPattern = `(${positionals.join('|')}).*${CLUSTER_TESTS}`;
  const wantedTests = (await findClusterTests(root)).filter(({ path }) =>
    new RegExp(clusterPattern).test(join(root, path)),
  );
  const cannotRun = withoutServers(wantedTests, prepared.missing);
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
      cannotRun: cannotRun.map(({ path, reason }) => ({ name: path, reason })),
      empty: cannotRun.length > 0 && cannotRun.length === wantedTests.length,
      repeats: true,
      command: (report, paths) =>
        // One after the other: a control plane takes all the processors that there are.
        jest(root, report, [
          '--runInBand',
          '--testPathIgnorePatterns',
          '/node_modules/',
          ...cannotRun.map(({ path }) => exactly(path)),
          `--testPathPatterns=${
            paths ? paths.map(exactly).join('|') : clusterPattern
          }`,
        ]),
      read: readJestCounts,
    },
  ];
  const noBrowser = prepared.missing.chromium;
  if (existsSync(join(root, 'playwright.config.ts'))) {
    suites.push({
      name: 'browser',
      cannotRun:
        noBrowser === undefined ? [] : [{ name: 'browser', reason: noBrowser }],
      empty: noBrowser !== undefined,
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
    throw new UsageError(`There are no tests called ${values.only}.`);
  }

  const folder = await makeTemporaryFolder('tests');
  const postgres = await startPostgres();
  const notRun: NotRun[] = [];
  let total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const repeated: Repeated[] = [];
  /** Runs tests of a suite, all or those files; gives their report. */
  const run = async ({ name, command }: Suite, paths?: string[]) => {
    const report = join(folder.path, `${name}${paths ? '-again' : ''}.json`);
    const { args, env: more } = command(report, paths);
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
    return { report, code };
  };
  for (const suite of wanted) {
    const { name, cannotRun: left = [], empty, read, repeats } = suite;
    notRun.push(...left);
    if (empty) {
      continue;
    }
    say(`\n== ${name} tests`);
    const { report, code } = await run(suite);
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
    } else if (repeats && counts.failed > 0) {
      const failed = await readFailedFiles(report);
      if (failed.length <= MOST_REPEATED) {
        say(`\n== ${name} tests that failed, once more`);
        for (const { path, counts: before, failures } of failed) {
          const file = relative(root, path);
          const again = await run(suite, [file]);
          const after = await read(again.report).catch(() => undefined);
          if (again.code !== 0 || !after) continue;
          if (after.failed > 0 || after.passed <= before.passed) continue;
          counts = addCounts(withoutCounts(counts, before), after);
          repeated.push({ path: file, failures });
        }
      }
    }
    total = addCounts(total, counts);
  }
  await postgres.stop();
  await folder.remove();

  const verdict = judge({
    counts: total,
    notRun,
    repeated,
    ci: Boolean(process.env.CI),
  });
  if (verdict.complaints.length > 0) {
    say(`\n${verdict.complaints.join('\n')}`);
  }
  process.stdout.write(`\n${verdict.count}\n`);
  return verdict.exitCode;
};
