// What leaves the plan: pictures, the clipboard, paper.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe, example, expect, test } from './helpers';

async function exported(page: Page, item: string) {
  await page.getByTestId('export-menu').locator('summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(item).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Width and height that a PNG says it has. */
function size(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

/** Reads an SVG as XML in the page; its texts, and its size. */
async function read(page: Page, svg: string) {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    if (parsed.querySelector('parsererror')) throw new Error(parsed.documentElement.textContent ?? '');
    const [, , width, height] = parsed.documentElement.getAttribute('viewBox')!.split(' ').map(Number);
    return { width, height, texts: [...parsed.querySelectorAll('text')].map((each) => each.textContent) };
  }, svg);
}

for (const lang of ['zh-CN', 'en'] as const) {
  test(`the chart leaves as PNG and SVG of the whole and of the view (${lang})`, async ({ page }) => {
    await example(page, lang);
    const names = (await page.getByTestId('gantt-row').locator('.name .t').allTextContents()).map((name) => name.slice(0, 6));
    const svg = await exported(page, 'export-svg');
    expect(svg.name).toMatch(/\.svg$/);
    const whole = await read(page, svg.bytes.toString());
    for (const name of names) expect(whole.texts.some((text) => text?.startsWith(name)), name).toBe(true);
    expect(whole.texts).toContain(lang === 'en' ? 'Milestone' : '里程碑');
    const png = size((await exported(page, 'export-png')).bytes);
    expect(Math.abs(png.width / png.height - whole.width / whole.height)).toBeLessThan(0.01);
    const view = await read(page, (await exported(page, 'export-view-svg')).bytes.toString());
    expect(view.width).toBeLessThanOrEqual(2000);
    const viewPng = size((await exported(page, 'export-view-png')).bytes);
    expect(viewPng.width).toBe(Math.round(view.width * 2));
  });
}

test('one slide is 16:9', async ({ page }) => {
  await example(page, 'zh-CN');
  expect(size((await exported(page, 'export-slide')).bytes)).toEqual({ width: 3200, height: 1800 });
});

test('the chart is copied as a picture', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await example(page, 'zh-CN');
  await page.getByTestId('export-menu').locator('summary').click();
  await page.getByTestId('export-copy').click();
  await expect(page.getByTestId('toast')).toContainText('已复制');
  const copied = await page.evaluate(async () => {
    const picture = await createImageBitmap(await (await navigator.clipboard.read())[0].getType('image/png'));
    return { width: picture.width, height: picture.height };
  });
  expect(copied.width).toBeGreaterThan(1000);
  expect(copied.height).toBeGreaterThan(600);
});

test('paper has pages with the head on each, and the app comes back', async ({ page }) => {
  await page.addInitScript(() => { window.print = () => { document.documentElement.dataset.printed = '1'; }; });
  await example(page, 'en');
  await page.getByTestId('export-menu').locator('summary').click();
  await page.getByTestId('export-print').click();
  await expect(page.locator('html[data-printed]')).toHaveCount(1);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.print-page').first()).toBeVisible();
  await expect(page.getByTestId('gantt')).toBeHidden();
  await page.screenshot({ path: 'screenshots/gantt-print.png', fullPage: true });
  const pages = await page.locator('.print-page').count();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(pages);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('.print-pages')).toHaveCount(0);
  await expect(page.getByTestId('gantt')).toBeVisible();
});

test('the menu works by keyboard alone and axe finds nothing', async ({ page }) => {
  await example(page, 'zh-CN');
  const summary = page.getByTestId('export-menu').locator('summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('export-png')).toBeVisible();
  await axe(page);
  await page.screenshot({ path: 'screenshots/gantt-export-menu.png' });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('export-png')).toBeHidden();
  await expect(summary).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('export-png')).toBeFocused();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/\.png$/);
});
