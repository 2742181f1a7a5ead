import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ESLint } from 'eslint';

const root = resolvePackagePath('@landfall/backstage-plugin-fleet-backend');

/** What lint says of a file with this text at this place in the package. */
async function complaints(file: string, text: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root });
  const [result] = await eslint.lintText(text, {
    filePath: `${root}/src/${file}`,
  });
  return result.messages.map(message => message.message);
}

describe('the direction of imports', () => {
  it.each([
    ['delivery/probe.ts', `import knex from 'knex';`, 'pure room'],
    [
      'delivery/probe.ts',
      `import { createHash } from 'node:crypto';`,
      'pure room',
    ],
    [
      'delivery/probe.ts',
      `import { LoggerService } from '@backstage/backend-plugin-api';`,
      'pure room',
    ],
    ['delivery/probe.ts', `export const now = () => Date.now();`, 'no clock'],
    ['delivery/probe.ts', `export const now = () => new Date();`, 'no clock'],
    [
      'delivery/probe.ts',
      `export const dice = () => Math.random();`,
      'no chance',
    ],
    [
      'delivery/probe.ts',
      `import { Ledger } from '../ledger/types';\n\nexport type Probe = Ledger;`,
      'delivery/ may import only',
    ],
    [
      'ledger/probe.ts',
      `export * from '../plugin';`,
      'ledger/ may import only',
    ],
    [
      'sources/probe.ts',
      `import '@landfall/backstage-plugin-fleet';`,
      'fleet-backend may import of ours only',
    ],
  ])('forbids in %s: %s', async (file, text, complaint) => {
    expect(await complaints(file, text)).toContainEqual(
      expect.stringContaining(complaint),
    );
  });

  it('allows what lies below', async () => {
    expect(
      await complaints(
        'sources/probe.ts',
        `import { Ledger } from '../ledger/types';\n\nexport type Probe = Ledger;\n`,
      ),
    ).toEqual([]);
  });
});
