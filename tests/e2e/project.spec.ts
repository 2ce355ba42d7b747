// A project's first page: its goals read from a sentence, SMART, checked in on; phase, health with reasons, scope.
import { axe, example, expect, open, started, test } from './helpers';

test('a goal is read from a sentence: points or relative is asked, five letters make it SMART, a check-in moves it', async ({ page }) => {
  await page.clock.setFixedTime(new Date('2026-11-24T09:00:00'));
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('add-project').fill('华东新市场');
  await page.getByTestId('add-project').press('Enter');
  await page.getByTestId('tab-overview').click();
  await page.getByTestId('add-goal').fill('在六个月内将市场份额提高10%');
  await page.getByTestId('add-goal').press('Enter');
  const goal = page.getByTestId('goal');
  await expect(goal).toContainText('在六个月内将市场份额提高10%');
  await expect(goal.getByTestId('goal-due')).toHaveValue('2027-05-24');
  const set = async (id: string, text: string) => {
    await goal.getByTestId(id).fill(text);
    await goal.getByTestId(id).blur();
  };
  await set('goal-baseline', '20');
  // 20 % and ten points are 30 %; ten per cent of it are 22 %.
  await expect(goal.getByTestId('goal-ask-point')).toContainText('30');
  await expect(goal.getByTestId('goal-ask-relative')).toContainText('22');
  await goal.getByTestId('goal-ask-point').click();
  await expect(goal.getByTestId('goal-ask')).toHaveCount(0);
  await expect(goal.getByTestId('goal-reach')).toContainText('30');
  await set('goal-specific', '华东三省的终端份额');
  await set('goal-metric', '第三方份额报告');
  await set('goal-achievable', '两个新渠道已签');
  await set('goal-relevance', '明年进入全国前三');
  await expect(goal.locator('.smart')).toContainText('5/5');
  await goal.getByTestId('agree-goal').click();
  await expect(goal.getByTestId('agree-goal')).toHaveCount(0);
  await set('goal-checkin', '25');
  await expect(goal.getByRole('img', { name: /完成 50%/ })).toBeVisible();
  await axe(page);
});

test('phase, scope, due date and health with its reasons stay after a reload', async ({ page }) => {
  await example(page, 'en');
  await page.getByTestId('tab-overview').click();
  await expect(page.getByTestId('health')).toBeVisible();
  await expect(page.getByTestId('health-reason').first()).toBeVisible();
  await page.getByTestId('phase-monitoring').click();
  const scope = page.getByLabel(/^(Included|包含)$/);
  await scope.fill('Contracts signed this quarter');
  await scope.blur();
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.reload();
  await started(page);
  await expect(page.getByTestId('phase-monitoring')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByLabel(/^(Included|包含)$/)).toHaveValue('Contracts signed this quarter');
  // A reason leads to what it is about.
  await page.getByTestId('health-reason').first().getByRole('link').click();
  await expect(page.locator('main')).not.toHaveAttribute('data-screen', 'overview');
});
