import { expect, test } from './portal';

test('a migration is two clicks from the list to what a service of it stands on', async ({
  page,
}) => {
  await page.goto('/fleet/migrations');
  await page.getByRole('link', { name: 'Helios to Kubernetes' }).click();
  await expect(page).toHaveURL(/\/fleet\/migrations\/helios-to-kubernetes/);
  await expect(
    page.getByText(/of \d+ services are done \(\d+%\)/).first(),
  ).toBeVisible();
  const table = page.getByRole('grid', { name: 'Services' });
  await table.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/catalog\/default\/component\//);
  await expect(page.getByText('How far it is').first()).toBeVisible();
});

test('a review of the past says what was known then', async ({ page }) => {
  const then = new Date(Date.now() - 60 * 86_400_000).toISOString();
  await page.goto(`/fleet/migrations/helios-to-kubernetes?at=${then}`);
  await expect(
    page.getByText(/of \d+ services (are|were) done/).first(),
  ).toBeVisible();
  await expect(page.getByText(/^What was known on /).first()).toBeVisible();
});
