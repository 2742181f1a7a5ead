import { serviceMigrationsSchema } from '@landfall/backstage-plugin-fleet-common';
import type { Locator, Page } from '@playwright/test';
import { askApi, expect, test } from './portal';

/** Two services of the guest's team, in a migration that a person has to sign off; no other test changes them there. */
const STOPPED = 'ledger-api';
const TESTED = 'ledger-gateway';

/** The part of a service's tab that is about that migration. */
async function openPanel(page: Page, service: string): Promise<Locator> {
  await page.goto(`/catalog/default/component/${service}/fleet`);
  const panel = page.locator('#migration-signed-moves');
  await expect(panel.getByText('How far it is')).toBeVisible();
  return panel;
}

/** Fills in and saves the form that a button of the panel opens. */
async function say(
  panel: Locator,
  button: string,
  fields: Record<string, string>,
) {
  const page = panel.page();
  await panel.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(button);
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog.getByLabel(label);
    if (await field.evaluate(node => node.tagName === 'SELECT')) {
      await field.selectOption({ label: value });
    } else {
      await field.fill(value);
    }
  }
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(panel.getByText(`Saved: ${button}.`)).toBeVisible();
}

test('a team says what stops a service, what it should be exempt from and what others should know, and takes it back', async ({
  page,
}) => {
  const panel = await openPanel(page, STOPPED);
  const sentence = panel.locator('p').first();

  await say(panel, 'Say that it is blocked', {
    Why: 'Needs a static address',
    'Waits for': 'the network team',
  });
  await expect(sentence).toContainText(
    /blocked for \d+ s: “Needs a static address”; it waits for the network team/,
  );
  const remark = panel.getByRole('listitem').filter({ hasText: 'Said by' });
  await expect(remark).not.toContainText('Needs a static address');

  await say(panel, 'Say that it can go on', { Why: 'The address is there' });
  await expect(sentence).not.toContainText('blocked');

  await say(panel, 'Ask for an exemption', { Why: 'It is replaced in spring' });
  await expect(panel.getByText('exemption asked for')).toBeVisible();
  await expect(
    panel.getByRole('button', { name: 'Approve the exemption' }),
  ).toHaveCount(0);
  await say(panel, 'Take back the exemption', { Why: 'It moves after all' });
  await expect(panel.getByText('exemption asked for')).toBeHidden();

  await say(panel, 'Add a note', { Note: 'The team next door has done it' });
  await expect(
    panel.getByText(/noted: “The team next door has done it”/),
  ).toBeVisible();
});

test('a test is reported by hand once its form is complete, and a person signs off what is seen to work', async ({
  page,
}) => {
  const panel = await openPanel(page, TESTED);

  await panel.getByRole('button', { name: 'Report a test' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Name the run.')).toBeVisible();
  await expect(dialog.getByLabel('Result')).toBeFocused();
  await dialog.getByLabel('Result').selectOption({ label: 'met' });
  await dialog.getByLabel('Run').fill('nightly-1');
  await dialog.getByLabel('Peak, requests/s').fill('120');
  await dialog.getByLabel('Duration, minutes').fill('15');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(
    panel.getByText(/peak 120 requests\/s, over 15 min/),
  ).toBeVisible();

  await say(panel, 'Set the stage', {
    Stage: 'validating',
    Why: 'Traffic is moved by a switch that nobody watches',
  });
  await say(panel, 'Sign it off', { Note: 'Looked at it for a day' });
  await expect(
    panel.getByText(/“Looked at it for a day”/).first(),
  ).toBeVisible();
  await say(panel, 'Take back the sign-off', { Why: 'It failed at night' });
  await expect(
    panel.getByRole('button', { name: 'Sign it off' }),
  ).toBeVisible();
  await say(panel, 'Take back the set stage', { Why: 'The switch is watched' });
  await expect(panel.getByText('set by hand')).toBeHidden();
});

test('what somebody else asks for can be rejected, with a reason', async ({
  page,
  request,
}) => {
  // The portal of the tests knows one person only: another one's request is put into what the page is told.
  const path = `/services/component/default/${STOPPED}/migrations`;
  const told = serviceMigrationsSchema.parse(await askApi(request, path));
  const [first] = told.items;
  first.standing.exemption = {
    id: '5d0f6f0e-2f0b-4f60-9c5e-0d6c2ad4c1f1',
    at: told.asOf,
    author: { ref: 'user:default/somebody', title: 'Somebody' },
    reason: 'It is replaced in spring',
    link: null,
    expiresAt: told.asOf,
    approved: false,
    approver: null,
  };
  await page.route(`**/api/fleet${path}*`, route =>
    route.fulfill({ json: told }),
  );
  // Nor may that person approve anything, other than who runs a migration.
  await page.route('**/api/permission/authorize', route => {
    const { items }: { items: { id: string }[] } = route
      .request()
      .postDataJSON();
    return route.fulfill({
      json: { items: items.map(({ id }) => ({ id, result: 'ALLOW' })) },
    });
  });
  let sent: unknown;
  await page.route('**/api/fleet/migrations/*/services/**/acts', route => {
    sent = route.request().postDataJSON();
    return route.fulfill({ json: first });
  });
  await page.goto(`/catalog/default/component/${STOPPED}/fleet`);
  const panel = page.locator(`#migration-${first.migration.id}`);
  await expect(panel.getByText('exemption asked for')).toBeVisible();
  await say(panel, 'Reject the exemption', { Why: 'Spring is too late' });
  expect(sent).toEqual({
    act: 'reject_exemption',
    of: first.standing.exemption.id,
    reason: 'Spring is too late',
  });
});

test('a form is opened, left and opened again without a mouse', async ({
  page,
}) => {
  const panel = await openPanel(page, TESTED);
  const button = panel.getByRole('button', { name: 'Add a note' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Note')).toBeFocused();
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press('Tab');
    expect(
      await dialog.evaluate(node => node.contains(document.activeElement)),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
});
