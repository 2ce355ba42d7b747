// The page around the app: where it can lie, what it asks for, and what it says when the app cannot run.
import { readFile } from 'node:fs/promises';
import { axe, expect, open, shot, started, test } from './helpers';

test('starts from a sub-folder, and again on reload with a query', async ({ page, baseURL, troubles }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await open(page, { lang: 'en' });
  expect(new URL(page.url()).pathname).toBe('/some/sub-folder/');
  await page.goto('./?screen=risks&lang=en');
  await started(page);
  await page.reload();
  await started(page);
  expect(page.url()).toContain('screen=risks');
  expect(asked.filter((url) => !url.startsWith(baseURL!))).toEqual([]);
  expect(asked.filter((url) => /pursuit-[0-9a-f]+_bg\.wasm$/.test(url)).length, 'the wasm is asked for once a load').toBe(3);
  expect(troubles.seen).toEqual([]);
});

test('the address of the folder without its slash leads to the page', async ({ page, baseURL }) => {
  await page.goto(baseURL!.replace(/\/$/, '?').slice(0, -1));
  await started(page);
});

test('runs no inline script, no foreign file, no markup that could run', async ({ page, troubles }) => {
  troubles.expect(/Content Security Policy|TrustedHTML|TrustedScript|^policy: /);
  await open(page);
  const outcome = await page.evaluate(async () => {
    const refused = (act: () => unknown) => {
      try { act(); return false; } catch { return true; }
    };
    const box = document.createElement('div');
    const script = document.createElement('script');
    const foreign = await fetch('https://example.org/').then(() => 'reached', () => 'blocked');
    const inline = document.createElement('script');
    return {
      plain: (box.innerHTML = '<p class="one">on = <b>off</b></p>', box.childElementCount),
      script: refused(() => (box.innerHTML = '<script>window.ran = 1</script>')),
      handler: refused(() => (box.innerHTML = '<img src=x onerror="window.ran = 1">')),
      address: refused(() => (box.innerHTML = '<a href="javascript:window.ran = 1">x</a>')),
      frame: refused(() => (box.innerHTML = '<iframe srcdoc="x"></iframe>')),
      // Later, since what the test itself evaluates is exempt from the policy.
      eval: await new Promise((resolve) => setTimeout(() => resolve(refused(() => (0, eval)('window.ran = 1'))))),
      text: refused(() => (inline.text = 'window.ran = 1')),
      away: refused(() => (script.src = 'https://example.org/x.js')),
      outside: refused(() => (script.src = '../x.js')),
      inside: refused(() => (script.src = 'x.js')),
      foreign,
      ran: 'ran' in window,
    };
  });
  expect(outcome).toEqual({
    plain: 1, script: true, handler: true, address: true, frame: true, eval: true, text: true, away: true, outside: true,
    inside: false, foreign: 'blocked', ran: false,
  });
});

for (const [lang, words] of [['zh-CN', /不支持 WebAssembly/], ['en', /has no WebAssembly/]] as const) {
  test.describe(`a browser without WebAssembly, ${lang}`, () => {
    test.use({ locale: lang });
    test('is told so', async ({ page }) => {
      await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
      await page.goto('./');
      await expect(page.getByRole('alertdialog')).toContainText(words);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await axe(page);
      await shot(page, `no-wasm-${lang}`);
    });
  });
}

test('a file missing on the server is a message, not an empty page', async ({ page, troubles }) => {
  troubles.expect(/Failed to load resource|preload/);
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto('./?lang=en');
  await expect(page.getByRole('alertdialog')).toContainText('did not start');
  await expect(page.getByTestId('crash-reload')).toBeFocused();
  // Nothing is saved yet, so there is nothing to download.
  await expect(page.getByTestId('rescue')).toHaveCount(0);
});

test('a crash freezes writing, and the way out gives the data as it lies in the browser', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.evaluate(() => {
    localStorage.setItem('pursuit/odd', 'raw "text" 成单 \u0000\ud800');
    localStorage.setItem('other/app', 'not ours');
  });
  expect(await page.evaluate(() => window.pursuitBoot.frozen)).toBe(false);
  await page.evaluate(() => window.pursuitBoot.crash('panicked at <b>here</b>'));
  expect(await page.evaluate(() => window.pursuitBoot.frozen)).toBe(true);

  const overlay = page.getByRole('alertdialog', { name: 'Something went wrong' });
  await expect(overlay).toBeVisible();
  await expect(page.getByTestId('crash-reload')).toBeFocused();
  await overlay.getByText('What happened').click();
  await expect(overlay.locator('pre')).toHaveText('panicked at <b>here</b>');
  await page.evaluate(() => window.pursuitBoot.crash('a consequence'));
  await expect(page.getByTestId('crash')).toHaveCount(1);
  await expect(overlay.locator('pre')).toHaveText('panicked at <b>here</b>');

  const coming = page.waitForEvent('download');
  await page.getByTestId('rescue').click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^pursuit-rescue-\d{4}-\d\d-\d\dT\d{4}\.json$/);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(file).toMatchObject({ format: 'pursuit-rescue', schema: 1, keys: { 'pursuit/odd': 'raw "text" 成单 \u0000\ud800' } });
  expect(Date.parse(file.savedAt)).not.toBeNaN();
  expect(Object.keys(file.keys).every((key) => key.startsWith('pursuit/'))).toBe(true);

  await page.getByTestId('crash-reload').click();
  await started(page);
  expect(await page.evaluate(() => window.pursuitBoot.frozen)).toBe(false);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the crash overlay is readable, ${theme}`, async ({ page }) => {
    await open(page, { theme, lang: 'zh-CN' });
    await page.evaluate(() => window.pursuitBoot.crash('panicked at src/app/example.rs:1:1'));
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await axe(page);
    await shot(page, `crash-${theme}`);
  });
}

test('a trap of wasm is a crash', async ({ page, troubles }) => {
  troubles.expect(/unreachable/);
  await open(page);
  await page.evaluate(() => {
    // (module (func (export "f") unreachable))
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports as { f(): void };
    setTimeout(f);
  });
  await expect(page.getByRole('alertdialog')).toContainText('已停止写入');
});

test('an error that is not a trap does not stop the app', async ({ page, troubles }) => {
  troubles.expect(/from an extension/);
  await open(page);
  const seen = page.waitForEvent('pageerror');
  await page.evaluate(() => void setTimeout(() => { throw new Error('from an extension'); }));
  await seen;
  expect(await page.evaluate(() => window.pursuitBoot.frozen)).toBe(false);
});

test('starts where storage is denied, and says that it is', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
  });
  await open(page);
  expect(await page.evaluate(() => window.pursuitBoot.storage)).toBe('denied');
  await page.evaluate(() => window.pursuitBoot.crash('x'));
  await expect(page.getByTestId('crash-reload')).toBeVisible();
  await expect(page.getByTestId('rescue')).toHaveCount(0);
});

test('language and theme are there before the app: kept, asked for in the address, or the browser\'s', async ({ page }) => {
  const root = page.locator('html');
  await page.route('**/*.wasm', () => {}); // the app never comes
  await page.goto('./');
  await expect(root).toHaveAttribute('lang', 'zh-CN');
  await expect(root).toHaveAttribute('data-theme', 'system');
  await page.evaluate(() => localStorage.setItem('pursuit/prefs', JSON.stringify({ theme: 'dark', lang: 'en' })));
  await page.reload();
  await expect(root).toHaveAttribute('lang', 'en');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.goto('./?lang=zh-CN');
  await expect(root).toHaveAttribute('lang', 'zh-CN');
  for (const broken of ['{', 'null', '5', '{"theme":7,"lang":[]}']) {
    await page.evaluate((text) => localStorage.setItem('pursuit/prefs', text), broken);
    await page.goto('./?lang=fr');
    await expect(root).toHaveAttribute('lang', 'zh-CN');
    await expect(root).toHaveAttribute('data-theme', 'system');
  }
});

test('one tab is the writer; when it goes, the next that opens is', async ({ context, page }) => {
  await open(page);
  const second = await context.newPage();
  await open(second);
  const writes = (tab: typeof page) => tab.evaluate(() => window.pursuitBoot.writer);
  expect(await writes(page)).toBe(true);
  expect(await writes(second)).toBe(false);
  await page.close();
  await expect(async () => {
    await second.reload();
    expect(await writes(second)).toBe(true);
  }).toPass();
});

test('a part that does not come says so, and comes when asked again', async ({ page, troubles }) => {
  troubles.expect(/.*/);
  await page.route(/part-.*\.wasm$/, (route) => route.abort());
  await open(page, { lang: 'en', query: 'at=settings' });
  await expect(page.locator('#work').getByTestId('part-failed')).toBeVisible();
  await page.unroute(/part-.*\.wasm$/);
  // It may come by itself meanwhile.
  await page.locator('#work').getByTestId('part-failed').getByRole('button').click({ timeout: 5_000 }).catch(() => {});
  await expect(page.locator('#work').getByTestId('part-failed')).toHaveCount(0);
  await expect(page.getByTestId('export-json')).toBeVisible();
});

test('a server that calls wasm something else is no reason to fail', async ({ page }) => {
  await page.route(/\.wasm$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } });
  });
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt-bar').first()).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('an example that comes late takes nobody away from where they went', async ({ page }) => {
  let held: (() => void) | undefined;
  const come = new Promise<void>((resolve) => (held = resolve));
  await page.route('**/part-office-*.wasm', async (route) => {
    await come;
    await route.continue();
  });
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await page.getByTestId('nav-clients').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'clients');
  held!();
  await expect(page.getByTestId('client-row').first()).toBeVisible();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'clients');
});

test('what is typed before the box to find has come waits for it', async ({ page }) => {
  let held: (() => void) | undefined;
  const come = new Promise<void>((resolve) => (held = resolve));
  await page.route('**/part-find-*.wasm', async (route) => {
    await come;
    await route.continue();
  });
  await open(page, { lang: 'en' });
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('Go to settings');
  await expect(page.getByTestId('palette-input')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  // As an input method gives it: a text without keys, and Enter after it.
  await page.keyboard.insertText('中文');
  await page.keyboard.press('Enter');
  held!();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByTestId('palette-input')).toHaveCount(0);
});

test('a style sheet that does not come is said with its screen, and asked for again', async ({ page, troubles }) => {
  troubles.expect(/Failed to load resource/);
  await page.route('**/later-*.css', (route) => route.abort());
  await open(page, { lang: 'en' });
  await page.getByTestId('nav-settings').click();
  await expect(page.getByTestId('part-failed').first()).toBeVisible();
  await page.unroute('**/later-*.css');
  // Another part that comes meanwhile brings it along.
  await page.getByTestId('part-failed').first().getByRole('button').click({ timeout: 2_000 }).catch(() => {});
  await expect(page.getByTestId('part-failed')).toHaveCount(0);
});
