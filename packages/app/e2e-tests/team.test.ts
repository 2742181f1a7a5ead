import { expect, SERVICE, TEAM, test } from './portal';

test('the dashboard of a team begins with a sentence and shows its services', async ({
  page,
}) => {
  await page.goto(`/fleet/teams/${TEAM.ref}`);
  await expect(page.getByText('16 services', { exact: true })).toBeVisible();
  await expect(page.getByText(/needs? attention: /)).toBeVisible();
  const table = page.getByRole('grid', { name: 'Services' });
  await expect(table.getByRole('row')).toHaveCount(17);
  const row = table.getByRole('row', { name: SERVICE });
  await expect(row).toContainText(/kubernetes/);
  await expect(row).toContainText(/\d+ [dh] ago|just now|min ago/);
});

test('what is filtered and sorted is in the address, and comes back with it', async ({
  page,
}) => {
  await page.goto(`/fleet/teams/${TEAM.ref}`);
  await page.getByRole('searchbox', { name: 'Search services' }).fill('refund');
  const table = page.getByRole('grid', { name: 'Services' });
  await expect(table.getByRole('row')).toHaveCount(5);
  await expect(page).toHaveURL(/text=refund/);
  await page.reload();
  await expect(table.getByRole('row')).toHaveCount(5);
});

test('a parent shows the union of its children', async ({ page }) => {
  await page.goto('/fleet/teams/group/default/commerce');
  await expect(page.getByText('56 services', { exact: true })).toBeVisible();
  await page
    .getByRole('link', { name: TEAM.title, exact: true })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(TEAM.ref));
});

test('a team without services says how ownership works', async ({ page }) => {
  await page.goto('/fleet/teams/group/default/design-system');
  await expect(page.getByText(/spec\.owner/).first()).toBeVisible();
});

test('a team that does not exist is said to be none', async ({ page }) => {
  await page.goto('/fleet/teams/group/default/nobody');
  await expect(
    page.getByText(/There is no team group:default\/nobody/),
  ).toBeVisible();
});

test('the catalog shows a team what it shows on its dashboard', async ({
  page,
}) => {
  await page.goto(`/catalog/default/group/payments`);
  await expect(page.getByText('Services of this team')).toBeVisible();
  await page.getByRole('link', { name: 'Open the dashboard' }).click();
  await expect(page).toHaveURL(new RegExp(`/fleet/teams/${TEAM.ref}`));
});
