// Restore points: made by name and before an import, compared with now, brought back whole or by the record.
import type { Page } from '@playwright/test';
import { axe, expect, open, shot, test } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');

async function client(page: Page, name: string) {
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('add-client').fill(name);
  await page.getByTestId('add-client').press('Enter');
  await expect(page.getByTestId('client-row').filter({ hasText: name })).toBeVisible();
  await saved(page);
}

test('a named state is kept, compared with now, and brought back; undo takes the restore back', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await saved(page);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('point-name').fill('Before the tender');
  await page.getByTestId('point-keep').click();
  const point = page.getByTestId('point').filter({ hasText: 'Before the tender' });
  await expect(point).toBeVisible();
  await client(page, 'Made later');
  await open(page, { lang: 'en', query: 'at=settings' });
  await expect(page.getByTestId('points-cost')).toContainText(/\d+ kB/);
  await point.getByTestId('point-compare').click();
  const diff = page.getByTestId('point-diff');
  await expect(diff).toContainText('0 changed, 0 deleted, 1 new');
  await expect(diff.getByTestId('point-change')).toContainText('Made later');
  await axe(page);
  await shot(page, 'restore-points');
  await page.getByTestId('point-restore').click();
  await expect(diff).toContainText('The same as now');
  await page.getByTestId('nav-clients').click();
  await expect(page.getByTestId('client-row').filter({ hasText: 'Made later' })).toHaveCount(0);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('client-row').filter({ hasText: 'Made later' })).toBeVisible();
  // One record alone.
  await page.getByTestId('nav-settings').click();
  await point.getByTestId('point-compare').click();
  await page.getByTestId('point-change').filter({ hasText: 'Made later' }).getByRole('button').click();
  await expect(page.getByTestId('point-diff')).toContainText('The same as now');
});
