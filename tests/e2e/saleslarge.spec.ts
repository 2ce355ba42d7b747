// 5,000 clients, 5,000 deals and 20,000 activities: lists draw what is in sight, and everything is still found and counted.
import { expect, open, test } from './helpers';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
function id(n: number) {
  let text = '';
  for (let at = 0; at < 16; at += 1, n = Math.floor(n / 32)) text = LETTERS[n % 32] + text;
  return `01M89DYBM1${text}`;
}

function workspace(count: number) {
  const base = { created_at: 1795612946049, updated_at: 1795612946049, rev: 1, by: id(1) };
  const pipeline = id(2);
  const kinds = ['open', 'open', 'open', 'won', 'lost'];
  const stages = kinds.map((kind, n) => ({
    ...base, id: id(10 + n), pipeline, kind, name_zh: `阶段${n}`, name_en: `Stage ${n}`, rank: 'BCDEF'[n], probability: [20, 50, 80, 100, 0][n],
  }));
  const day = (back: number) => new Date(Date.now() - back * 864e5).toISOString().slice(0, 10);
  const clients = [], deals = [], activities = [];
  for (let n = 0; n < count; n += 1) {
    clients.push({ ...base, id: id(1000 + n), name: `客户${String(n).padStart(4, '0')}`, kind: 'customer' });
    deals.push({
      ...base, id: id(100000 + n), name: `商机${String(n).padStart(4, '0')}`, client: id(1000 + n), pipeline, stage: stages[n % 5].id, opened: day(60), stage_since: day(30),
      probability: stages[n % 5].probability, amount: { m: 1_000_000, c: 'CNY' }, expected_close: day(-10), ...(n % 5 > 2 && { closed: day(1) }),
    });
    for (let k = 0; k < 4; k += 1) {
      activities.push({ ...base, id: id(1_000_000 + n * 4 + k), on: day((n + k * 7) % 90), kind: 'call', client: id(1000 + n), content: `第${k}次` });
    }
  }
  const tables = { clients, deals, activities, stages, pipelines: [{ ...base, id: pipeline, name_zh: '销售', name_en: 'Sales', rank: 'B' }] };
  return { format: 'pursuit-workspace', schema: '1.0', app_version: '0.1.0', exported_at: '2026-11-25T00:00:00.000Z', scope: 'workspace', ancestors: [], settings: {}, tables, tombstones: [] };
}

test('5,000 clients and deals with 20,000 activities open, scroll and filter', async ({ page }) => {
  test.setTimeout(240_000);
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('import-file').setInputFiles({ name: 'many.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(workspace(5000))) });
  await page.getByTestId('import-replace').click();
  await page.getByTestId('nav-clients').click();
  await expect(page.getByText('5,000 家客户').or(page.getByText('5000 家客户'))).toBeVisible({ timeout: 60_000 });
  expect(await page.getByTestId('client-row').count()).toBeLessThan(120);
  const times: Record<string, number> = {};
  const timed = async (name: string, act: () => Promise<void>) => {
    const from = Date.now();
    await act();
    times[name] = Date.now() - from;
  };
  await timed('filter clients', async () => {
    await page.getByTestId('client-search').fill('kh4321');
    await expect(page.getByTestId('client-row')).toHaveCount(1);
  });
  await expect(page.getByTestId('client-row')).toContainText('客户4321');
  await page.getByTestId('client-search').fill('');
  await page.locator('.list-scroll').evaluate((area) => area.scrollTo(0, area.scrollHeight));
  await expect(page.getByTestId('client-row').last()).toContainText('客户4999');
  await timed('open a client', async () => {
    await page.getByTestId('client-row').last().dblclick();
    await expect(page.getByTestId('line-row')).toHaveCount(4);
  });
  await timed('board', async () => {
    await page.getByTestId('nav-deals').click();
    await expect(page.getByTestId('column-count').first()).toHaveText('1000');
  });
  await page.getByTestId('deal-card').first().click();
  await timed('choose a client', async () => {
    await page.getByTestId('deal-client').click();
    await expect(page.getByTestId('choice')).toHaveCount(51);
  });
  await expect(page.getByText('还有 4950 个').or(page.getByText('还有 4,950 个'))).toBeVisible();
  await page.getByTestId('deal-client').pressSequentially('kh4321');
  await page.getByTestId('choice').click();
  await expect(page.getByTestId('deal-client')).toHaveValue('客户4321');
  await page.keyboard.press('Escape');
  await timed('table', async () => {
    await page.getByTestId('deals-table').click();
    await expect(page.getByTestId('deal-row').first()).toBeVisible();
  });
  expect(await page.getByTestId('deal-row').count()).toBeLessThan(120);
  await page.locator('.list-scroll').evaluate((area) => area.scrollTo(0, area.scrollHeight));
  await expect(page.getByTestId('deal-row').last()).toContainText('商机4999');
  await timed('forecast', async () => {
    await page.getByTestId('deals-forecast').click();
    await expect(page.getByTestId('forecast-won')).not.toHaveText('—');
  });
  await timed('today', async () => {
    await page.getByTestId('nav-today').click();
    await expect(page.getByTestId('today-row').first()).toBeVisible();
  });
  test.info().annotations.push({ type: 'milliseconds', description: JSON.stringify(times) });
  console.log(JSON.stringify(times));
});
