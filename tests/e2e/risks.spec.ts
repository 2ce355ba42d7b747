// Risks: the register, the matrix and the weekly round, as a person uses them.
import { readFileSync } from 'node:fs';
import { axe, expect, open, shot, test, type Lang, type Theme } from './helpers';
import type { Page } from '@playwright/test';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
const rows = (page: Page) => page.getByTestId('risk-row');
const cell = (page: Page, p: number, i: number) => page.locator(`[data-testid=risk-cell][data-p="${p}"][data-i="${i}"]`);

async function risks(page: Page, lang: Lang = 'en', theme: Theme = 'light') {
  await page.clock.setFixedTime(new Date('2026-11-24T09:00:00'));
  await open(page, { lang, theme });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('tab-risks').click();
  await expect(rows(page).first()).toBeVisible();
}

test('市场推广复杂 goes from P4×I4 to P2×I3, history keeps both, the filter lists it, an action becomes a task (scenario 5)', async ({ page }) => {
  await risks(page, 'zh-CN');
  const chip = cell(page, 4, 4).getByTestId('risk-chip').first();
  await expect(chip).toContainText('R-01');
  await chip.dragTo(cell(page, 2, 3));
  await cell(page, 2, 3).focus();
  await page.keyboard.press('Enter');
  await expect(rows(page).filter({ hasText: '市场推广复杂' })).toBeVisible();
  await rows(page).filter({ hasText: '市场推广复杂' }).getByRole('button').first().click();
  const history = page.getByTestId('risk-history');
  await expect(history).toContainText('P4×I4');
  await expect(history).toContainText('P2×I3');
  // Later than the example's actions, so that it is the last of them.
  await page.clock.setFixedTime(new Date('2026-11-24T09:05:00'));
  const actions = page.getByTestId('risk-action');
  const before = await actions.count();
  await page.getByTestId('risk-action-add').fill('先在一个城市试投放');
  await page.getByTestId('risk-action-add').press('Enter');
  await expect(actions).toHaveCount(before + 1);
  await actions.last().getByTestId('risk-action-task').click();
  await expect(page.getByTestId('task-name')).toHaveValue('先在一个城市试投放');
});

test('the register is searched, sorted, filtered by a level, and changed in bulk with one undo', async ({ page }) => {
  await risks(page);
  await page.getByTestId('risk-find').fill('hardware');
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('risk-filter-clear').click();
  await expect(rows(page)).toHaveCount(8);
  await page.getByTestId('risk-sort-delay').click();
  await page.getByTestId('risk-sort-delay').click();
  await expect(rows(page).first()).toContainText('R-02');
  await page.locator('[data-testid=risk-legend][data-level="4"]').getByRole('button').click();
  await expect(page.getByTestId('risk-filter')).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(8);
  await page.getByTestId('risk-filter-clear').click();
  for (const place of [0, 1]) await page.getByTestId('risk-tick').nth(place).check();
  await page.getByTestId('risk-bulk-status').selectOption('watch');
  await page.keyboard.press('Escape');
  await rows(page).first().getByRole('button').first().click();
  await expect(page.getByTestId('risk-status')).toHaveValue('watch');
  await page.getByTestId('toast').getByRole('button').first().click();
  await expect(page.getByTestId('risk-status')).not.toHaveValue('watch');
});

test('the weekly round: one key confirms, two assess anew, and it is kept in the history', async ({ page }) => {
  await risks(page);
  await page.getByTestId('risk-round-open').click();
  await expect(page.getByTestId('risk-round')).toBeFocused();
  const first = await page.getByTestId('risk-round-card').getAttribute('data-risk-id');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('risk-round-count')).toContainText('1');
  await expect(page.getByTestId('risk-round-card')).not.toHaveAttribute('data-risk-id', first!);
  await expect(page.getByTestId('risk-round')).toBeFocused();
  const second = await page.getByTestId('risk-round-card').getAttribute('data-risk-id');
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await expect(page.getByTestId('risk-round-count')).toContainText('2');
  await expect(cell(page, 1, 2).locator(`[data-risk-id="${second}"]`)).toBeVisible();
  await page.getByTestId('risk-round-close').click();
  await page.locator(`[data-testid=risk-row][data-risk-id="${second}"]`).getByRole('button').first().click();
  await expect(page.getByTestId('risk-history')).toContainText('P1×I2');
});

test('a crowded cell lists its risks, by mouse and by keyboard', async ({ page }) => {
  await risks(page);
  const full = cell(page, 3, 3);
  for (const code of ['R-01', 'R-02', 'R-03', 'R-04', 'R-05']) {
    const chip = page.getByTestId('risk-matrix').getByTestId('risk-chip').filter({ hasText: code });
    await chip.dragTo(full, { targetPosition: { x: 60, y: 8 } });
  }
  await full.getByTestId('risk-rest').click();
  const list = page.getByTestId('risk-list');
  await expect(list.getByRole('button').first()).toBeFocused();
  await expect(list.getByRole('button')).toHaveCount(5);
  await shot(page, 'risks-crowded');
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(full).toBeFocused();
  await page.keyboard.press('Shift+Enter');
  await list.getByRole('button').last().click();
  await expect(page.getByTestId('risk-inspector')).toBeVisible();
});

test('a risk names a deal, and the deal names the risk; a target leaves its trace in the history', async ({ page }) => {
  await risks(page);
  await rows(page).first().getByRole('button').first().click();
  const link = page.getByTestId('risk-deal-link');
  await link.click();
  const deal = await page.getByTestId('choice').nth(1).textContent();
  await page.getByTestId('choice').nth(1).click();
  // A client by keyboard: its field is empty again for the next, and does not offer it twice.
  const client = page.getByTestId('risk-client-link');
  await client.focus();
  await page.keyboard.type('pharma');
  await axe(page);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('risk-inspector').getByRole('button', { name: 'East China Pharma', exact: true })).toBeVisible();
  await expect(client).toHaveValue('');
  await expect(client).toBeFocused();
  await page.keyboard.type('pharma');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('risk-p-target').selectOption('1');
  await page.getByTestId('risk-i-target').selectOption('1');
  await expect(page.getByTestId('risk-history').locator('li').first()).toContainText('Target');
  await page.getByTestId('risk-inspector').getByRole('button', { name: deal!, exact: true }).click();
  await expect(page.getByTestId('risks-of')).toContainText('R-01');
});

test('prompts by category become a risk; it happens and becomes an issue; a second risk hangs on the first', async ({ page }) => {
  await risks(page);
  await page.getByTestId('risk-ask-open').click();
  await page.getByTestId('risk-ask-category').selectOption('competitor');
  await page.getByTestId('risk-prompt').first().click();
  await expect(page.getByTestId('risk-title')).toHaveValue(/competitor/i);
  await expect(page.getByTestId('risk-unassessed')).toContainText('R-09');
  await page.getByTestId('risk-secondary-add').fill('Margin falls below plan');
  await page.getByTestId('risk-secondary-add').press('Enter');
  await expect(page.getByTestId('risk-related')).toContainText('Margin falls below plan');
  await page.getByTestId('risk-occur').click();
  await expect(page.getByTestId('risk-issue')).toContainText('I-06');
  await expect(page.getByTestId('risk-status')).toHaveValue('occurred');
  await saved(page);
});

test('what a response brings is weighed against its cost', async ({ page }) => {
  await risks(page);
  await rows(page).filter({ hasText: 'R-05' }).getByRole('button').first().click();
  const set = async (id: string, value: string) => {
    await page.getByTestId(id).fill(value);
    await page.getByTestId(id).press('Enter');
  };
  await set('risk-percent', '35');
  await set('risk-money', '18000');
  await set('risk-target-percent', '15');
  await set('risk-target-money', '8000');
  await expect(page.getByTestId('risk-emv')).toContainText('6.3k');
  await page.getByTestId('risk-action').first().getByLabel('Cost').fill('2200');
  await page.getByTestId('risk-action').first().getByLabel('Cost').press('Enter');
  await expect(page.getByTestId('risk-benefit')).toContainText('2.9k');
});

test('the matrix is resized, its axes are swapped, a cell gets another level, and it is saved as a picture', async ({ page }) => {
  await risks(page);
  await expect(page.getByTestId('risk-cell')).toHaveCount(25);
  const before = await page.getByTestId('risk-cell').first().getAttribute('data-p');
  expect(before).toBe('5');
  await page.getByTestId('matrix-transpose').click();
  await expect(page.getByTestId('risk-cell').first()).toHaveAttribute('data-p', '1');
  await page.getByTestId('matrix-transpose').click();
  await page.getByTestId('risk-kind-opportunity').click();
  await expect(page.getByTestId('risk-cell').first()).toHaveAttribute('data-i', '5');
  await page.getByTestId('risk-kind-threat').click();
  await page.getByTestId('matrix-edit').click();
  await page.getByTestId('matrix-rows').selectOption('4');
  await page.getByTestId('matrix-columns').selectOption('3');
  await expect(page.getByTestId('risk-cell')).toHaveCount(12);
  await page.getByTestId('grid-1-1').selectOption({ index: 4 });
  await expect(cell(page, 1, 1)).toHaveClass(/level-5/);
  await page.getByTestId('step-p-1').fill('Hardly ever');
  await page.getByTestId('step-p-1').press('Enter');
  await expect(page.getByTestId('risk-matrix')).toContainText('Hardly ever');
  const svg = page.waitForEvent('download');
  await page.getByTestId('matrix-svg').click();
  expect(readFileSync(await (await svg).path(), 'utf8')).toContain('Hardly ever'.slice(0, 9));
  const png = page.waitForEvent('download');
  await page.getByTestId('matrix-png').click();
  expect(readFileSync(await (await png).path()).subarray(1, 4).toString()).toBe('PNG');
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as const) {
  test(`no violation in any part of the screen, and pictures (${lang}, ${theme})`, async ({ page }) => {
    await risks(page, lang, theme);
    await page.getByTestId('risk-arrows').click();
    await axe(page);
    await shot(page, `risks-register-${lang}`);
    await page.getByTestId('risk-round-open').click();
    await axe(page);
    await shot(page, `risks-round-${lang}`);
    await page.getByTestId('risk-ask-open').click();
    await page.getByTestId('matrix-edit').click();
    await axe(page);
    await shot(page, `risks-edit-${lang}`);
    await rows(page).first().getByRole('button').first().click();
    await axe(page);
    await shot(page, `risks-inspector-${lang}`);
  });
}
