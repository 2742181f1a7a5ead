import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { GITHUB_STAND_IN } from '../github/startGithub';
import { ROOT } from '../paths';
import { slugOf, writeDeliveryEntities } from './deliveryEntities';
import { readTrialServices } from './services';

const from = join(ROOT, 'examples/trial/entities.yaml');

it('gives every service of the trial a repository in the stand-in, and leaves the rest as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entities-'));
  try {
    const to = join(folder, 'entities.yaml');
    await writeDeliveryEntities({ from, to });
    expect(await readTrialServices(to)).toEqual(await readTrialServices(from));
    const read = async (file: string) =>
      parseAllDocuments(await readFile(file, 'utf8')).map(one => one.toJS());
    const [before, after] = [await read(from), await read(to)];
    expect(after).toHaveLength(before.length);
    const others = ({ kind }: { kind: string }) => kind !== 'Component';
    expect(after.filter(others)).toEqual(before.filter(others));
    const slugs = after
      .filter(({ kind }) => kind === 'Component')
      .map(({ metadata: { name, annotations } }) => [
        annotations['github.com/project-slug'],
        annotations['backstage.io/source-location'],
        name,
      ]);
    expect(slugs.length).toBeGreaterThan(10);
    for (const [slug, location, name] of slugs) {
      expect(slug).toBe(slugOf(name));
      expect(location).toBe(`url:https://${GITHUB_STAND_IN}/${slug}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
