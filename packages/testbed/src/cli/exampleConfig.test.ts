import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../paths';

const read = (path: string) => readFile(join(ROOT, path), 'utf8');

interface Cluster {
  url: string;
  tokenFile: string;
  caFile: string;
}

const clustersIn = (yaml: string): Cluster[] =>
  parse(yaml).fleet.kubernetes.clusters;

/** The blocks of YAML in a text, as they are written there. */
function blocksOf(markdown: string): string[] {
  return [...markdown.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm)].map(
    ([, indent, block]) => block.replace(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

it('uses in the example and in the README the files that the commands of the guide make', async () => {
  const guide = await read('docs/connect-a-cluster.md');
  const [example] = clustersIn(
    await read('app-config.kubernetes.example.yaml'),
  );
  const [inReadme] = blocksOf(await read('README.md')).flatMap(clustersIn);
  const [inGuide] = blocksOf(guide).flatMap(clustersIn);
  expect(guide).toContain(`> ${example.tokenFile})`);
  expect(guide).toContain(`> ${example.caFile}\n`);
  expect(inReadme).toEqual(example);
  expect(inGuide).toEqual(example);
});
