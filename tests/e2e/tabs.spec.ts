// Several tabs edit one workspace at once: one writes, the others send it what they change.
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { expect, open, started, test } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
const rows = (page: Page, name: string) => page.getByTestId('client-row').filter({ hasText: name });

async function add(page: Page, name: string) {
  await page.getByTestId('add-client').fill(name);
  await page.getByTestId('add-client').press('Enter');
  await expect(rows(page, name)).toBeVisible();
}

/** The first tab with a workspace, and others beside it, all at the clients. */
async function house(page: Page, context: BrowserContext, tabs: number) {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-clients').click();
  await add(page, 'The first');
  await saved(page);
  const pages = [page];
  while (pages.length < tabs) {
    const other = await context.newPage();
    await open(other, { lang: 'en', query: 'at=clients' });
    await expect(rows(other, 'The first')).toBeVisible();
    pages.push(other);
  }
  return pages;
}

/** How many clients the tab shows; the list itself holds only what is in view. */
const count = (page: Page) => page.getByTestId('nav-clients').locator('.n');

/** Everything the tab has. */
async function content(page: Page) {
  await page.bringToFront();
  await page.getByTestId('nav-settings').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-json').click()]);
  const { tables, settings } = JSON.parse(await readFile(await download.path(), 'utf8'));
  return { tables, settings };
}

const writes = (page: Page) => page.evaluate(() => window.pursuitBoot.watch());

test('what one tab writes the others show, and all of them write', async ({ page, context }) => {
  const [first, second, third] = await house(page, context, 3);
  await add(second, 'From the second');
  await add(third, 'From the third');
  await add(first, 'From the first');
  for (const tab of [first, second, third]) {
    for (const name of ['From the first', 'From the second', 'From the third']) await expect(rows(tab, name)).toBeVisible();
    await saved(tab);
  }
  // Undo takes back one's own step and leaves what the others did.
  await second.getByTestId('undo').click();
  for (const tab of [first, second, third]) {
    await expect(rows(tab, 'From the second')).toHaveCount(0);
    await expect(rows(tab, 'From the first')).toBeVisible();
    await expect(rows(tab, 'From the third')).toBeVisible();
  }
  await saved(second);
  await first.reload();
  await started(first);
  await expect(rows(first, 'From the third')).toBeVisible();
  await expect(rows(first, 'From the second')).toHaveCount(0);
});

test('different fields of one record that two tabs change at once both stand', async ({ page, context }) => {
  const [first, second] = await house(page, context, 2);
  for (const tab of [first, second]) {
    await rows(tab, 'The first').click();
    await tab.getByTestId('inspector').getByText('More about the client').click();
  }
  const field = (tab: Page, label: string) => tab.getByTestId('inspector').getByLabel(label, { exact: true });
  // What is being typed stays while the other tab changes the record.
  await field(second, 'Source').fill('A fair');
  await field(first, 'Phone').fill('021 5555');
  await field(first, 'Phone').press('Enter');
  await expect(field(second, 'Phone')).toHaveValue('021 5555');
  await expect(field(second, 'Source')).toHaveValue('A fair');
  await field(second, 'Source').press('Enter');
  await expect(field(first, 'Source')).toHaveValue('A fair');
  await Promise.all([
    field(first, 'Industry').fill('Power').then(() => field(first, 'Industry').press('Enter')),
    field(second, 'Region').fill('Shanghai').then(() => field(second, 'Region').press('Enter')),
  ]);
  for (const tab of [first, second]) {
    await expect(field(tab, 'Industry')).toHaveValue('Power');
    await expect(field(tab, 'Region')).toHaveValue('Shanghai');
  }
});

test('typing in what another tab deletes is no crash', async ({ page, context }) => {
  const [first, second] = await house(page, context, 2);
  await add(first, 'Gone in a moment');
  await expect(rows(second, 'Gone in a moment')).toBeVisible();
  await rows(second, 'Gone in a moment').click();
  await second.getByTestId('client-name').focus();
  await second.keyboard.type('typed and not done');
  await first.getByTestId('undo').click();
  await expect(rows(second, 'Gone in a moment')).toHaveCount(0);
  await expect(second.getByTestId('client-name')).toHaveCount(0);
  await add(second, 'Goes on');
  await expect(rows(first, 'Goes on')).toBeVisible();
  await expect(second.getByTestId('crash')).toHaveCount(0);
});

test('a storm of edits from four tabs, the writer closed in the middle, ends alike and loses none', async ({ page, context }) => {
  const pages = await house(page, context, 4);
  const made: string[] = [];
  const storm = async (tabs: Page[], round: number) => {
    await Promise.all(
      tabs.map(async (tab, n) => {
        for (let step = 0; step < 6; step += 1) {
          const name = `Client ${round}-${n}-${step}`;
          made.push(name);
          await tab.getByTestId('add-client').fill(name);
          await tab.getByTestId('add-client').press('Enter');
        }
      }),
    );
  };
  await storm(pages, 1);
  await saved(pages[0]);
  // The writer goes without a word.
  expect(await writes(pages[0])).toBe(true);
  await pages[0].close({ runBeforeUnload: false });
  const rest = pages.slice(1);
  await storm(rest, 2);
  for (const tab of rest) {
    await saved(tab);
    await expect(count(tab)).toHaveText(String(made.length + 1));
  }
  const all = [];
  for (const tab of rest) all.push(await content(tab));
  expect(all[0].tables.clients.map((client: { name: string }) => client.name).sort()).toEqual(['The first', ...made].sort());
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
  // A page that opens now has the same, from the store.
  for (const tab of rest) await tab.close();
  const late = await context.newPage();
  await open(late, { lang: 'en', query: 'at=clients' });
  await expect(count(late)).toHaveText(String(made.length + 1));
  expect(await content(late)).toEqual(all[0]);
});

test('a writer that hangs is passed over, and what it does when it wakes is not lost', async ({ page, context }) => {
  const [first, second] = await house(page, context, 2);
  const debug = await context.newCDPSession(first);
  await debug.send('Debugger.enable');
  const paused = new Promise((done) => debug.once('Debugger.paused', done));
  await debug.send('Debugger.pause');
  await paused;
  await add(second, 'While the writer sleeps');
  await expect.poll(() => writes(second), { timeout: 90_000 }).toBe(true);
  await saved(second);
  await debug.send('Debugger.disable');
  await expect(rows(first, 'While the writer sleeps')).toBeVisible();
  await expect.poll(() => writes(first)).toBe(false);
  await add(first, 'After it woke');
  await expect(rows(second, 'After it woke')).toBeVisible();
  await saved(first);
});

test('tabs that crash, the writer first, take nothing with them', async ({ page, context, troubles }) => {
  troubles.expect(/crash/i);
  const [first, second, third] = await house(page, context, 3);
  expect(await writes(first)).toBe(true);
  await add(first, 'By the writer');
  await saved(first);
  for (const [tab, next] of [[first, second], [second, third]]) {
    const crashed = tab.waitForEvent('crash');
    const debug = await context.newCDPSession(tab);
    void debug.send('Page.crash').catch(() => {});
    await Promise.all([add(next, `While ${tab === first ? 'the writer' : 'its heir'} crashed`), crashed]);
    await expect.poll(() => writes(next), { timeout: 90_000 }).toBe(true);
    await saved(next);
  }
  await add(third, 'Alone');
  await saved(third);
  const late = await context.newPage();
  await open(late, { lang: 'en', query: 'at=clients' });
  for (const name of ['The first', 'By the writer', 'While the writer crashed', 'While its heir crashed', 'Alone']) {
    await expect(rows(late, name)).toBeVisible();
  }
});
