import { axe, both, example, expect, open, test } from './helpers';

const SIZES = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];

both('who does, answers, is asked and is told: by mouse and by letters, one answers', async (page, lang) => {
  const zh = lang === 'zh-CN';
  await example(page, lang, 'light');
  await page.getByTestId('tab-team').click();
  const line = page.getByTestId('duty-row').and(page.locator(':not(.sum):not(.done)')).first();
  const id = (await line.getAttribute('data-task-id'))!;
  const row = page.locator(`[data-testid=duty-row][data-task-id="${id}"]`);
  const cells = row.getByRole('gridcell');
  const letters = () => cells.allInnerTexts();
  await expect.poll(letters).toContainEqual(expect.stringContaining('A'));
  const owner = (await letters()).findIndex((text) => text.includes('A'));
  const other = owner === 0 ? 1 : 0;
  // By letters; a second accountable takes the place of the first.
  await cells.nth(other).focus();
  await page.keyboard.press('c');
  await expect(cells.nth(other)).toHaveText('C');
  await expect(page.locator('[aria-live]').first()).toContainText(zh ? '咨询' : 'Consulted');
  await page.keyboard.press('a');
  await expect(cells.nth(other)).toHaveText('A');
  await expect(cells.nth(owner)).not.toContainText('A');
  await page.keyboard.press('r');
  await expect(cells.nth(other)).toHaveText('AR');
  // Without anybody it is a fault, which can be looked at alone.
  await page.keyboard.press('Delete');
  await expect(cells.nth(other)).toHaveText('');
  await expect(row).toContainText(zh ? /没有人做|缺负责人/ : 'Nobody');
  await page.getByTestId('raci-only').check();
  await expect(row).toBeVisible();
  await page.getByTestId('raci-only').uncheck();
  // By mouse, in turn; arrows lead on.
  await cells.nth(other).click();
  await expect(cells.nth(other)).toHaveText('R');
  await cells.nth(other).click();
  await expect(cells.nth(other)).toHaveText('A');
  await expect(row.locator('.pill')).toHaveCount(0);
  await cells.nth(0).focus();
  await page.keyboard.press('ArrowRight');
  await expect(cells.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(cells.nth(1)).not.toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(cells.nth(other)).toHaveText('R');
  await axe(page);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `screenshots/team-${lang}-${size.width}.png` });
  }
  await row.getByRole('button').click();
  await expect(page.getByTestId('task-name')).toBeVisible();
});

both('a skill that a task needs and nobody on it has is a gap, with who could do it', async (page, lang) => {
  const zh = lang === 'zh-CN';
  await example(page, lang, 'dark');
  await page.getByTestId('tab-team').click();
  const line = page.getByTestId('duty-row').and(page.locator(':not(.sum):not(.done)')).first();
  await line.getByRole('button').click();
  const needs = page.getByTestId('task-skills');
  await needs.fill(zh ? '谈判技巧 4' : 'Negotiating 4');
  await needs.press('Enter');
  await page.getByTestId('team-skills').click();
  const gap = page.getByTestId('skill-gap').filter({ hasText: zh ? '谈判技巧' : 'Negotiating' });
  await expect(gap).toContainText(zh ? '团队里没有人达到' : 'Nobody in the team has it');
  // The new skill has a column; a level is typed for everybody until the gap is closed.
  const heads = page.getByRole('columnheader');
  const column = (await heads.allInnerTexts()).findIndex((text) => text.includes(zh ? '谈判技巧' : 'Negotiating')) - 1;
  const rows = page.getByTestId('skill-row');
  const cell = (at: number) => rows.nth(at).getByRole('gridcell').nth(column);
  await cell(0).focus();
  await page.keyboard.press('5');
  await expect(cell(0)).toHaveText('5');
  for (let at = 1; at < (await rows.count()); at += 1) {
    await page.keyboard.press('ArrowDown');
    await expect(cell(at)).toBeFocused();
    await page.keyboard.press('4');
    await expect(cell(at)).toHaveText('4');
  }
  await expect(gap).toHaveCount(0);
  await cell(0).click();
  await expect(cell(0)).toHaveText('');
  await axe(page);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `screenshots/skills-${lang}-${size.width}.png` });
  }
});

test('a project without people says what to do', async ({ page }) => {
  await open(page, { lang: 'en', theme: 'light' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('add-project').fill('Empty');
  await page.getByTestId('add-project').press('Enter');
  await page.getByText('Empty').first().click();
  await page.getByTestId('tab-team').click();
  await expect(page.getByText('Nobody has a part yet')).toBeVisible();
  await axe(page);
});
