#!/usr/bin/env node
// The testbed's command line. Written for old versions of Node.js as well, so that it can at least say what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
const pinned = fileURLToPath(
  new URL('../../../node_modules/node/bin/node', import.meta.url),
);

if (major === 22 || major === 24) {
  const require = createRequire(import.meta.url);
  require('@backstage/cli/config/nodeTransform.cjs');
  const { main } = require('../src/cli/main.ts');
  await main(process.argv.slice(2));
} else if (existsSync(pinned)) {
  const child = spawn(pinned, process.argv.slice(1), { stdio: 'inherit' });
  // Both get the signals that a terminal sends; the child decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
} else {
  process.stderr.write(
    `This needs Node.js 22 or 24, not ${process.versions.node}. "npm ci" brings one along: run it first, then "npm start" or "npm test".\n`,
  );
  process.exit(1);
}
