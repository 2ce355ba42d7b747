// What a plan tells beyond its dates: each test does what a sales lead does with one of the analyses, or with a rarer field of a task.
import { axe, example, expect, open, shot, started, test, type Lang, type Theme } from './helpers';
import type { Page } from '@playwright/test';

/** An own project with two tasks in a row, typed by keyboard. */
async function twoTasks(page: Page, lang: Lang = 'en') {
  await open(page, { lang });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-people').click();
  for (const name of ['陈立', '王蕾']) {
    await page.getByTestId('add-member').fill(name);
    await page.getByTestId('add-member').press('Enter');
  }
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('add-project').fill('Tender');
  await page.getByTestId('add-project').press('Enter');
  await page.getByText('Tender').first().click();
  await page.getByTestId('tab-plan').click();
  await page.getByTestId('add-task').click();
  for (const name of ['Survey', 'Offer']) {
    await expect(page.getByTestId('cell-edit')).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  }
  await expect(page.getByTestId('cell-edit')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(page, 'Offer')).toBeVisible();
}

const row = (page: Page, name: string) => page.getByTestId('gantt-row').filter({ hasText: name });

async function select(page: Page, name: string) {
  await row(page, name).focus();
  await page.keyboard.press('Space');
  await expect(page.getByTestId('task-name')).toHaveValue(name);
}

async function tool(page: Page, key: string) {
  if (!(await page.getByTestId('tools-drawer').isVisible())) await page.getByTestId('tools').click();
  await page.getByTestId(`tool-${key}`).click();
}

async function fold(page: Page, key: string) {
  const details = page.getByTestId(`more-${key}`);
  if (!(await details.evaluate((element) => (element as HTMLDetailsElement).open))) await details.locator('summary').click();
}

test('a missed deadline is a conflict with days and ways out, and a way out takes it away', async ({ page }) => {
  await twoTasks(page);
  await select(page, 'Offer');
  await page.getByTestId('task-duration').fill('8d');
  await page.getByTestId('task-duration').press('Enter');
  await page.getByTestId('task-deadline').fill((await page.getByTestId('task-start').innerText()).slice(0, 10));
  await page.getByTestId('tools').focus();
  await page.keyboard.press('Enter');
  const conflict = page.getByTestId('conflict').filter({ hasText: 'Offer' });
  await expect(conflict).toContainText('short');
  await expect(conflict.getByTestId('fix').first()).toContainText('Move the deadline');
  await axe(page);
  await conflict.getByTestId('fix').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('no-conflicts')).toBeVisible();
  await expect(page.locator('.tool-body')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(conflict).toBeVisible();
});

test('a baseline is taken with a reason, shows the slip in days, and survives a reload', async ({ page }) => {
  await twoTasks(page, 'zh-CN');
  await tool(page, 'baselines');
  await expect(page.getByTestId('no-baseline')).toBeVisible();
  await page.getByTestId('baseline-name').fill('签约承诺');
  await page.getByTestId('baseline-reason').fill('客户签字');
  await page.getByTestId('take-baseline').click();
  await select(page, 'Offer');
  await page.getByTestId('task-duration').fill('3天');
  await page.getByTestId('task-duration').press('Enter');
  await expect(page.getByTestId('variance')).toHaveCount(1);
  await expect(page.getByTestId('variance').locator('[data-days="2"]')).toHaveText('晚 2 天');
  // The same as a column beside the chart.
  await page.getByTestId('look-options').click();
  await page.getByTestId('column-finish_slip').check();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('gantt-row').filter({ hasText: 'Offer' })).toContainText('+2 天');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.reload();
  await started(page);
  await tool(page, 'baselines');
  await expect(page.getByTestId('baseline-pick').locator('option')).toHaveText('签约承诺 · 客户签字');
  await page.getByTestId('baseline-delete').click();
  await expect(page.getByTestId('no-baseline')).toBeVisible();
});

test('buffers are put in by the method chosen', async ({ page }) => {
  await twoTasks(page);
  await tool(page, 'baselines');
  await page.getByTestId('insert-buffers').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'buffer' })).toBeVisible(); // Refused: no method.
  await page.getByTestId('buffer-method').selectOption('cut_paste');
  await page.getByTestId('insert-buffers').click();
  await expect(page.getByTestId('buffer')).toContainText('Project buffer');
  await expect(page.getByTestId('buffer')).toContainText('Green');
  // Half of the chain is done, and nothing is used.
  await select(page, 'Survey');
  await page.getByTestId('task-progress').fill('100');
  await page.getByTestId('task-progress').press('Enter');
  await select(page, 'Offer');
  await page.getByTestId('task-progress').fill('50');
  await page.getByTestId('task-progress').press('Enter');
  await expect(page.getByTestId('buffer')).toContainText(/ ?0\s?% used, chain 50\s?% done/);
});

test('levelling is previewed, dropped, then accepted as one step', async ({ page }) => {
  await twoTasks(page);
  for (const name of ['Survey', 'Offer']) {
    await select(page, name);
    await page.getByTestId('task-owner').selectOption({ label: '陈立' });
  }
  const start = page.getByTestId('task-start');
  const before = await start.innerText();
  await tool(page, 'load');
  await expect(page.getByTestId('load-row')).toHaveAttribute('data-over', '1');
  await tool(page, 'levelling');
  await page.getByTestId('level-run').click();
  await expect(page.getByTestId('level-delay')).toContainText('陈立');
  await expect(start).not.toHaveText(before); // What one sees is the draft.
  await page.getByTestId('level-cancel').click();
  await expect(start).toHaveText(before);
  await page.getByTestId('level-run').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('level-accept').focus();
  await page.keyboard.press('Enter');
  await expect(start).not.toHaveText(before);
  await tool(page, 'load');
  await expect(page.getByTestId('load-row')).toHaveAttribute('data-over', '0');
  await axe(page);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByTestId('load-row')).toHaveAttribute('data-over', '1');
});

test('what if: the difference is shown before it is accepted', async ({ page }) => {
  await twoTasks(page);
  await select(page, 'Survey');
  await page.getByTestId('task-duration').fill('6d');
  await page.getByTestId('task-duration').press('Enter');
  await tool(page, 'what-if');
  await page.getByTestId('if-try').click(); // Adds a person to a task of fixed duration: nothing gets shorter.
  await expect(page.getByTestId('if-finish')).toContainText('0d');
  await page.getByTestId('if-cancel').click();
  await page.getByTestId('if-kind').selectOption('crash');
  await page.getByTestId('if-number').fill('2');
  await page.getByTestId('if-try').click();
  await expect(page.getByTestId('if-finish')).toContainText('−4d');
  await expect(page.getByTestId('if-cost')).toContainText('—');
  await axe(page);
  await page.getByTestId('if-accept').click();
  await expect(page.getByTestId('task-duration')).toHaveValue('2d');
  await page.getByTestId('if-kind').selectOption('move');
  await page.getByTestId('if-try').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'date' })).toBeVisible();
});

test('earned value in words first, the letters beside, nothing known is a dash', async ({ page }) => {
  await twoTasks(page);
  await select(page, 'Survey');
  await page.getByTestId('task-progress').fill('50');
  await page.getByTestId('task-progress').press('Enter');
  await tool(page, 'earned');
  const figure = (letters: string) => page.getByTestId('earned').locator(`[data-figure="${letters}"]`);
  await expect(figure('BAC')).toContainText('16h');
  await expect(figure('EV')).toContainText('4h');
  await expect(figure('CPI = EV ÷ AC')).toContainText('—');
  await expect(figure('BAC')).toHaveAttribute('title', 'BAC');
  await fold(page, 'value');
  await page.getByTestId('actual-work').fill('5');
  await page.getByTestId('actual-work').press('Enter');
  await expect(figure('CPI = EV ÷ AC')).toContainText('0.8');
  await expect(page.getByTestId('ev-words')).toContainText('0.8');
  await axe(page);
});

test('the rarer fields of a task: constraint, mode, effort, link and lag', async ({ page }) => {
  await twoTasks(page);
  await select(page, 'Offer');
  const start = page.getByTestId('task-start');
  const before = await start.innerText();
  await page.getByTestId('add-predecessor').selectOption({ label: '1 Survey' });
  await expect(start).not.toHaveText(before);
  const linked = await start.innerText();
  await page.getByTestId('link-lag').fill('2');
  await page.getByTestId('link-lag').press('Enter');
  await expect(start).not.toHaveText(linked);
  await expect(page.getByTestId('why')).toContainText('Lag 2 days');
  await page.getByTestId('link-kind').selectOption('SS');
  await page.getByTestId('link-lag').fill('0');
  await page.getByTestId('link-lag').press('Enter');
  await expect(start).toHaveText(before);
  await fold(page, 'scheduling');
  await page.getByTestId('task-constraint').selectOption('mso');
  await page.getByTestId('constraint-date').fill('2030-01-07');
  await expect(start).toContainText('2030-01-07');
  await page.getByTestId('task-constraint').selectOption('asap');
  await expect(start).toHaveText(before);
  await page.getByTestId('task-mode').selectOption('manual');
  await page.getByTestId('manual-start').fill('2030-01-08');
  await expect(start).toContainText('2030-01-08');
  await page.getByTestId('task-mode').selectOption('auto');
  await fold(page, 'effort');
  await expect(page.getByTestId('effort-said')).toContainText('the same time');
  await page.getByTestId('effort-kind').selectOption('fixed_work');
  await expect(page.getByTestId('effort-said')).toContainText('The work stays');
  await page.getByTestId('add-person').selectOption({ label: '陈立' });
  await page.getByTestId('task-work').fill('32');
  await page.getByTestId('task-work').press('Enter');
  await expect(page.getByTestId('task-duration')).toHaveValue('4d');
  await page.getByTestId('task-work').fill('much');
  await page.getByTestId('task-work').press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: '“much” is no number' })).toBeVisible();
  await expect(page.getByTestId('task-work')).toHaveValue('32');
  await page.getByTestId('add-person').selectOption({ label: '王蕾' });
  await expect(page.getByTestId('task-duration')).toHaveValue('2d');
  await expect(page.getByTestId('assigned')).toHaveCount(2);
  await axe(page);
});

test('two links between two tasks: each has its own lag, one goes alone, focus stays', async ({ page }) => {
  await twoTasks(page, 'zh-CN');
  await select(page, 'Offer');
  const start = page.getByTestId('task-start');
  const before = await start.innerText();
  await page.getByTestId('add-predecessor').selectOption({ label: '1 Survey' });
  await page.getByTestId('link-kind').selectOption('FF');
  await page.getByTestId('add-predecessor').selectOption({ label: '1 Survey' });
  await expect(page.getByTestId('link-lag')).toHaveCount(2);
  const kinds = page.getByTestId('link-kind');
  const finish = (await kinds.nth(0).inputValue()) === 'FF' ? 0 : 1;
  const lag = page.getByTestId('link-lag').nth(finish);
  await lag.fill('3天');
  await lag.press('Enter');
  await expect(lag).toBeFocused();
  await expect(lag).toHaveValue('+3天');
  const pushed = await start.innerText();
  await lag.fill('以后');
  await lag.press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: '以后' })).toBeVisible();
  await expect(lag).toHaveValue('+3天');
  await page.getByTestId('link-remove').nth(1 - finish).click();
  await expect(page.getByTestId('link-lag')).toHaveCount(1);
  await expect(start).toHaveText(pushed); // The lagged one holds it still.
  await page.getByTestId('link-remove').click();
  await expect(start).toHaveText(before);
});

test('what is left of a task moves its finish, and what is done stays', async ({ page }) => {
  await twoTasks(page, 'zh-CN');
  await select(page, 'Survey');
  await page.getByTestId('task-duration').fill('4天');
  await page.getByTestId('task-duration').press('Enter');
  await page.getByTestId('task-progress').fill('50');
  await page.getByTestId('task-progress').press('Enter');
  await fold(page, 'scheduling');
  const left = page.getByTestId('remaining');
  await expect(left).toHaveValue('2 天');
  await left.fill('6个工作日');
  await left.press('Enter');
  await expect(page.getByTestId('task-duration')).toHaveValue('8 天');
  await expect(page.getByTestId('task-progress')).toHaveValue('25');
});

test('the rules of the whole plan: back from the due date, what counts as critical', async ({ page }) => {
  await twoTasks(page);
  await page.getByTestId('tools').click();
  await tool(page, 'rules');
  await expect(page.getByTestId('rules-said')).toContainText('Starts on');
  await page.getByTestId('direction').selectOption('finish');
  await expect(page.getByTestId('rules-said')).toContainText('no due date');
  await page.getByTestId('rules-due').fill('2030-01-11');
  await expect(page.getByTestId('rules-said')).toContainText('it has to start on');
  await select(page, 'Survey');
  await expect(page.getByTestId('task-start')).toContainText('2030-01-11');
  await page.getByTestId('direction').selectOption('start');
  await expect(page.getByTestId('rules-said')).toContainText('Starts on');
  await page.getByTestId('rules-due').fill('');
  await page.getByTestId('task-duration').fill('3d');
  await page.getByTestId('task-duration').press('Enter');
  await select(page, 'Offer');
  await expect(page.getByTestId('critical')).toHaveCount(0);
  await page.getByTestId('critical-limit').fill('2d');
  await page.getByTestId('critical-limit').press('Enter');
  await expect(page.getByTestId('critical')).toBeVisible();
  await page.getByTestId('status-date').fill('2030-03-01');
  await expect(page.getByTestId('task-start')).toContainText('2030-03-0');
  await expect(page.getByTestId('why')).toContainText('moves behind it');
  await axe(page);
});

/** A file of Microsoft Project with so many tasks of one person, all at once. */
function crowd(tasks: number) {
  const list = Array.from({ length: tasks }, (_, at) => at + 1);
  return `<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Crowd</Title><StartDate>2030-01-07T08:00:00</StartDate><CalendarUID>1</CalendarUID>
<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>${[1, 2, 3, 4, 5, 6, 7].map((day) => `<WeekDay><DayType>${day}</DayType><DayWorking>${day > 1 && day < 7 ? 1 : 0}</DayWorking>${day > 1 && day < 7 ? '<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime><WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>' : ''}</WeekDay>`).join('')}</WeekDays></Calendar></Calendars>
<Tasks>${list.map((uid) => `<Task><UID>${uid}</UID><ID>${uid}</ID><Name>Call ${uid}</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration><DurationFormat>7</DurationFormat></Task>`).join('')}</Tasks>
<Resources><Resource><UID>1</UID><ID>1</ID><Name>陈立</Name><Type>1</Type></Resource></Resources>
<Assignments>${list.map((uid) => `<Assignment><UID>${uid}</UID><TaskUID>${uid}</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units></Assignment>`).join('')}</Assignments></Project>`;
}

test('a long levelling shows how far it is and stops when told', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('import-file').setInputFiles({ name: 'crowd.xml', mimeType: 'text/xml', buffer: Buffer.from(crowd(1200)) });
  await page.getByTestId('mspdi-add').click();
  await page.getByTestId('nav-projects').click();
  await page.getByText('Crowd').first().click();
  await page.getByTestId('tab-plan').click();
  await tool(page, 'levelling');
  await page.getByTestId('level-run').click();
  await expect(page.getByRole('status').filter({ hasText: /[1-9]\d*\s?% placed/ })).toBeVisible();
  await page.getByTestId('level-stop').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('level-run')).toBeFocused();
  await expect(page.getByTestId('level-result')).toHaveCount(0);
});

test('an analysis is found by its name and stands in the address', async ({ page }) => {
  await twoTasks(page);
  await page.getByTestId('nav-projects').click();
  await page.getByText('Tender').first().click();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('earned');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('earned')).toBeVisible();
  await expect(page).toHaveURL(/tool=earned/);
  await page.reload();
  await started(page);
  await expect(page.getByTestId('tool-earned')).toHaveAttribute('aria-pressed', 'true');
  await page.getByTestId('tools-close').click();
  await expect(page.getByTestId('tools')).toBeFocused();
  await expect(page).not.toHaveURL(/tool=/);
});

test('a weekly task makes its occurrences', async ({ page }) => {
  await twoTasks(page);
  await select(page, 'Survey');
  await fold(page, 'recurs');
  await page.getByTestId('recurs').selectOption('weekly');
  await page.getByTestId('recurs-from').fill('2026-11-30');
  await page.getByTestId('recurs-until').fill('2026-12-20');
  await page.getByTestId('recurs-weekday').selectOption('4');
  await page.getByTestId('recurs-make').click();
  await expect(row(page, 'Survey 3')).toBeVisible();
  await expect(row(page, 'Survey 4')).toHaveCount(0);
});

test('why a date is what it is goes back along the chain', async ({ page }) => {
  await twoTasks(page);
  await row(page, 'Survey').focus();
  await page.keyboard.press('l');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await select(page, 'Offer');
  await expect(page.getByTestId('why')).toContainText('Starts after 1 Survey');
  await expect(row(page, 'Offer')).toHaveAttribute('aria-label', /^Offer, .+ to .+, 0 percent done/);
  await page.getByTestId('why-chain').locator('summary').click();
  await page.getByTestId('why-chain').getByRole('button').click();
  await expect(page.getByTestId('task-name')).toHaveValue('Survey');
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as [Lang, Theme][]) {
  test(`every analysis of the example, ${lang} ${theme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await example(page, lang, theme);
    for (const key of ['conflicts', 'baselines', 'levelling', 'what-if', 'load', 'earned', 'rules']) {
      await tool(page, key);
      if (key === 'levelling') {
        await page.getByTestId('level-run').click();
        // Whether anyone is too full from today on depends on the day.
        await expect(page.getByTestId('level-result').or(page.getByTestId('level-none'))).toBeVisible();
      }
      if (key === 'what-if') {
        await page.getByTestId('if-try').click();
        await expect(page.getByTestId('if-result')).toBeVisible();
      }
      if (key === 'baselines') {
        await page.getByTestId('take-baseline').click();
        await expect(page.getByTestId('no-baseline')).toHaveCount(0);
      }
      await axe(page);
      await shot(page, `tool-${key}-${lang}-${theme}`);
    }
    await page.getByTestId('tools-drawer').press('Escape');
    await expect(page.getByTestId('tools-drawer')).toHaveCount(0);
    await expect(page.getByTestId('tools')).toBeFocused();
  });
}
