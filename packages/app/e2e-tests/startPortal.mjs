/**
 * Builds the app and starts the portal's backend, which serves it, on the port of LANDFALL_E2E_PORT with a database of its own; until a signal.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(join(root, 'package.json'));
const url = `http://localhost:${process.env.LANDFALL_E2E_PORT}`;
const folder = mkdtempSync(join(tmpdir(), 'landfall-e2e-'));
const config = ['--config', join(root, 'app-config.yaml'), '--config'];
const overrides = join(folder, 'app-config.e2e.json');
writeFileSync(
  overrides,
  JSON.stringify({
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: {
        host: '127.0.0.1',
        port: Number(process.env.LANDFALL_E2E_PORT),
      },
      cors: { origin: url },
      database: { connection: { directory: join(folder, 'data') } },
    },
    auth: {
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    fleet: {
      migrations: [
        {
          // The made-up company's own ask for nothing that a person has to sign.
          id: 'signed-moves',
          title: 'Signed moves',
          template: 'helios-to-kubernetes',
          owner: 'group:default/payments',
          scope: {
            $any: [
              { 'metadata.name': 'ledger-api' },
              { 'metadata.name': 'ledger-gateway' },
            ],
          },
          start: '2026-01-12',
          target: '2030-12-20',
          validation: [{ rule: 'load_test', peakRate: 50 }, { rule: 'manual' }],
        },
      ],
    },
  }),
);

const cli = join(
  dirname(require.resolve('@backstage/cli/package.json')),
  'bin',
);
const built = spawnSync(
  process.execPath,
  [join(cli, 'backstage-cli'), 'package', 'build', ...config, overrides],
  { cwd: join(root, 'packages/app'), encoding: 'utf8' },
);
if (built.status !== 0) {
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`${built.stdout}\n${built.stderr}\n`);
  process.exit(1);
}

const backend = spawn(
  process.execPath,
  [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    'src/index.ts',
    ...config,
    overrides,
  ],
  {
    cwd: join(root, 'packages/backend'),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
  },
);
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => backend.kill(signal));
}
backend.on('exit', code => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 0);
});
