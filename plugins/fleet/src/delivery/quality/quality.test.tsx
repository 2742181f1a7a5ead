import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aQualityGroup, aQualityItem } from '../../../dev/deliveryBuilders';
import { aScope, aSource } from '../../../dev/sourceBuilders';
import { FixtureApi, refusal, type FixtureData } from '../../../dev/fixtureApi';
import { renderFleet } from '../../../dev/testing';
import { QualityPage } from './QualityPage';

const LONG = `github.com/acme/${'a-repository-with-a-very-long-name-'.repeat(
  4,
)}`;

const CANARY = aQualityGroup({
  id: 'canary',
  kind: 'unmapped_ci_environment',
  place: { kind: 'environment', name: 'canary' },
  fix: {
    where: 'configuration',
    text: 'fleet:\n  delivery:\n    environments:\n      - name: canary',
  },
  records: 120,
  metrics: ['deployment_frequency', 'lead_time'],
  numbers: 24,
  services: [
    { ref: 'component:default/cart-api', title: 'cart-api' },
    { ref: 'component:default/ledger', title: 'ledger' },
  ],
  serviceCount: 12,
  teams: [
    { ref: 'group:default/checkout', title: 'Checkout' },
    { ref: 'group:default/ledger', title: 'Ledger' },
  ],
  teamCount: 3,
});
const NEW = aQualityGroup({
  id: 'new',
  kind: 'kind_of_tomorrow',
  place: { kind: 'origin', name: LONG },
  problem: `Something new is wrong with ${LONG}.`,
  remedy: 'Do something new.',
  fix: null,
  records: 1,
  metrics: [],
  numbers: 0,
  since: null,
  latest: null,
  teams: [],
  teamCount: 0,
});
const GROUPS = [CANARY, aQualityGroup(), NEW];
const CART =
  'Nothing leads from versions of github.com/acme/cart to their commits.';

const address = () => screen.getByLabelText('address').textContent;

function renderQuality(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({
    qualityGroups: GROUPS,
    quality: [aQualityItem()],
    ...data,
  });
  renderFleet(<QualityPage />, { api, path: `/fleet/quality${search}` });
  return api;
}

describe('the page of what to mend', () => {
  it('says how much there is and what would help most, then each once with where and what it improves', async () => {
    renderQuality();
    expect(
      await screen.findByText(
        '3 things to mend, 135 records in all. Mapping environments of CI, in 1 place, would improve 24 numbers.',
      ),
    ).toBeInTheDocument();
    const grid = screen.getByRole('grid', { name: /^What to mend/ });
    const [, canary, cart, other] = within(grid).getAllByRole('row');
    expect(canary).toHaveTextContent(
      'CI deploys to canary, which maps to no environment.',
    );
    expect(canary).toHaveTextContent('12 services');
    expect(canary).toHaveTextContent('3 teams');
    expect(
      within(cart).getByRole('link', { name: 'cart-api' }),
    ).toHaveAttribute('href', '/catalog/default/component/cart-api/fleet');
    expect(
      within(cart).getByRole('link', { name: 'Checkout' }),
    ).toBeInTheDocument();
    // A kind that a newer backend tells is said as the backend says it.
    expect(other).toHaveTextContent('Something new is wrong');
  });

  it('tells which numbers of how many services it improves on focus', async () => {
    const user = userEvent.setup();
    renderQuality();
    const grid = await screen.findByRole('grid', { name: /^What to mend/ });
    await user.hover(within(grid).getByText('24'));
    expect(
      await screen.findByText(
        '24 numbers of 12 services: Deployment frequency, Lead time',
      ),
    ).toBeInTheDocument();
  });

  it('opens what to do, with the lines to copy and the records, in the address', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    renderQuality();
    await user.click(
      await screen.findByRole('button', { name: `Show how to mend: ${CART}` }),
    );
    expect(address()).toBe('/fleet/quality?mend=g-1');
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText(/^Tag the image with its commit/),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent('In the manifest of the workload');
    expect(dialog).toHaveTextContent('org.opencontainers.image.revision');
    expect(dialog).toHaveTextContent(
      '3 numbers of 1 service: Lead time, Change fail rate, Rework',
    );
    await user.click(
      within(dialog).getByRole('button', {
        name: 'Copy the lines that mend it',
      }),
    );
    expect(write).toHaveBeenCalledWith(
      expect.stringContaining('org.opencontainers.image.revision: "<commit>"'),
    );
    expect(
      await within(dialog).findByRole('link', {
        name: 'The deployment of: Nothing leads from version v141 to its commit.',
      }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/cart-api/fleet?deployment=d-1',
    );
    await user.keyboard('{Escape}');
    await waitFor(() => expect(address()).toBe('/fleet/quality'));
  });

  it('leads from a record of CI to where it came from, and says where nobody gave an address', async () => {
    renderQuality(
      {
        quality: [
          aQualityItem({
            id: 'q-1',
            kind: CANARY.kind,
            problem: 'CI deployed to canary, which maps to no environment.',
            deployment: null,
            link: 'https://ci.example/deployments/1',
          }),
          aQualityItem({
            id: 'q-2',
            kind: CANARY.kind,
            service: 'component:default/ledger',
            deployment: null,
            at: null,
          }),
        ],
      },
      '?mend=canary',
    );
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByRole('link', {
        name: /^Where this came from/,
      }),
    ).toHaveAttribute('href', 'https://ci.example/deployments/1');
    const records = within(dialog).getByRole('grid', { name: /^Records/ });
    // Of several services each record says which it is of.
    expect(
      within(records).getByRole('link', { name: 'ledger' }),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent('and 10 more');
  });

  it('pages the records without leaving what is open', async () => {
    const user = userEvent.setup();
    renderQuality(
      {
        quality: Array.from({ length: 13 }, (_, i) =>
          aQualityItem({ id: `q-${i}`, problem: `Version v${i} is lost.` }),
        ),
      },
      '?mend=g-1',
    );
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText('Version v0 is lost.'),
    ).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: /next/i }));
    expect(
      await within(dialog).findByText('Version v12 is lost.'),
    ).toBeInTheDocument();
    expect(address()).toBe('/fleet/quality?mend=g-1&recordCursor=10');
  });

  it('says so where what the address opens is mended meanwhile', async () => {
    renderQuality({}, '?mend=gone');
    expect(
      await screen.findByText('It is mended, or the filters leave it out.'),
    ).toBeInTheDocument();
  });

  it('filters by kind in the address, and gives the filter up again', async () => {
    const user = userEvent.setup();
    renderQuality();
    await user.click(
      await screen.findByRole('button', { name: '1 kind of tomorrow' }),
    );
    expect(address()).toBe('/fleet/quality?kind=kind_of_tomorrow');
    await waitFor(() =>
      expect(screen.queryByText(CART)).not.toBeInTheDocument(),
    );
    // What improves nothing promises nothing.
    expect(
      screen.getByText('1 thing to mend, 1 record in all.'),
    ).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: '1 kind of tomorrow' }),
    );
    await waitFor(() => expect(address()).toBe('/fleet/quality'));
  });

  it('sorts by what is about most records or happened last, in the address', async () => {
    const user = userEvent.setup();
    renderQuality();
    const grid = await screen.findByRole('grid', { name: 'What to mend' });
    const column = (name: string) =>
      within(grid).getByRole('columnheader', { name });
    expect(column('Improves')).toHaveAttribute('aria-sort', 'descending');
    await user.click(column('Latest'));
    await waitFor(() => expect(address()).toBe('/fleet/quality?sort=latest'));
    expect(column('Latest')).toHaveAttribute('aria-sort', 'descending');
    await user.click(column('Improves'));
    await waitFor(() => expect(address()).toBe('/fleet/quality'));
  });

  it('finds a part of a place or service, and offers to show all again', async () => {
    const user = userEvent.setup();
    renderQuality();
    await user.type(
      await screen.findByRole('searchbox', {
        name: 'Part of a place or service',
      }),
      'nowhere',
    );
    expect(await screen.findByText(/filters fit nothing/)).toBeInTheDocument();
    expect(address()).toBe('/fleet/quality?text=nowhere');
    await user.click(
      screen.getAllByRole('button', { name: 'Drop all filters' })[0],
    );
    await waitFor(() => expect(address()).toBe('/fleet/quality'));
    expect(await screen.findByText(CART)).toBeInTheDocument();
  });

  it('offers to drop the service that the address names', async () => {
    const user = userEvent.setup();
    renderQuality({}, '?service=component%3Adefault%2Fcheckout');
    expect(await screen.findByText(/filters fit nothing/)).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Drop “Service: checkout”' }),
    );
    await waitFor(() => expect(address()).toBe('/fleet/quality'));
    expect(await screen.findByText(CART)).toBeInTheDocument();
  });

  it('leads to what else is to be mended, unless one team or service is looked at', async () => {
    const unseen = [{ ref: 'component:default/quiet', title: 'quiet' }];
    renderQuality({ unseen });
    expect(
      await screen.findByText('1 service of the catalog is seen by no source.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /^The page of sources has them/ }),
    ).toHaveAttribute('href', '/fleet/sources');
  });

  it('says what was not read to its end yet: some of it may join by itself', async () => {
    renderQuality({
      sources: [
        aSource({
          observes: ['change', 'release'],
          scopes: [
            aScope({ scope: 'acme', state: 'never' }),
            aScope({ scope: 'other', state: 'fresh' }),
          ],
        }),
        aSource({
          id: 'pager',
          observes: ['incident'],
          scopes: [aScope({ scope: 'pager', state: 'never' })],
        }),
      ],
    });
    expect(
      await screen.findByText(
        'Not all of acme has been read: some of this may join once it is.',
      ),
    ).toBeInTheDocument();
  });

  it('says that nothing is to be mended', async () => {
    renderQuality({ qualityGroups: [] });
    expect(
      await screen.findByText('Every record joins: nothing to mend.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('search')).not.toBeInTheDocument();
  });

  it('says what it is waiting for', async () => {
    const api = new FixtureApi({});
    api.listQualityGroups = () => new Promise(() => {});
    renderFleet(<QualityPage />, { api, path: '/fleet/quality' });
    expect(
      await screen.findByText('Waiting for the list of what to mend …'),
    ).toBeInTheDocument();
  });

  it('shows a refusal in words', async () => {
    const api = new FixtureApi({});
    api.listQualityGroups = async () => {
      throw await refusal(403, 'You may not see data quality.');
    };
    renderFleet(<QualityPage />, { api, path: '/fleet/quality' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see data quality.',
    );
  });

  it('keeps what it says of an act where its records cannot be read', async () => {
    const api = new FixtureApi({ qualityGroups: GROUPS });
    api.listQuality = async () => {
      throw await refusal(500, 'The database is away.');
    };
    renderFleet(<QualityPage />, { api, path: '/fleet/quality?mend=g-1' });
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'The database is away.',
    );
    expect(dialog).toHaveTextContent('org.opencontainers.image.revision');
  });

  it('says to whom not everything is shown', async () => {
    renderQuality({ restricted: true });
    expect(
      await screen.findByText('Sums cover the services that you may see.'),
    ).toBeInTheDocument();
  });
});
