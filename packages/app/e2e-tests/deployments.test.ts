import { expect, SERVICE, test } from './portal';

const grid = { name: 'Deployments of all services' };

test('deployments of all services lead to their evidence, and are filtered by week, team and outcome', async ({
  page,
}) => {
  await page.goto('/fleet/services');
  await page.getByRole('tab', { name: 'Deployments' }).click();
  await expect(page).toHaveURL(/\/fleet\/deployments$/);
  const list = page.getByRole('grid', grid);
  await expect(list.getByRole('row').nth(1)).toBeVisible();

  const weeks = page.getByRole('navigation', { name: /^The last weeks/ });
  await weeks.getByRole('link').nth(-2).click();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page.getByText(/deployments? between/)).toBeVisible();

  await page.goto(
    '/fleet/deployments?outcome=failed&team=group:default/payments',
  );
  await expect(list.getByRole('row').nth(1)).toContainText('failed');
  await expect(list.getByText('succeeded')).toHaveCount(0);

  await list
    .getByRole('link', { name: /^Evidence of/ })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toContainText('demo-');
});

test('deployments of one service are named by its address, and one click drops that', async ({
  page,
}) => {
  await page.goto(
    `/fleet/deployments?service=component:default/${SERVICE}&sort=took`,
  );
  await page.getByRole('button', { name: `Only ${SERVICE}: drop` }).click();
  await expect(page).not.toHaveURL(/service=/);
  await expect(page.getByRole('grid', grid)).toBeVisible();
});
