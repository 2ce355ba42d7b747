// The matrix in the hand: crowded cells, colours and levels of one's own, its picture on the clipboard, and on grey paper.
import { axe, expect, open, shot, test, type Lang, type Theme } from './helpers';
import type { Page } from '@playwright/test';

const cell = (page: Page, p: number, i: number) => page.locator(`[data-testid=risk-cell][data-p="${p}"][data-i="${i}"]`);

async function risks(page: Page, lang: Lang = 'en', theme: Theme = 'light') {
  await open(page, { lang, theme });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('tab-risks').click();
  await expect(page.getByTestId('risk-row').first()).toBeVisible();
}

/** Puts more risks of the project into the cell 4×4, as a file would bring them. */
async function crowded(page: Page, lang: Lang, theme: Theme = 'light') {
  await risks(page, lang, theme);
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.getByTestId('nav-settings').click();
  const wait = page.waitForEvent('download');
  await page.getByTestId('export-json').click();
  const stream = await (await wait).createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const file = JSON.parse(Buffer.concat(parts).toString('utf8'));
  const like = file.tables.risks[0];
  for (let n = 0; n < 12; n += 1) {
    file.tables.risks.push({ ...like, id: `${like.id.slice(0, 22)}ZZ${String(n).padStart(2, '0')}`, code: `R-${20 + n}`, title: `第 ${n + 1} 项挤在一格的风险`, current: { p: 4, i: 4 } });
  }
  delete file.checksum;
  await page.getByTestId('import-file').setInputFiles({ name: 'many.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  await page.getByTestId('import-replace').click();
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('project-row').first().getByRole('link').first().click();
  await page.getByTestId('tab-risks').click();
  await expect(cell(page, 4, 4).getByTestId('risk-rest')).toBeVisible();
}

/** Every chip of a cell lies inside it; what does not is given with its place. */
function outside(page: Page, p: number, i: number) {
  return cell(page, p, i).evaluate((element) => {
    const room = element.getBoundingClientRect();
    return [...element.querySelectorAll('.held .chip')]
      .map((chip) => ({ text: chip.textContent, box: chip.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 1 || box.bottom > room.bottom + 1))
      .map(({ text, box }) => `${text} ${box.left - room.left},${box.top - room.top} ${box.width}×${box.height} in ${room.width}×${room.height}`);
  });
}

test('thirteen risks in one cell stay inside it, on a desktop as chips and on a phone as one bubble', async ({ page }) => {
  await crowded(page, 'zh-CN');
  const full = cell(page, 4, 4);
  expect(await outside(page, 4, 4)).toEqual([]);
  await shot(page, 'matrix-crowded-zh-light');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await outside(page, 4, 4)).toEqual([]);
  await expect(full.locator('.chip:visible')).toHaveCount(1);
  const count = Number(await full.getByTestId('risk-rest').innerText());
  expect(count).toBeGreaterThan(12);
  await full.getByTestId('risk-rest').click();
  await expect(page.getByTestId('risk-list').getByRole('button')).toHaveCount(count);
  const list = (await page.getByTestId('risk-list').boundingBox())!;
  expect(list.x + list.width).toBeLessThanOrEqual(390);
  expect(list.x).toBeGreaterThanOrEqual(0);
  await axe(page);
});

test('a level has a colour of one\'s own with writing that can be read, and there can be more levels', async ({ page }) => {
  await risks(page, 'en', 'dark');
  await page.getByTestId('matrix-edit').click();
  const worst = cell(page, 5, 5);
  await page.getByTestId('colour-5').fill('#102040');
  await expect(worst).toHaveCSS('background-color', 'rgb(16, 32, 64)');
  await expect(worst).toHaveCSS('color', 'rgb(255, 255, 255)');
  await page.getByTestId('colour-5').fill('#ffd400');
  await expect(worst).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(page.getByTestId('tone-5')).toHaveValue('own');
  await axe(page);
  await shot(page, 'matrix-own-en-dark');
  await page.getByTestId('tone-5').selectOption('7');
  await expect(worst).toHaveClass(/level-7/);
  await page.getByTestId('matrix-level-count').selectOption('3');
  await expect(page.getByTestId('risk-legend')).toHaveCount(3);
  await page.getByTestId('matrix-level-count').selectOption('6');
  await expect(page.getByTestId('risk-legend')).toHaveCount(6);
});

test('the matrix is copied as a picture', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await risks(page);
  await page.getByTestId('matrix-copy').click();
  await expect(page.getByTestId('toast')).toContainText('on the clipboard');
  const [type, size] = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return [item.types[0], (await item.getType('image/png')).size] as const;
  });
  expect(type).toBe('image/png');
  expect(size).toBeGreaterThan(5000);
});

test('on grey paper levels rise from white to dark with their words, whatever their colours on the screen', async ({ page }) => {
  await risks(page, 'zh-CN', 'dark');
  await page.getByTestId('matrix-edit').click();
  await page.getByTestId('colour-1').fill('#000000');
  await page.getByTestId('matrix-edit').click();
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  const shade = (at: ReturnType<typeof cell>) => at.evaluate((element) => Number(getComputedStyle(element).backgroundColor.match(/\d+/)![0]));
  const steps = [await shade(cell(page, 1, 1)), await shade(cell(page, 5, 5))];
  expect(steps[0]).toBe(255);
  expect(steps[1]).toBeLessThan(steps[0]);
  await expect(cell(page, 1, 1)).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(cell(page, 5, 5).locator('.word')).toBeVisible();
  await page.screenshot({ path: 'screenshots/matrix-print.png', fullPage: true });
});
