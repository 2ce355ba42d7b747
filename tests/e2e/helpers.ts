// What every spec uses. Import `test` and `expect` from here: this `test` fails on anything that goes wrong unseen
// (console errors, uncaught errors, violations of the page's policy, anything sent, requests to anywhere but the page's server).
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';

declare global {
  interface Window {
    pursuitBoot: {
      frozen: boolean;
      storage: 'ready' | 'denied';
      writer: Promise<boolean>;
      mirror: { sync(): Promise<boolean>; newer(head: string): Promise<Record<string, string> | null> };
      ready(): void;
      watch(promoted?: () => void, deposed?: () => void): boolean;
      crash(message: string): void;
    };
  }
}

export type Lang = 'zh-CN' | 'en';
export type Theme = 'light' | 'dark' | 'system';

/** Collects what went wrong unseen; a test that provokes it says so first. */
export class Troubles {
  readonly seen: string[] = [];
  private expected: RegExp[] = [];

  add(trouble: string) {
    this.seen.push(trouble);
  }

  /** What matches is no failure of this test. */
  expect(...patterns: RegExp[]) {
    this.expected.push(...patterns);
  }

  unexpected() {
    return this.seen.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble)));
  }
}

export const test = base.extend<{ troubles: Troubles }>({
  troubles: [
    async ({ context, baseURL }, use) => {
      const troubles = new Troubles();
      const home = new URL(baseURL!).origin;
      // A page that closes or crashes breaks off what it was loading, and the browser says so on its console.
      const gone = new Set<Page | null>();
      const broken: [Page | null, string][] = [];
      context.on('page', (page) => { for (const end of ['close', 'crash'] as const) page.on(end as 'close', () => gone.add(page)); });
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        const trouble = `console: ${message.text()} ${message.location().url}`;
        if (/^Failed to load resource: net::ERR_/.test(message.text())) broken.push([message.page(), trouble]);
        else troubles.add(trouble);
      });
      context.on('weberror', (error) => troubles.add(`error: ${error.error().stack ?? error.error()}`));
      context.on('request', (request) => {
        const url = new URL(request.url());
        const away = !['data:', 'blob:'].includes(url.protocol) && url.origin !== home;
        if (away || request.method() !== 'GET' || request.postData() !== null) troubles.add(`request: ${request.method()} ${url}`);
      });
      context.on('page', (page) => page.on('websocket', (socket) => troubles.add(`request: socket ${socket.url()}`)));
      await context.exposeBinding('reportViolation', (_, text: string) => troubles.add(`policy: ${text}`));
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) => {
          const report = (window as unknown as { reportViolation(text: string): void }).reportViolation;
          report(`${event.effectiveDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`);
        });
        // What is no request of the page's, and yet a way out.
        const report = (name: string) => (window as unknown as { reportViolation(text: string): void }).reportViolation(`sends by ${name}`);
        for (const name of ['EventSource', 'RTCPeerConnection', 'WebTransport'] as const) {
          Object.defineProperty(window, name, { configurable: true, writable: true, value: class { constructor() { report(name); } } });
        }
        navigator.sendBeacon = () => { report('sendBeacon'); return true; };
      });
      await use(troubles);
      for (const [page, trouble] of broken) if (!gone.has(page)) troubles.add(trouble);
      expect(troubles.unexpected(), 'nothing goes wrong unseen').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** A test in both languages. */
export function both(name: string, run: (page: Page, lang: Lang) => Promise<void>) {
  for (const lang of ['zh-CN', 'en'] as const) test(`${name} (${lang})`, ({ page }) => run(page, lang));
}

/** Opens the app at its start, or at a query such as `?screen=plan`, and waits until it is there. */
export async function open(page: Page, { lang, theme, query = '' }: { lang?: Lang; theme?: Theme; query?: string } = {}) {
  if (theme) await keepTheme(page, theme, lang);
  const parameters = new URLSearchParams(query);
  if (lang) parameters.set('lang', lang);
  const text = parameters.toString();
  await page.goto(text ? `./?${text}` : './');
  await started(page);
}

/** Opens the app, loads the example, and waits for its plan. */
export async function example(page: Page, lang?: Lang, theme?: Theme) {
  await open(page, { lang, theme });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await expect(page.getByTestId('gantt-bar').first()).toBeVisible();
}

/** The deals of the example. */
export async function deals(page: Page, lang: Lang = 'en', theme: Theme = 'light') {
  await example(page, lang, theme);
  await page.getByTestId('nav-deals').click();
  await expect(page.getByTestId('deal-card').first()).toBeVisible();
}

/** Waits until the app has taken the splash away; an app that crashed at its start fails the test with its message. */
export async function started(page: Page) {
  await expect(page.locator('#splash')).toHaveCount(0);
  expect(await page.getByTestId('crash').allTextContents(), 'no crash').toEqual([]);
}

/** Waits until what is shown has come: screens are loaded when they are first opened. */
export async function here(page: Page) {
  await expect(page.locator('[aria-busy]')).toHaveCount(0);
}

/** Waits until every part of the app is loaded. */
export async function allHere(page: Page) {
  await expect(page.locator('html')).toHaveAttribute('data-parts', 'here');
}

/** Puts the theme where the app keeps it, at the first load alone: what the app writes later stays. */
async function keepTheme(page: Page, theme: Theme, lang?: Lang) {
  await page.addInitScript((prefs) => {
    if (localStorage.getItem('pursuit/prefs') === null) localStorage.setItem('pursuit/prefs', JSON.stringify(prefs));
  }, { theme, ...(lang && { lang }) });
}

/** Fails with what axe-core finds wrong on the page as it is now: rule, place, and what to do. */
export async function axe(page: Page) {
  await here(page);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const found = violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary}`));
  expect(found, 'axe-core finds no violation').toEqual([]);
}

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** Writes pictures of the page to screenshots/, on a desktop and on a phone; `near` is brought into view. */
export async function shot(page: Page, name: string, near?: Locator) {
  await here(page);
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await near?.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    const path = fileURLToPath(new URL(`screenshots/${name}-${size}.png`, import.meta.url));
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  }
  if (before) await page.setViewportSize(before);
}
