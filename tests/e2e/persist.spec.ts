// The browser is asked to keep the data once there is something to lose, not at the first visit.
import { expect, open, test } from './helpers';

test('the browser is asked to keep the data after some edits, once', async ({ page }) => {
  await page.addInitScript(() => {
    let asked = 0;
    navigator.storage.persist = async () => { asked += 1; return true; };
    Object.defineProperty(window, 'askedToStay', { get: () => asked });
  });
  const asked = () => page.evaluate(() => (window as unknown as { askedToStay: number }).askedToStay);
  const saved = () => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await saved();
  expect(await asked()).toBe(0);
  await page.getByTestId('nav-settings').click();
  for (const unit of ['wan', 'yi', 'yuan', 'auto', 'wan', 'yi']) {
    await page.getByTestId('settings-unit').selectOption(unit);
    await saved();
  }
  await expect.poll(asked).toBe(1);
});
