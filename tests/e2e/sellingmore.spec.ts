// The forecast by month, the funnel of a period, how content each client is, and the calendar by pointer and finger.
import { axe, deals, example, expect, shot, test } from './helpers';
import type { Page } from '@playwright/test';

const chip = (page: Page, name: string) => page.getByTestId('cal-deal').filter({ hasText: name });

async function undated(page: Page) {
  await page.getByTestId('add-deal').fill('Undated chance');
  await page.getByTestId('add-deal').press('Enter');
  await expect(page.getByTestId('deal-name')).toHaveValue('Undated chance');
  await page.getByTestId('deals-calendar').click();
  await expect(chip(page, 'Undated chance')).toBeVisible();
}

test('the forecast by month is drawn with commit, best case and target, and says the same in words and figures', async ({ page }) => {
  await deals(page, 'en');
  await page.getByTestId('deals-forecast').click();
  await page.getByTestId('forecast-target').fill('3m');
  await page.getByTestId('forecast-target').press('Enter');
  const chart = page.getByTestId('forecast-chart');
  await expect(chart).toHaveAttribute('aria-label', /won .*commit .*best case .*weighted forecast .*target ¥1M/);
  expect(await chart.locator('rect').count()).toBeGreaterThan(0);
  await expect(chart.locator('line.aim')).toHaveCount(3);
  await page.getByTestId('forecast-table').locator('summary').click();
  await expect(page.getByTestId('forecast-table').locator('tbody tr')).toHaveCount(6);
  await axe(page);
  await shot(page, 'forecast-en-light');
});

test('the funnel counts the deals that entered in the chosen period', async ({ page }) => {
  await deals(page, 'zh-CN', 'dark');
  await page.getByTestId('deals-forecast').click();
  const first = page.getByTestId('funnel').locator('tr').first().locator('td').nth(1);
  const ever = Number(await first.innerText());
  expect(ever).toBeGreaterThan(0);
  await page.getByTestId('forecast-by-month').click();
  await page.getByTestId('funnel-period').selectOption('span');
  for (let n = 0; n < 3; n += 1) await page.getByRole('button', { name: '下一期' }).click();
  // Nobody has entered anything three months from now.
  await expect(first).toHaveText('0');
  await page.getByTestId('funnel-period').selectOption('ever');
  await expect(first).toHaveText(String(ever));
  await shot(page, 'forecast-zh-dark');
});

test('how content a client is stands on its page and among all clients', async ({ page }) => {
  await example(page, 'en');
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('clients-asked').click();
  const voice = page.getByTestId('voice').first();
  await voice.getByTestId('voice-set').fill('4');
  await voice.getByTestId('voice-set').press('Enter');
  await expect(voice.getByTestId('voice-score')).toHaveText('CSAT 4');
  const row = page.getByTestId('voice-clients').locator('tbody tr').first();
  await expect(row).toContainText('4');
  await axe(page);
  await row.getByRole('link').click();
  await expect(page.getByTestId('client-contentment')).toContainText('CSAT 4');
  await expect(page.getByTestId('client-contentment').getByTestId('voice-trend').locator('tbody tr')).toHaveCount(6);
  await axe(page);
});

test('a deal of the calendar is dragged to another day, and the board gets what was pressed alone', async ({ page }) => {
  await deals(page);
  await undated(page);
  const day = page.locator('.month td[data-day]:not(.off)').nth(9);
  const on = await day.getAttribute('data-day');
  await chip(page, 'Undated chance').hover();
  await page.mouse.down();
  const box = (await day.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 6 });
  await expect(page.locator('.ghost')).toBeVisible();
  await page.mouse.up();
  await expect(page.locator(`.month td[data-day="${on}"]`).getByText('Undated chance')).toBeVisible();
  await expect(page.getByTestId('deal-close')).toHaveValue(on!);
  await page.getByTestId('undo').click();
  await expect(page.locator('.month').getByText('Undated chance')).toHaveCount(0);
});

test.describe('by finger', () => {
  test.use({ hasTouch: true });
  test('a finger that stays takes a deal to another day of the calendar', async ({ page }) => {
    await deals(page);
    await undated(page);
    const from = (await chip(page, 'Undated chance').boundingBox())!;
    const day = page.locator('.month td[data-day]:not(.off)').nth(10);
    const on = await day.getAttribute('data-day');
    const to = (await day.boundingBox())!;
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await touch('touchStart', from.x + 20, from.y + 8);
    await expect(page.locator('.ghost')).toBeVisible();
    await touch('touchMove', from.x - 30, from.y + 10);
    await touch('touchMove', to.x + 20, to.y + 20);
    await touch('touchEnd', 0, 0);
    await expect(page.locator(`.month td[data-day="${on}"]`).getByText('Undated chance')).toBeVisible();
  });
});

test('a key account has a plan: what there is to win, who stands behind it, steps that are tasks', async ({ page }) => {
  await example(page, 'zh-CN');
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('client-row').first().dblclick();
  const plan = page.getByTestId('account-plan');
  await expect(plan).toBeVisible();
  if (!(await plan.getByTestId('account-annual').isVisible())) await plan.locator('summary').click();
  const set = async (id: string, text: string) => {
    await plan.getByTestId(id).fill(text);
    await plan.getByTestId(id).blur();
  };
  await set('account-annual', '1000万');
  await set('account-share', '20');
  await set('account-share-aim', '101');
  await expect(page.getByTestId('toast').filter({ hasText: '0 到 100' })).toBeVisible();
  await set('account-share-aim', '35%');
  await expect(plan.getByTestId('account-elsewhere')).toContainText('800万');
  await expect(plan.getByTestId('account-to-win')).toContainText('150万');
  // On the day of its review it waits in Today, and D there puts the next one a quarter off.
  const name = await page.getByTestId('client-name').inputValue();
  await plan.getByTestId('account-review').fill(await page.evaluate(() => new Date(Date.now() - 30 * 864e5).toLocaleDateString('sv')));
  await plan.getByTestId('account-review').blur();
  await expect(plan).toContainText('复盘已到期 30 天');
  await page.getByTestId('nav-today').click();
  const review = page.getByTestId('today-row').filter({ hasText: `复盘大客户计划：${name}` });
  await expect(review).toContainText('复盘已到期 30 天');
  await review.focus();
  await page.keyboard.press('d');
  await expect(review).toHaveCount(0);
  await page.goBack();
  await expect(plan).not.toContainText('复盘已到期');
  const before = await plan.getByTestId('account-step').count();
  await plan.getByTestId('account-step-add').fill('每季拜访一次院长');
  await plan.getByTestId('account-step-add').press('Enter');
  await expect(plan.getByTestId('account-step')).toHaveCount(before + 1);
  await axe(page);
  await shot(page, 'account-zh-light');
  await plan.getByTestId('account-step').filter({ hasText: '每季拜访一次院长' }).click();
  await expect(page.getByTestId('task-name')).toHaveValue('每季拜访一次院长');
});
