// Deals: through the stages by mouse, keyboard and touch; the forecast of a quarter; the money of a deal.
import { axe, deals, expect, open, shot, test } from './helpers';
import type { Page } from '@playwright/test';

const card = (page: Page, name: string) => page.getByTestId('deal-card').filter({ hasText: name });
const column = (page: Page, at: number) => page.getByTestId('deal-column').nth(at);
const closing = (page: Page) => page.evaluate(() => {
  // The last day of this quarter, in the page's own time.
  const now = new Date();
  const end = new Date(now.getFullYear(), Math.floor(now.getMonth() / 3) * 3 + 3, 0);
  return `${end.getFullYear()}-${String(end.getMonth() + 1).padStart(2, '0')}-${String(end.getDate()).padStart(2, '0')}`;
});

async function add(page: Page, name: string, amount: string, stage: string) {
  await page.getByTestId('add-deal').fill(name);
  await page.getByTestId('add-deal').press('Enter');
  await expect(page.getByTestId('deal-name')).toHaveValue(name);
  await page.getByTestId('deal-amount').fill(amount);
  await page.getByTestId('deal-amount').press('Enter');
  await page.getByTestId('deal-close').fill(await closing(page));
  await page.getByTestId('deal-stage').selectOption({ label: stage });
  await expect(page.getByTestId('deal-stage').locator('option:checked')).toHaveText(stage);
}

test('a quarter of three deals reads won 1M, weighted 2.4M, forecast 3.4M, coverage 1.25', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-deals').click();
  await add(page, '华东医药', '200万', '方案报价');
  await add(page, '申联电气', '300万', '需求确认');
  await add(page, '康源器械', '100万', '赢单');
  await page.getByTestId('deals-forecast').click();
  await page.getByTestId('forecast-target').fill('500万');
  await page.getByTestId('forecast-target').press('Enter');
  await expect(page.getByTestId('forecast-target')).toHaveValue('500万');
  await expect(page.getByTestId('forecast-won')).toHaveText('100万');
  await expect(page.getByTestId('forecast-weighted')).toHaveText('240万');
  await expect(page.getByTestId('forecast-sum')).toHaveText('340万');
  await expect(page.getByTestId('forecast-coverage')).toHaveText('1.25');
  await axe(page);
});

test('a card is dragged by mouse, and moved back with Alt and the arrows', async ({ page }) => {
  await deals(page);
  const from = (await card(page, 'more seats').boundingBox())!;
  const to = (await column(page, 3).boundingBox())!;
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 90, { steps: 6 });
  await page.mouse.up();
  await expect(column(page, 3).getByText('more seats')).toBeVisible();
  await card(page, 'more seats').focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(column(page, 2).getByText('more seats')).toBeVisible();
  await expect(card(page, 'more seats')).toBeFocused();
});

test('losing asks for the reason and for nothing else', async ({ page }) => {
  await deals(page);
  await card(page, 'supply chain').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('deal-stage').selectOption({ label: 'Lost' });
  await expect(page.getByTestId('ask-reason')).toBeVisible();
  await expect(page.getByTestId('ask-amount')).toHaveCount(0);
  await axe(page);
  await page.getByTestId('ask-confirm').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'Reason of loss' })).toBeVisible();
  await page.getByTestId('ask-reason').selectOption({ label: 'Price' });
  await page.getByTestId('ask-confirm').click();
  await expect(column(page, 7).getByText('supply chain')).toBeVisible();
});

test('a probability set by hand needs a reason and survives a change of stage', async ({ page }) => {
  await deals(page);
  await card(page, 'supply chain').click();
  await page.getByTestId('deal-probability').fill('35');
  await page.getByTestId('deal-probability').press('Enter');
  await page.getByTestId('deal-reason').fill('budget frozen until January');
  await page.getByTestId('deal-reason').press('Enter');
  await expect(page.getByTestId('by-hand')).toContainText('budget frozen');
  await page.getByTestId('deal-stage').selectOption({ label: 'Negotiation' });
  await expect(page.getByTestId('deal-probability')).toHaveValue(/^35/);
  await page.getByTestId('by-hand').getByRole('button').click();
  await expect(page.getByTestId('deal-probability')).toHaveValue(/^80/);
});

test('an instalment is planned and received, and a project is made from the deal', async ({ page }) => {
  await deals(page, 'zh-CN');
  await card(page, '增购席位').click();
  await page.getByTestId('pay-add').fill('30万');
  await page.getByTestId('pay-add').press('Enter');
  await expect(page.getByTestId('pay-row')).toContainText('30万');
  await page.getByTestId('pay-receive').click();
  await expect(page.getByTestId('pay-row')).toContainText('已回清');
  await expect(page.getByTestId('paid-rate')).toContainText('50%');
  await card(page, '供应链模块').click();
  await page.getByTestId('deal-project').click();
  await expect(page.getByTestId('gantt-row').filter({ hasText: '合同签署' })).toBeVisible();
});

test.describe('by finger', () => {
  test.use({ hasTouch: true });
  test('a finger that stays carries a card, one that moves at once scrolls', async ({ page }) => {
    await deals(page);
    const from = (await card(page, 'more seats').boundingBox())!;
    const to = (await column(page, 3).boundingBox())!;
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await touch('touchStart', from.x + 20, from.y + 10);
    await touch('touchMove', from.x + 20, from.y - 30);
    await touch('touchMove', from.x + 60, from.y - 40);
    await expect(page.locator('.ghost')).toHaveCount(0);
    await touch('touchEnd', 0, 0);
    await touch('touchStart', from.x + 20, from.y + 10);
    await expect(page.locator('.ghost')).toBeVisible();
    for (const part of [0.3, 0.6, 1]) await touch('touchMove', from.x + 20 + (to.x + 60 - from.x - 20) * part, from.y + 10 + (to.y + 90 - from.y - 10) * part);
    await touch('touchEnd', 0, 0);
    await expect(column(page, 3).getByText('more seats')).toBeVisible();
    // On a phone the client of a deal is chosen by finger.
    await page.setViewportSize({ width: 390, height: 844 });
    await card(page, 'more seats').tap();
    const choose = page.getByTestId('deal-client');
    await choose.tap();
    await expect(page.getByTestId('choice').filter({ hasText: 'Sucheng' })).toHaveAttribute('aria-selected', 'true');
    await axe(page);
    await page.getByTestId('choice').filter({ hasText: 'Yongtong' }).tap();
    await expect(choose).toHaveValue('Yongtong Logistics');
    await expect(page.getByTestId('choice')).toHaveCount(0);
  });
});

test('a client asks for a change: logged, answered, confirmed, all of it covered', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('add-client').fill('华东医药');
  await page.getByTestId('add-client').press('Enter');
  await page.getByTestId('add-contact').fill('李明朗');
  await page.getByTestId('add-contact').press('Enter');
  await page.getByTestId('asked-contact').selectOption({ label: '李明朗' });
  await page.getByTestId('asked-kind').selectOption({ label: '变更' });
  await page.getByTestId('asked-add').fill('报表增加批号追溯');
  await page.getByTestId('asked-add').press('Enter');
  await expect(page.getByTestId('asked-coverage')).toContainText('0%');
  await expect(page.getByTestId('asked-row')).toContainText('李明朗 · 变更');
  await page.getByTestId('asked-answer').fill('下一版加入');
  await page.getByTestId('asked-answer').press('Enter');
  await page.getByTestId('asked-confirm').click();
  await expect(page.getByTestId('asked-row')).toContainText('已确认');
  await expect(page.getByTestId('asked-coverage')).toContainText('100%');
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as const) {
  test(`the board, the table and the forecast in ${lang}, ${theme}`, async ({ page }) => {
    await deals(page, lang, theme);
    await axe(page);
    await shot(page, `deals-board-${lang}-${theme}`);
    await page.getByTestId('deals-table').click();
    await expect(page.getByTestId('deal-row').first()).toBeVisible();
    await axe(page);
    await page.getByTestId('deals-forecast').click();
    await expect(page.getByTestId('forecast-sum')).toBeVisible();
    await axe(page);
    await shot(page, `deals-forecast-${lang}-${theme}`);
    await page.getByTestId('deals-board').click();
    await page.getByTestId('deal-card').first().click();
    await expect(page.getByTestId('deal-name')).toBeVisible();
    await axe(page);
    await shot(page, `deal-${lang}-${theme}`);
  });
}
