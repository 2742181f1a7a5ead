import { expect, test } from './portal';

test.beforeEach(async ({ page }) => {
  await page.goto('/fleet/sources');
});

test('every scope says how fresh it is, and what is wrong with it', async ({
  page,
}) => {
  await expect(page.getByText(/2 of 11 scopes have trouble/)).toBeVisible();
  await expect(page.getByText(/demo-edge does not answer/)).toBeVisible();
  await expect(page.getByText(/may not list replicasets/)).toBeVisible();
  for (const scope of ['demo-eu', 'demo-us', 'demo-helios', 'demo-staging']) {
    await expect(page.getByRole('row', { name: scope }).first()).toContainText(
      'fresh',
    );
  }
});

test('what belongs nowhere is listed with what would mend it', async ({
  page,
}) => {
  for (const [workload, why] of [
    ['tools/debug-shell', 'no service claims it'],
    ['tools/old-invoices', 'names an unknown'],
    ['tools/shared-mirror', 'several services claim it'],
  ]) {
    await expect(page.getByRole('row', { name: workload })).toContainText(why);
  }
  await page
    .getByRole('row', { name: 'tools/debug-shell' })
    .getByRole('button', { name: /Show how/ })
    .click();
  await expect(page.getByRole('dialog')).toContainText(
    'backstage.io/kubernetes-label-selector: app=debug-shell',
  );
});

test('services that no source sees are named', async ({ page }) => {
  await expect(page.getByText(/no source sees them run/)).toBeVisible();
});
