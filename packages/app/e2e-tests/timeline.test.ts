import { expect, SERVICE, test } from './portal';

const tab = `/catalog/default/component/${SERVICE}/fleet`;

test('what happened to a service is drawn on each of its targets, and a mark leads to its evidence', async ({
  page,
}) => {
  await page.goto(tab);
  const chart = page.getByRole('group', { name: /^In this time: / });
  await expect(chart).toContainText('kubernetes');
  const mark = chart
    .getByRole('link', { name: /^[^,]+, (release|configuration|rollback), / })
    .first();
  // Where many lie over each other there are only numbers, which lead to a shorter time.
  for (let i = 0; i < 4 && (await mark.count()) === 0; i += 1) {
    await chart
      .getByRole('button', { name: /show this time/ })
      .last()
      .click();
    await expect(page).toHaveURL(/from=/);
  }
  await mark.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/deployment=/);
  await expect(page.getByRole('dialog')).toContainText('Evidence');
});

test('the time that is shown is chosen with a brush or the wheel, and is in the address', async ({
  page,
}) => {
  await page.goto(tab);
  const chart = page.getByRole('group', { name: /^In this time: / });
  await expect(chart).toBeVisible();
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (!box) throw new Error('The chart has no place on the page');
  const y = box.y + box.height - 4;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  const brushed = page.url();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 200);
  await page.keyboard.up('Control');
  await expect(page).not.toHaveURL(brushed);
  await page.getByRole('button', { name: '7 days' }).last().click();
  await expect(page).not.toHaveURL(/to=/);
});

test('a timeline can be read as a table', async ({ page }) => {
  await page.goto(`${tab}?timeline=table`);
  const table = page.getByRole('grid', { name: /^What happened/ });
  await expect(
    table.getByRole('link', { name: /^Evidence of/ }).first(),
  ).toBeVisible();
});
