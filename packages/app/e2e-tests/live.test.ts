import { deploymentListSchema } from '@landfall/backstage-plugin-fleet-common';
import { expect, SERVICE, test } from './portal';

const CHANGED = JSON.stringify({
  channel: 'fleet:changes',
  message: { type: 'changed' },
});
const NEWS = 'v-from-this-very-second';

test('a rollout shows upon its signal, without a reload', async ({ page }) => {
  const subscribed = new Promise<() => void>((resolve, reject) => {
    page
      .routeWebSocket('**/api/signals', socket => {
        const server = socket.connectToServer();
        socket.onMessage(message => {
          server.send(message);
          if (String(message).includes('fleet:changes')) {
            resolve(() => socket.send(CHANGED));
          }
        });
      })
      .catch(reject);
  });
  // The backend's half of the way is measured elsewhere; this is the browser's. So the next answer brings something new.
  let news = false;
  await page.route(
    `**/api/fleet/services/component/default/${SERVICE}/deployments?*`,
    async route => {
      const response = await route.fetch();
      const list = deploymentListSchema.parse(await response.json());
      if (news) list.items[0].version = NEWS;
      await route.fulfill({ response, json: list });
    },
  );
  await page.goto(`/catalog/default/component/${SERVICE}/fleet`);
  await expect(
    page.getByRole('link', { name: /^Evidence of/ }).first(),
  ).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, 200));
  const scrolled = await page.evaluate(() => window.scrollY);

  const signal = await subscribed;
  news = true;
  signal();
  // Well before the page would ask by itself, so it was the signal; how fast is measured by a bench, not here.
  await expect(
    page.getByRole('link', { name: `Evidence of ${NEWS}` }),
  ).toBeVisible({ timeout: 15_000 });
  // What is refetched takes nothing away meanwhile, so nothing jumps.
  expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
});
