import { defineConfig } from '@playwright/test';
import { execFileSync } from 'node:child_process';

// A free port, chosen once: the workers load this file too and find it in their environment.
process.env.PURSUIT_PORT ??= execFileSync(process.execPath, [
  '-e',
  "const s = require('net').createServer().listen(0, '127.0.0.1', () => { process.stdout.write(String(s.address().port)); s.close(); })",
]).toString();

/** Not the root of the server: the page has to work from any folder. */
const PREFIX = '/some/sub-folder/';
const port = process.env.PURSUIT_PORT;
const baseURL = `http://127.0.0.1:${port}${PREFIX}`;

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // Long: a machine that is busy with other things, or whose disk is slow, is no reason to fail.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    baseURL,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node ../../scripts/serve.mjs ../../dist --prefix ${PREFIX} --port ${port}`,
    url: baseURL,
    reuseExistingServer: false,
  },
});
