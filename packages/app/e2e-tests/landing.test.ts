import { test as fresh } from '@playwright/test';
import { expect, test } from './portal';

fresh(
  'a guest signs in and lands on a page that says something',
  async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Enter' }).click();
    await expect(page).toHaveURL(/\/fleet\/teams$/);
    await expect(page.getByText(/200 services of 15 teams/)).toBeVisible();
    await expect(
      page.getByRole('heading', { name: 'Needs attention first' }),
    ).toBeVisible();
    await expect(page.getByText(/demo data/i).first()).toBeVisible();
  },
);

test('the fleet leads the navigation, and the catalog keeps its place', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Fleet' }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Catalog' }).click();
  await expect(page).toHaveURL(/\/catalog/);
});

test('a team is found by its name', async ({ page }) => {
  await page.goto('/fleet/teams');
  await page.getByRole('searchbox', { name: 'Search teams' }).fill('fraud');
  await page.getByRole('link', { name: 'Fraud & Risk' }).click();
  await expect(page).toHaveURL(/group\/default\/fraud/);
});
