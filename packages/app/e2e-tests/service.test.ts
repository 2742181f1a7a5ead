import { expect, SERVICE, TEAM, test } from './portal';

test('a service is one click from its team, with deployments and their evidence one click further', async ({
  page,
}) => {
  await page.goto(`/fleet/teams/${TEAM.ref}`);
  await page.getByRole('link', { name: SERVICE }).click();
  await expect(page).toHaveURL(
    new RegExp(`/catalog/default/component/${SERVICE}`),
  );
  await expect(page.getByText(/^Runs .* on .*: /)).toBeVisible();

  const deployments = page.getByRole('grid', {
    name: 'Deployments of this service, newest first',
  });
  await deployments
    .getByRole('link', { name: /^Evidence of/ })
    .first()
    .click();
  const evidence = page.getByRole('dialog');
  await expect(evidence).toContainText('demo-');
  await expect(evidence).toContainText('sha256:');
  await page.keyboard.press('Escape');
  await expect(evidence).toBeHidden();
});

test('deployments are filtered by how they ended', async ({ page }) => {
  await page.goto(`/catalog/default/component/${SERVICE}/fleet?outcome=failed`);
  const deployments = page.getByRole('grid', {
    name: 'Deployments of this service, newest first',
  });
  await expect(deployments.getByRole('row').nth(1)).toContainText('failed');
  await expect(deployments.getByText('succeeded')).toHaveCount(0);
});

test('a service that no source sees says so, and what to do', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/queue-worker/fleet');
  await expect(page.getByText('No source sees this service.')).toBeVisible();
});

test('the overview of a service has the smallest honest summary', async ({
  page,
}) => {
  await page.goto(`/catalog/default/component/${SERVICE}`);
  await expect(page.getByText('Runs and deployments')).toBeVisible();
  await expect(
    page.getByText(/deployments per week over 30 days/),
  ).toBeVisible();
});
