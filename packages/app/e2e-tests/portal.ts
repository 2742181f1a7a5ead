import { test as base, type APIRequestContext } from '@playwright/test';

/** A team of the made-up company that has services of every kind. */
export const TEAM = { ref: 'group/default/payments', title: 'Payments' };

/** A service of {@link TEAM} that is deployed several times a day, now and then without success. */
export const SERVICE = 'cart-api';

/** Tests whose page is signed in as the guest already. */
export const test = base.extend({
  page: async ({ page }, use) => {
    await page.addInitScript(() =>
      // Where Backstage remembers by which provider somebody signed in.
      window.localStorage.setItem(
        '@backstage/core:SignInPage:provider',
        'guest',
      ),
    );
    await use(page);
  },
});

export { expect } from '@playwright/test';

/** Asks Landfall's API as the guest. */
export async function askApi(
  request: APIRequestContext,
  path: string,
): Promise<unknown> {
  const signIn = await request.get('/api/auth/guest/refresh', {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await signIn.json();
  const answer = await request.get(`/api/fleet${path}`, {
    headers: { authorization: `Bearer ${backstageIdentity.token}` },
  });
  if (!answer.ok()) {
    throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  }
  return answer.json();
}
