import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aQualityGroup } from '../../../dev/deliveryBuilders';
import { aScope, aSource, anUnmatched } from '../../../dev/sourceBuilders';
import { before } from '../../../dev/times';
import { FixtureApi, refusal, type FixtureData } from '../../../dev/fixtureApi';
import { renderFleet } from '../../../dev/testing';
import { SourcesPage } from './SourcesPage';

const FORBIDDEN = {
  text: 'replicasets.apps is forbidden for the role of the token.',
  fix: 'Add the verbs list and watch on replicasets to the ClusterRole.',
};

function renderSources(data: FixtureData, search = '') {
  renderFleet(<SourcesPage />, {
    api: new FixtureApi(data),
    path: `/fleet/sources${search}`,
  });
}

it('puts what is wrong first, with the fix', async () => {
  renderSources({
    problems: [
      { text: 'fleet.kubernets is no key', fix: 'Write fleet.kubernetes' },
    ],
    sources: [
      aSource({
        scopes: [
          aScope(),
          aScope({
            scope: 'prod-us',
            state: 'error',
            lastSuccess: before(0),
            problems: [FORBIDDEN],
          }),
        ],
      }),
    ],
  });
  expect(await screen.findByText(FORBIDDEN.fix)).toBeInTheDocument();
  expect(screen.getByText('Write fleet.kubernetes')).toBeInTheDocument();
  const rows = within(
    screen.getByRole('grid', { name: /^Sources and scopes/ }),
  ).getAllByRole('rowheader');
  expect(rows.map(row => row.textContent)).toEqual(['prod-us', 'prod-eu']);
});

it('shows of each scope its state, freshness and counts', async () => {
  renderSources({
    sources: [
      aSource({
        scopes: [aScope({ lastSuccess: null, state: 'never', quarantined: 7 })],
      }),
    ],
  });
  const row = await screen.findByRole('row', { name: /prod-eu/ });
  expect(row).toHaveTextContent('never read');
  expect(row).toHaveTextContent('3,821');
  expect(row).toHaveTextContent('7');
});

it('shows how to mend a workload that belongs nowhere, ready to copy', async () => {
  const user = userEvent.setup();
  const write = jest.spyOn(navigator.clipboard, 'writeText');
  renderSources({ sources: [aSource()], unmatched: [anUnmatched()] });
  await user.click(
    await screen.findByRole('button', {
      name: 'Show how to mend nightly-export',
    }),
  );
  const dialog = await screen.findByRole('dialog', {
    name: 'Mend batch/nightly-export',
  });
  expect(dialog).toHaveTextContent('No annotation, label or mapping says');
  expect(screen.getByLabelText('address')).toHaveTextContent('mend=kubernetes');
  await user.click(
    within(dialog).getByRole('button', { name: /^Copy the remedy/ }),
  );
  expect(write).toHaveBeenCalledWith(anUnmatched().remedy);
  expect(await within(dialog).findByText('Copied')).toBeInTheDocument();
});

it('leads to the records that do not join', async () => {
  renderSources({ sources: [aSource()], qualityGroups: [aQualityGroup()] });
  expect(
    await screen.findByText(
      '1 thing to mend, 14 records in all. Leading versions to their commits, in 1 place, would improve 3 numbers.',
    ),
  ).toBeInTheDocument();
  expect(
    screen.getByRole('link', { name: /^The page of data quality has them/ }),
  ).toHaveAttribute('href', '/fleet/quality');
});

it('lists what belongs to no service, with the annotation that would mend it', async () => {
  const user = userEvent.setup();
  const write = jest.spyOn(navigator.clipboard, 'writeText');
  const common = {
    ...{ kinds: ['incident'], records: 3, last: anUnmatched().lastSeen },
    toldBy: [{ source: 'webhook', scope: 'desk' }],
  };
  renderSources({
    sources: [aSource()],
    unclaimed: [
      {
        ...common,
        by: 'service',
        name: 'component:default/carrt',
        remedy: null,
      },
      {
        ...{ ...common, by: 'origin', name: 'github.com/acme/tools' },
        remedy:
          'metadata:\n  annotations:\n    github.com/project-slug: acme/tools',
      },
    ],
  });
  const misspelt = await screen.findByRole('row', { name: /carrt/ });
  expect(misspelt).toHaveTextContent('webhook (desk)');
  expect(misspelt).toHaveTextContent(/register the component/);
  const row = screen.getByRole('row', { name: /acme\/tools/ });
  expect(row).toHaveTextContent('github.com/project-slug: acme/tools');
  await user.click(within(row).getByRole('button', { name: /^Copy/ }));
  expect(write).toHaveBeenCalledWith(
    expect.stringContaining('    github.com/project-slug: acme/tools'),
  );
  expect(
    screen.getByText(/Records of 2 names belong to no service/),
  ).toBeInTheDocument();
});

it('filters by reason from the address', async () => {
  renderSources(
    { sources: [aSource()], unmatched: [anUnmatched()] },
    '?reason=several_match',
  );
  expect(
    await screen.findByText('No workload has this reason.'),
  ).toBeInTheDocument();
});

it('lists services that no source sees and records that were refused', async () => {
  renderSources({
    sources: [aSource()],
    unseen: [{ ref: 'component:default/mailer', title: 'mailer' }],
    quarantine: [
      {
        source: 'kubernetes',
        scope: 'prod-eu',
        key: 'rollout/1',
        kind: 'rollout',
        reason: 'finishedAt is before startedAt',
        paths: ['body.finishedAt'],
        sizeBytes: 1432,
        count: 3,
        lastAt: before(0),
      },
    ],
  });
  expect(
    await screen.findByText(
      '1 service is in the catalog, but no source sees it run.',
    ),
  ).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'mailer' })).toBeInTheDocument();
  const row = await screen.findByRole('row', { name: /rollout\/1/ });
  expect(row).toHaveTextContent('finishedAt is before startedAt');
  expect(row).toHaveTextContent('1.4 kB');
});

it('tells those who may not see sources', async () => {
  const api = new FixtureApi({});
  api.listSources = async () => {
    throw await refusal(403, 'You may not see the sources.');
  };
  renderFleet(<SourcesPage />, { api, path: '/fleet/sources' });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'You may not see the sources.',
  );
});

it('says how to connect the first source, and nothing of what none can have seen', async () => {
  renderSources({ sources: [] });
  expect(
    await screen.findByText('Nothing has been observed yet'),
  ).toBeInTheDocument();
  expect(
    screen.queryByText('Workloads that belong nowhere'),
  ).not.toBeInTheDocument();
  expect(screen.queryByText('Refused records')).not.toBeInTheDocument();
});
