/**
 * Which real servers a test file wants. It says so by the names of the functions that start them; a file that names none, because something else starts
 * its servers, may want any.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Prepared, PreparedServer } from './servers';

const STARTERS: [PreparedServer, RegExp][] = [
  ['kubernetes', /\bstartCluster\b/],
  ['helios', /\bstartHelios\b/],
  ['prometheus', /\bstartPrometheus\b/],
  ['alertmanager', /\bstartAlertmanager\b/],
  ['registry', /\bstartRegistry\b/],
];

/** A test file that wants real servers. */
export interface ClusterTest {
  /** From the root of the repository. */
  path: string;
  wants: PreparedServer[];
}

/** Reads from the text of a test file which servers it wants. */
export function serversWanted(text: string): PreparedServer[] {
  const named = STARTERS.filter(([, starter]) => starter.test(text));
  return (named.length > 0 ? named : STARTERS).map(([server]) => server);
}

/** Finds the test files of all packages that want real servers. */
export async function findClusterTests(root: string): Promise<ClusterTest[]> {
  const found: ClusterTest[] = [];
  for (const workspace of ['packages', 'plugins']) {
    const packages = await readdir(join(root, workspace));
    for (const name of packages) {
      const files = await readdir(join(root, workspace, name, 'src'), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => []);
      for (const file of files) {
        if (/\.cluster\.test\.tsx?$/.test(file.name)) {
          const path = join(file.parentPath, file.name);
          found.push({
            path: relative(root, path),
            wants: serversWanted(await readFile(path, 'utf8')),
          });
        }
      }
    }
  }
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** Gives the tests that cannot run, with the reason for each. */
export function withoutServers(
  tests: ClusterTest[],
  missing: Prepared['missing'],
): { path: string; reason: string }[] {
  return tests.flatMap(({ path, wants }) => {
    const reasons = wants.flatMap(server => missing[server] ?? []);
    return reasons.length > 0 ? [{ path, reason: reasons.join('; ') }] : [];
  });
}
