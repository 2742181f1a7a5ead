import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from '@playwright/test';
import { expect, SERVICE, TEAM, test } from './portal';

declare global {
  interface Window {
    axe: {
      run(context: object, options: RunOptions): Promise<AxeResults>;
    };
  }
}

const axe = readFileSync(
  createRequire(__filename).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Every page, and something by which it is seen to have filled. */
const PAGES = [
  { name: 'landing', path: '/fleet/teams', filled: 'Needs attention first' },
  { name: 'team', path: `/fleet/teams/${TEAM.ref}`, filled: SERVICE },
  { name: 'services', path: '/fleet/services', filled: 'services' },
  {
    name: 'deployments',
    path: '/fleet/deployments',
    filled: 'in the last 90 days',
  },
  { name: 'sources', path: '/fleet/sources', filled: 'demo-edge' },
  {
    name: 'service',
    path: `/catalog/default/component/${SERVICE}/fleet`,
    filled: 'Live versions',
  },
  {
    name: 'timeline as a table',
    path: `/catalog/default/component/${SERVICE}/fleet?timeline=table`,
    filled: 'Show as a chart',
  },
  {
    name: 'quality',
    path: '/fleet/quality',
    filled: 'Data quality',
  },
  {
    name: 'measures',
    path: '/fleet/measures',
    filled: 'What is production',
  },
  {
    name: 'migrations',
    path: '/fleet/migrations',
    filled: 'services are done',
  },
  {
    name: 'review',
    path: '/fleet/migrations/helios-to-kubernetes',
    filled: 'Needs a decision',
  },
];

/** A text that a person sees: charts name their dots too, for who hovers over them. */
const shown = (page: Page, text: string) =>
  page.getByText(text).filter({ visible: true }).first();

async function open(page: Page, { path, filled }: (typeof PAGES)[number]) {
  await page.goto(path);
  await expect(shown(page, filled)).toBeVisible();
}

/** What a machine finds wrong for people who do not see, or not well; without the frame, which is Backstage's. */
async function barriers(page: Page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(
      { exclude: ['nav', 'header', '[role=tablist]'] },
      {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
      },
    ),
  );
  return violations.map(({ id, nodes }) => ({
    id,
    where: nodes.slice(0, 3).map(node => node.html.slice(0, 200)),
  }));
}

for (const one of PAGES) {
  for (const scheme of ['light', 'dark'] as const) {
    test.describe(`${one.name}, ${scheme}`, () => {
      test.use({ colorScheme: scheme });

      test('has no barriers that a machine can find, and nothing but tables scrolls sideways on a telephone', async ({
        page,
      }) => {
        await open(page, one);
        expect(await barriers(page)).toEqual([]);
        await page.setViewportSize({ width: 390, height: 844 });
        await expect(shown(page, one.filled)).toBeVisible();
        const overflow = () =>
          page.evaluate(
            () =>
              document.documentElement.scrollWidth -
              document.documentElement.clientWidth,
          );
        await expect.poll(overflow).toBeLessThanOrEqual(0);
      });
    });
  }
}

test.describe('dark', () => {
  test.use({ colorScheme: 'dark' });

  test('follows the system', async ({ page }) => {
    await open(page, PAGES[0]);
    await expect(
      page.locator('[data-theme-mode="dark"]').first(),
    ).toBeAttached();
  });
});

test('everything on a team page is reached and opened by keyboard', async ({
  page,
}) => {
  await open(page, PAGES[1]);
  const search = page.getByRole('searchbox', { name: 'Search services' });
  await search.focus();
  await page.keyboard.type(SERVICE);
  const link = page.getByRole('link', { name: SERVICE });
  await expect(
    page.getByRole('grid', { name: 'Services' }).getByRole('row'),
  ).toHaveCount(2);
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press('Tab');
    if (await link.evaluate(node => node === document.activeElement)) break;
    await page.keyboard.press('ArrowRight');
    if (await link.evaluate(node => node === document.activeElement)) break;
  }
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`component/${SERVICE}`));
});
