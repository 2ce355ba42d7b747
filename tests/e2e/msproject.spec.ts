// Microsoft Project's files: in with a preview and a report, out again from the settings and from the plan.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { axe, expect, open, test, type Lang } from './helpers';

const file = 'files/plan.xml';

async function settings(page: Page, lang: Lang) {
  await open(page, { lang });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('nav-settings').click();
}

for (const lang of ['en', 'zh-CN'] as const) {
  test(`a plan of Microsoft Project comes in, and goes out with the same dates (${lang})`, async ({ page }) => {
    await settings(page, lang);
    await page.getByTestId('import-file').setInputFiles(file);
    const preview = page.getByTestId('mspdi-preview');
    await expect(preview).toContainText('plan.xml');
    await expect(preview.getByRole('row', { name: lang === 'en' ? /Tasks/ : /任务/ })).toContainText('8');
    // What does not come along is named.
    await expect(page.getByTestId('mspdi-left')).toContainText('HyperlinkAddress');
    await expect(page.getByTestId('mspdi-left')).toContainText('WorkContour');
    await axe(page);
    await page.getByTestId('mspdi-add').focus();
    await page.keyboard.press('Enter');
    await expect(preview).toBeHidden();
    await page.getByTestId('nav-projects').click();
    await page.getByText('Tender of Nanjing').first().click();
    await page.getByTestId('tab-plan').click();
    await expect(page.getByTestId('gantt-row')).toHaveCount(8);
    // One step takes it all back, another brings it again.
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('gantt-row')).toHaveCount(0);
    await page.keyboard.press('Control+Shift+z');
    await expect(page.getByTestId('gantt-row')).toHaveCount(8);

    let download = page.waitForEvent('download');
    await page.getByTestId('export-menu').locator('summary').click();
    await page.getByTestId('plan-export-mspdi').click();
    const fromPlan = readFileSync(await (await download).path(), 'utf8');
    expect(fromPlan).toContain('<Name>Write the offer</Name>');
    // Half of three days after Wednesday the 9th; five days of Anna's, who does not work on Wednesdays.
    const task = fromPlan.split('<Task>').find((part) => part.includes('<Name>Write the offer</Name>'))!;
    expect(task).toContain('<Start>2026-09-11T13:00:00</Start>');
    expect(task).toContain('<Finish>2026-09-21T12:00:00</Finish>');

    await page.getByTestId('nav-settings').click();
    await page.getByTestId('mspdi-project').selectOption({ label: 'Tender of Nanjing' });
    download = page.waitForEvent('download');
    await page.getByTestId('mspdi-export').click();
    expect((await download).suggestedFilename()).toBe('Tender of Nanjing.xml');
  });
}

test('hostile XML is refused with its place and harms nothing', async ({ page }) => {
  await settings(page, 'en');
  const whole = readFileSync(new URL(file, import.meta.url), 'utf8');
  for (const [text, why] of [
    ['<!DOCTYPE x [<!ENTITY a "b">]>\n<Project/>', 'document type'],
    ['<Project>\n<Title>&a;</Title></Project>', 'line 2'],
    [`<Project>${'<a>'.repeat(500)}`, 'nested'],
    ['<html></html>', 'html'],
    [whole.slice(0, 3000), 'too early'],
  ]) {
    await page.getByTestId('import-file').setInputFiles({ name: 'bad.xml', mimeType: 'text/xml', buffer: Buffer.from(text) });
    await expect(page.getByTestId('import-error')).toContainText(why);
  }
  await page.getByTestId('nav-projects').click();
  await expect(page.getByText('Tender of Nanjing')).toHaveCount(0);
});

test('a duration typed in weeks is shown in weeks', async ({ page }) => {
  await settings(page, 'en');
  await page.getByTestId('import-file').setInputFiles(file);
  await page.getByTestId('mspdi-add').click();
  await page.getByTestId('nav-projects').click();
  await page.getByText('Tender of Nanjing').first().click();
  await page.getByTestId('tab-plan').click();
  await page.getByTestId('gantt-row').filter({ hasText: 'Print' }).click();
  const field = page.getByTestId('task-duration');
  for (const [typed, shown] of [['2w', '2w'], ['4h', '4h'], ['3ed', '3ed'], ['半天', '0.5d'], ['2个工作日', '2d']]) {
    await field.fill(typed);
    await field.press('Enter');
    await expect(field).toHaveValue(shown);
  }
});
