// A salesperson's day by keyboard alone, and what clients and markets say.
import { axe, expect, open, shot, test } from './helpers';

test('a day by keyboard alone: what waits, a call logged, a deal moved, a deal put off, a new client', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('load-example').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('gantt')).toBeVisible();
  const palette = async (text: string) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
  };
  // Morning: Today lists what waits; a contact is called and the call logged where one stands.
  await palette('今日');
  await page.keyboard.press('Enter');
  const contact = page.getByTestId('today-row').filter({ hasText: '联系 申联电气' });
  // What costs less to wait stands below the first twenty.
  const more = page.getByRole('button', { name: /^还有/ }).first();
  await expect(contact.or(more).first()).toBeVisible();
  if (await more.isVisible()) await more.press('Enter');
  await expect(contact).toBeVisible();
  await contact.focus();
  await page.keyboard.press('l');
  await expect(page.getByTestId('palette-input')).toHaveValue('跟进 申联电气 ');
  await page.keyboard.type('报价收到，有进展，下次 10天后，待办 补技术附件');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('today-row').filter({ hasText: '联系 申联电气' })).toHaveCount(0);
  // A deal that rots is put off to the next working day.
  const rotting = page.getByTestId('today-row').filter({ hasText: '甬通物流 · 试用转正' });
  await rotting.focus();
  await page.keyboard.press('s');
  await expect(rotting).toHaveCount(0);
  await expect(page.getByTestId('today-row').first()).toBeFocused();
  // Noon: a deal goes one stage on, and its page says since when.
  await palette('苏城精工 · 增购席位');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('deal-name')).toHaveValue('苏城精工 · 增购席位');
  // Its client is found by the initials of a contact; Escape and leaving bring back what was there.
  const client = page.getByTestId('deal-client');
  await client.focus();
  await page.keyboard.type('hdyy');
  await expect(client).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(client).toHaveValue('苏城精工');
  await page.keyboard.type('zzzz');
  await expect(page.getByText('没有找到')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(client).toHaveValue('苏城精工');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.type('lml');
  await expect(page.getByTestId('choice')).toHaveText(['华东医药']);
  await page.keyboard.press('Enter');
  await expect(client).toHaveValue('华东医药');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const next = page.getByTestId('choice').nth(2);
  await expect(next).toHaveAttribute('aria-selected', 'true');
  await expect(client).toHaveAttribute('aria-activedescendant', (await next.getAttribute('id'))!);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Enter');
  await expect(client).toHaveValue('');
  await page.keyboard.type('苏城');
  await page.keyboard.press('Enter');
  await expect(client).toHaveValue('苏城精工');
  const card = page.getByTestId('deal-card').filter({ hasText: '增购席位' });
  await card.focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByTestId('deal-column').nth(3).getByText('增购席位')).toBeVisible();
  // Evening: a visit typed from anywhere, a client made, and everything is one undo away.
  await palette('跟进 拜访 hdyy 见了李总，待办 周五前发合同');
  await expect(page.getByTestId('palette-option').first()).toContainText('拜访 · 华东医药');
  await page.keyboard.press('Enter');
  await palette('华东医药');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('line-row').filter({ hasText: '见了李总' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('client-row').first()).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('toast').last()).toContainText('记录跟进 华东医药');
  await expect(page.getByTestId('toast').last().getByRole('button')).toHaveCount(0);
});

test('a segment by rule with its figures, a product that fits, a strategy whose tactic becomes a task', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('clients-segments').click();
  await page.getByTestId('segment-add').fill('成交客户');
  await page.getByTestId('segment-add').press('Enter');
  await page.getByTestId('rule-add').click();
  await page.getByTestId('rule-field').selectOption('kind');
  await page.getByTestId('rule-test').selectOption('is');
  await page.getByTestId('rule-value').selectOption('customer');
  await expect(page.getByTestId('segment-client')).toHaveCount(2);
  await page.getByTestId('segment-by-hand').focus();
  await page.keyboard.type('hdyy');
  await expect(page.getByTestId('choice')).toHaveText(['华东医药']);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('segment-client')).toHaveCount(3);
  await expect(page.getByTestId('segment-row')).toContainText('100%');
  await page.getByTestId('product-add').fill('供应链模块');
  await page.getByTestId('product-add').press('Enter');
  await page.getByTestId('fit').selectOption('5');
  await expect(page.locator('td[data-fit="5"]')).toBeVisible();
  await page.getByTestId('market-template').click();
  await expect(page.getByTestId('segment-market')).toHaveValue(/市场规模/);
  await page.getByTestId('strategy-add').fill('增购');
  await page.getByTestId('strategy-add').press('Enter');
  await page.getByTestId('tactic-approach').selectOption('executive');
  await page.getByTestId('tactic-add').fill('每季拜访一次老板');
  await page.getByTestId('tactic-add').press('Enter');
  // What it is measured by becomes a goal that follows the deals.
  await expect(page.getByTestId('tactic-goal')).toBeDisabled();
  await page.getByTestId('tactic-measure').fill('本季度赢单 4 个');
  await page.getByTestId('tactic-measure').press('Enter');
  await page.getByTestId('tactic-goal').click();
  await expect(page.getByTestId('tactic-kpi')).toHaveText('指标 0%');
  await axe(page);
  await shot(page, 'segments-zh-CN-light');
  await page.getByTestId('tactic-task').click();
  await page.getByTestId('tactic').getByRole('button', { name: '打开任务' }).click();
  await expect(page.getByTestId('task-name')).toHaveValue('每季拜访一次老板');
  await page.getByTestId('tab-overview').click();
  await expect(page.getByTestId('goal').filter({ hasText: '本季度赢单 4 个' }).getByTestId('goal-follows')).toHaveText('成交客户 · 赢单数');
});

test('scores make a trend, a low one raises an issue, and a request becomes a task', async ({ page }) => {
  await open(page, { lang: 'en', theme: 'dark' });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('clients-asked').click();
  const voice = page.getByTestId('voice').filter({ hasText: 'hangs when a large table' });
  await voice.getByTestId('voice-set').fill('9');
  await voice.getByTestId('voice-set').press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: 'CSAT is 1 to 5' })).toBeVisible();
  await voice.getByTestId('voice-set').fill('2');
  await voice.getByTestId('voice-set').press('Enter');
  await expect(voice.getByTestId('voice-score')).toHaveText('CSAT 2');
  await expect(page.getByTestId('toast').filter({ hasText: 'issue was raised' })).toBeVisible();
  await expect(page.getByTestId('voice-trend').locator('tr').last().locator('td').first()).toHaveText('2');
  await axe(page);
  await shot(page, 'voices-en-dark');
  await voice.getByTestId('voice-task').click();
  await voice.getByRole('button', { name: 'Open the task' }).click();
  await expect(page.getByTestId('task-name')).toHaveValue(/hangs/);
});
