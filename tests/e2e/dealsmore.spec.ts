// Deals in depth: the page of one, many changed at once, the calendar, pipelines, targets.
import { axe, deals, expect, open, shot, test } from './helpers';
import type { Page } from '@playwright/test';

const card = (page: Page, name: string) => page.getByTestId('deal-card').filter({ hasText: name });
async function dealPage(page: Page, name: string) {
  await card(page, name).click();
  await page.getByTestId('deal-open-page').click();
  await expect(page.getByTestId('deal-page')).toBeVisible();
}

test('the page of a deal: stages on an axis, people with roles, products with discount, competitors', async ({ page }) => {
  await deals(page);
  await dealPage(page, 'more seats');
  await expect(page.getByTestId('deal-step').filter({ hasText: 'First contact' })).toContainText('d');
  await expect(page.getByTestId('deal-step').filter({ hasText: 'Needs confirmed' })).toHaveAttribute('aria-current', 'step');
  await page.getByTestId('deal-line-add').fill('Seat');
  await page.getByTestId('deal-line-add').press('Enter');
  await page.getByTestId('line-price').fill('10k');
  await page.getByTestId('line-price').press('Enter');
  await page.getByTestId('line-qty').fill('50');
  await page.getByTestId('line-qty').press('Enter');
  await page.getByTestId('line-discount').fill('10');
  await page.getByTestId('line-discount').press('Enter');
  await expect(page.getByTestId('lines-total')).toContainText('¥450k');
  await page.getByTestId('lines-total').getByRole('button').click();
  await expect(page.getByTestId('deal-amount')).toHaveValue('¥450k');
  await expect(page.getByTestId('deal-moves')).toContainText('Amount ¥600k → ¥450k');
  await page.getByTestId('deal-competitor-add').fill('Rival Ltd');
  await page.getByTestId('deal-competitor-add').press('Enter');
  await expect(page.getByTestId('deal-competitors')).toContainText('Rival Ltd');
  await axe(page);
});

test('a lost deal asks for the reason and offers a lesson', async ({ page }) => {
  await deals(page, 'zh-CN');
  await dealPage(page, '供应链模块');
  await page.getByTestId('deal-step').filter({ hasText: '输单' }).click();
  await page.getByTestId('ask-reason').selectOption({ label: '价格' });
  await page.getByTestId('ask-lesson').fill('报价前先见到出资人');
  await page.getByTestId('ask-confirm').click();
  await expect(page.getByTestId('deal-lessons')).toContainText('报价前先见到出资人');
  await expect(page.getByTestId('deal-lessons')).toContainText('价格');
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('deal-lessons')).toHaveCount(0);
});

test('many deals are moved and put off at once; those that the stage asks more of stay chosen', async ({ page }) => {
  await deals(page);
  await page.getByTestId('add-deal').fill('No amount yet');
  await page.getByTestId('add-deal').press('Enter');
  await page.getByTestId('deals-table').click();
  const row = (name: string) => page.getByTestId('deal-row').filter({ hasText: name });
  await row('from trial').getByTestId('choose').check();
  await row('No amount yet').getByTestId('choose').check();
  await expect(page.getByTestId('bulk')).toContainText('2 chosen');
  await axe(page);
  await page.getByTestId('bulk-stage').selectOption({ label: 'Proposal' });
  await expect(row('from trial').getByTestId('row-stage-cell')).toHaveText('Proposal');
  await expect(page.getByTestId('bulk')).toContainText('1 chosen');
  await expect(page.getByTestId('toast').filter({ hasText: '1 did not move' })).toBeVisible();
  await page.getByTestId('choose-all').check();
  await page.getByTestId('bulk-owner').selectOption({ index: 1 });
  await page.getByTestId('undo').click();
  await page.getByTestId('undo').click();
  await expect(row('from trial').getByTestId('row-stage-cell')).toHaveText('Qualified lead');
  // An amount in its cell, by keyboard; Escape leaves what was there.
  await row('No amount yet').getByTestId('row-amount').press('Enter');
  await page.getByTestId('row-amount-field').fill('12m');
  await page.keyboard.press('Enter');
  await expect(row('No amount yet').getByTestId('row-amount')).toContainText('12');
  await expect(row('No amount yet').getByTestId('row-amount')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByTestId('row-amount-field').fill('7');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('row-amount-field')).toHaveCount(0);
  await expect(row('No amount yet').getByTestId('row-amount')).toContainText('12');
  // The heads put the table in order.
  const head = page.getByRole('columnheader', { name: 'Amount' });
  await head.getByRole('button').click();
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByTestId('deal-row').first()).toContainText('No amount yet');
  await axe(page);
});

test('a deal is moved to another day on the calendar by keyboard', async ({ page }) => {
  await deals(page);
  await page.getByTestId('add-deal').fill('Undated chance');
  await page.getByTestId('add-deal').press('Enter');
  await expect(page.getByTestId('deal-name')).toHaveValue('Undated chance');
  await page.getByTestId('deals-calendar').click();
  const chip = page.getByTestId('cal-deal').filter({ hasText: 'Undated chance' });
  await chip.focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.locator('.month').getByText('Undated chance')).toBeVisible();
  await expect(chip).toBeFocused();
  await axe(page);
});

test('a second pipeline: a stage of its own, exit criteria, and no deleting while deals stand in it', async ({ page }) => {
  await deals(page);
  await page.getByTestId('deals-pipelines').click();
  await page.getByTestId('pipeline-add').fill('Channel');
  await page.getByTestId('pipeline-add').press('Enter');
  const channel = page.getByTestId('pipeline').nth(1);
  await channel.getByTestId('stage-add').fill('Partner signed');
  await channel.getByTestId('stage-add').press('Enter');
  const stage = channel.getByTestId('stage-row').filter({ hasText: 'Partner signed' });
  await stage.locator('summary').click();
  await stage.getByTestId('stage-probability').fill('55');
  await stage.getByTestId('stage-probability').press('Enter');
  await stage.getByTestId('stage-criteria').fill('Agreement signed\nFirst lead shared');
  await stage.getByTestId('stage-criteria').blur();
  await expect(stage.locator('summary')).toContainText('55');
  await axe(page);
  await page.getByTestId('pipeline').first().getByTestId('pipeline-delete').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'move them first' })).toBeVisible();
  // What is added while it is shown goes into it, and a deal moves from one pipeline to the other by its stage.
  await page.getByTestId('deals-board').click();
  await page.getByTestId('pipeline-shown').selectOption({ label: 'Channel' });
  await page.getByTestId('add-deal').fill('A reseller');
  await page.getByTestId('add-deal').press('Enter');
  await expect(page.getByTestId('deal-name')).toHaveValue('A reseller');
  await expect(page.getByTestId('deal-column').getByText('A reseller')).toBeVisible();
  await page.getByTestId('deal-stage').selectOption({ label: 'Sales · First contact' });
  await expect(page.getByTestId('deal-card')).toHaveCount(0);
  await expect(page.getByTestId('deal-stage').locator('option:checked')).toHaveText('First contact');
  await page.getByTestId('deals-pipelines').click();
  await channel.getByTestId('pipeline-delete').click();
  await expect(page.getByTestId('pipeline')).toHaveCount(1);
});

test('targets by month for everybody and a member, with attainment and a chart in words', async ({ page }) => {
  await deals(page, 'zh-CN');
  await page.getByTestId('deals-targets').click();
  const first = page.getByTestId('target-row').first();
  await expect(first).toBeVisible();
  await first.getByTestId('target-cell').nth(0).fill('100万');
  await first.getByTestId('target-cell').nth(0).press('Enter');
  await expect(first.getByTestId('target-cell').nth(0)).toHaveValue('100万');
  await expect(page.getByTestId('target-chart')).toHaveAttribute('aria-label', /1 月：赢单 .*目标 100万/);
  const member = page.getByTestId('target-row').nth(1);
  await member.getByTestId('target-cell').nth(1).fill('看不懂');
  await member.getByTestId('target-cell').nth(1).press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: '看不懂这个金额' })).toBeVisible();
  await axe(page);
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as const) {
  test(`the page, the calendar and the targets in ${lang}, ${theme}`, async ({ page }) => {
    await deals(page, lang, theme);
    for (const tab of ['table', 'calendar', 'targets', 'pipelines']) {
      await page.getByTestId(`deals-${tab}`).click();
      await expect(page.locator('.list-screen')).toBeVisible();
      await axe(page);
      await shot(page, `deals-${tab}-${lang}-${theme}`);
    }
    await page.getByTestId('deals-board').click();
    await page.getByTestId('deal-card').nth(2).click();
    await page.getByTestId('deal-open-page').click();
    await expect(page.getByTestId('deal-page')).toBeVisible();
    await axe(page);
    await shot(page, `deal-page-${lang}-${theme}`);
  });
}
