import { execFileSync } from 'node:child_process';
import { defineConfig, devices } from '@playwright/test';

/** A port that is free now. Playwright's configuration cannot wait for a promise, so another process asks. */
function freePort(): string {
  return execFileSync(process.execPath, [
    '-e',
    `const server = require('node:net').createServer();
     server.listen(0, '127.0.0.1', () => { console.log(server.address().port); server.close(); });`,
  ])
    .toString()
    .trim();
}

// Workers read this file as well, and must find the same port.
process.env.LANDFALL_E2E_PORT ??= freePort();
const url = `http://localhost:${process.env.LANDFALL_E2E_PORT}`;

/** What the browser tests run in: Debian's Chromium against the built portal with the made-up company. */
export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  // Of its own, so that two runs do not clear each other's.
  outputDir: `test-results/${process.env.LANDFALL_E2E_PORT}`,
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  workers: 2,
  // For a machine that does much else as well.
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: url,
    viewport: { width: 1400, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath:
        process.env.LANDFALL_TESTBED_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'portal', testMatch: 'portal.setup.ts' },
    { name: 'pages', testMatch: '*.test.ts', dependencies: ['portal'] },
  ],
  webServer: {
    command: `"${process.execPath}" packages/app/e2e-tests/startPortal.mjs`,
    url: `${url}/.backstage/health/v1/readiness`,
    timeout: 180_000,
    // One that runs already serves whoever works on the tests.
    reuseExistingServer: !process.env.CI,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
