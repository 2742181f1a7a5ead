import { mockApis } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PermissionApi } from '@backstage/plugin-permission-react';
import type {
  FleetApi,
  Standing,
  StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureApi, refusal } from '../../../dev/fixtureApi';
import { aMigration, aStanding } from '../../../dev/migrationBuilders';
import { aStandingDetail } from '../../../dev/standingDetail';
import { renderFleet } from '../../../dev/testing';
import { before, DAY, HOUR } from '../../../dev/times';
import { ServiceMigrations } from './ServiceMigrations';

const REF = 'component:default/cart-api';
const NOW = Date.now();
const ago = (ms: number) => before(ms, NOW);
const ROBIN = { ref: 'user:default/robin', title: 'Robin Ek' };

/** An API that knows one detail, and remembers what it was told to do. */
class OneDetail extends FixtureApi {
  readonly acts: Parameters<FleetApi['act']>[] = [];
  readonly reports: Parameters<FleetApi['reportValidation']>[0][] = [];
  readonly asked: (string | undefined)[] = [];
  refuse: Error | undefined;

  constructor(readonly details: StandingDetail[]) {
    super({});
  }

  override getServiceMigrations: FleetApi['getServiceMigrations'] = async (
    _ref,
    query = {},
  ) => {
    this.asked.push(query.at);
    const live = query.at === undefined;
    const asOf = query.at ?? new Date(NOW).toISOString();
    return {
      asOf,
      live,
      timeZone: 'UTC',
      restricted: false,
      items: this.details.map(detail => ({ ...detail, asOf, live })),
    };
  };

  override act: FleetApi['act'] = async (...told) => {
    this.acts.push(told);
    if (this.refuse) throw this.refuse;
    return this.details[0];
  };

  override reportValidation: FleetApi['reportValidation'] = async report => {
    this.reports.push(report);
    return { outcome: 'added', service: report.service, run: report.run };
  };
}

function show(
  standing: Partial<Standing> = {},
  options: {
    detail?: Partial<StandingDetail>;
    path?: string;
    permissions?: PermissionApi;
  } = {},
) {
  const detail = aStandingDetail(aStanding(standing), NOW, options.detail);
  const api = new OneDetail([detail]);
  renderFleet(<ServiceMigrations serviceRef={REF} />, { api, ...options });
  return api;
}

const ladder = () =>
  screen.findByRole('list', { name: 'Ladder of Helios → Kubernetes' });

it('says where it stands and what is next, and shows the rungs with what is missing for the next one', async () => {
  show({
    stage: 'shifting',
    since: ago(12.1 * DAY),
    health: 'stalled',
    share: 0.3,
    shareBy: 'traffic',
    from: { targets: 1, ready: 6 },
    to: { targets: 3, ready: 12 },
    next: [{ step: 'finish_shift', by: 'traffic' }],
  });
  expect(
    await screen.findByText(
      'It has been shifting for 12 d. That is longer than this stage usually takes. Next: Move the rest of the traffic to the new side.',
    ),
  ).toBeInTheDocument();
  const rungs = within(await ladder()).getAllByRole('listitem');
  const current = rungs.find(one => one.getAttribute('aria-current'));
  expect(current).toHaveTextContent(/^shifting/);
  expect(current).toHaveTextContent(
    '6 ready instances in 1 place on Helios; 12 ready instances in 3 places on Kubernetes; 30% of the traffic',
  );
  const next = rungs.find(one => one.textContent?.startsWith('validating'));
  expect(next).toHaveTextContent(
    'To get here:Move the rest of the traffic to the new side',
  );
});

it('shows what is seen on both sides beside each other, and what is gone', async () => {
  show({
    stage: 'side_by_side',
    from: { targets: 1, ready: 6 },
    to: { targets: 1, ready: 2 },
  });
  const old = await screen.findByRole('grid', { name: 'Places on Helios' });
  expect(old).toHaveTextContent('6 of 6');
  expect(
    screen.getByRole('grid', { name: 'Places on Kubernetes' }),
  ).toHaveTextContent('2 of 2');
});

it('tells what has to be shown, what is, and how to report the rest', async () => {
  show(
    { stage: 'validating', share: 1, shareBy: 'instances' },
    {
      detail: {
        validation: [
          {
            rule: { rule: 'stress_test', peakRate: 400 },
            state: 'not_met',
            at: ago(2.5 * HOUR),
            peakRate: 310,
            durationSeconds: 900,
            link: 'https://ci.example.com/7',
            author: null,
            note: null,
            until: null,
          },
          {
            rule: { rule: 'load_test' },
            state: 'not_reported',
            at: null,
            peakRate: null,
            durationSeconds: null,
            link: null,
            author: null,
            note: null,
            until: null,
          },
          {
            rule: { rule: 'soak', hours: 72 },
            state: 'not_met',
            at: null,
            peakRate: null,
            durationSeconds: null,
            link: null,
            author: null,
            note: null,
            until: before(-DAY, NOW),
          },
          {
            rule: { rule: 'manual' },
            state: 'met',
            at: ago(DAY),
            peakRate: null,
            durationSeconds: null,
            link: null,
            author: ROBIN,
            note: 'looks well',
            until: null,
          },
        ],
      },
    },
  );
  const line = async (text: RegExp) =>
    (await screen.findAllByRole('listitem')).find(one =>
      one.textContent?.match(text),
    );
  expect(await line(/stress test/)).toHaveTextContent(
    /^not metstress test at least 400 requests\/speak 310 requests\/s, over 15 min2 h ago/,
  );
  expect(await line(/^runningsoak/)).toHaveTextContent(
    /until .* if nothing happens/,
  );
  expect(await line(/sign-off/)).toHaveTextContent(
    /^metsign-off.*by Robin Ek, “looks well”/,
  );
  const command = await screen.findByText(/"rule": "load_test"/);
  expect(command).toHaveTextContent(`"service": "${REF}"`);
  expect(command).toHaveTextContent('/validations');
});

it('shows a set stage beside the derived one, and that they contradict each other', async () => {
  show({
    stage: 'migrated',
    derivedStage: 'side_by_side',
    conflict: true,
    override: {
      id: 'o1',
      stage: 'migrated',
      reason: 'checked with the auditors',
      link: 'https://tickets.example.com/1',
      author: ROBIN,
      at: ago(DAY),
      expiresAt: before(-DAY, NOW),
    },
  });
  expect(await screen.findByText('contradicts what is seen')).toBeVisible();
  expect(
    screen.getByText(
      /Set to migrated by Robin Ek until .*: “checked with the auditors”. What is seen says side by side./,
    ),
  ).toBeVisible();
});

it('says once why a service is blocked, and beside it who said so', async () => {
  show({
    stage: 'side_by_side',
    health: 'blocked',
    blocked: {
      id: 'b1',
      reason: 'needs a static address',
      link: null,
      waitingFor: 'the network team',
      author: ROBIN,
      at: ago(16.5 * DAY),
      expiresAt: null,
    },
  });
  expect(
    await screen.findByText(
      /^It has been blocked for 16 d: “needs a static address”; it waits for the network team\./,
    ),
  ).toBeVisible();
  expect(screen.getByText(/^Said by Robin Ek on /)).not.toHaveTextContent(
    'needs a static address',
  );
});

it('shows fall-backs and acts in one history, newest first', async () => {
  show(
    { stage: 'side_by_side', fellBackAt: ago(2 * DAY) },
    {
      detail: {
        changes: [
          {
            at: ago(2 * DAY),
            knownAt: ago(2 * DAY),
            stage: 'side_by_side',
            side: null,
            move: 'fall_back',
          },
          {
            at: ago(9 * DAY),
            knownAt: ago(8 * DAY),
            stage: 'shifting',
            side: null,
            move: 'up',
          },
        ],
        acts: [
          {
            id: 'n1',
            act: 'note',
            of: null,
            stage: null,
            reason: 'rolled back with the network team',
            link: null,
            waitingFor: null,
            expiresAt: null,
            author: ROBIN,
            at: ago(DAY),
            active: true,
          },
        ],
      },
    },
  );
  const entries = (await screen.findAllByRole('listitem'))
    .map(one => one.textContent ?? '')
    .filter(text => /ago/.test(text) && /noted|fell back|became/.test(text));
  expect(entries).toEqual([
    expect.stringContaining('noted: “rolled back with the network team”'),
    expect.stringContaining('fell back to side by side'),
    expect.stringMatching(/became shifting.*known since/),
  ]);
});

it('says nothing where the service is in no migration', async () => {
  renderFleet(<ServiceMigrations serviceRef={REF} />, {
    api: new OneDetail([]),
  });
  await waitFor(() =>
    expect(screen.queryByText(/^Waiting for/)).not.toBeInTheDocument(),
  );
  expect(screen.queryByRole('heading')).not.toBeInTheDocument();
});

it('answers for the moment in the address, without forms, and leads back to now', async () => {
  const user = userEvent.setup();
  const at = '2026-03-01T12:00:00.000Z';
  const api = show({}, { path: `/fleet?at=${encodeURIComponent(at)}` });
  await ladder();
  expect(api.asked[0]).toBe(at);
  expect(
    screen.queryByRole('group', { name: /^What you can do/ }),
  ).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Back to now' }));
  expect(
    await screen.findByRole('group', { name: /^What you can do/ }),
  ).toBeInTheDocument();
});

it('offers nothing to those who may do nothing', async () => {
  // Another service than in the other tests: the library remembers what was allowed.
  show(
    { title: 'closed-api' },
    { permissions: mockApis.permission({ authorize: AuthorizeResult.DENY }) },
  );
  await ladder();
  // Long enough for the answer to be there.
  await act(async () => new Promise(resolve => setTimeout(resolve, 200)));
  expect(
    screen.queryByRole('group', { name: /^What you can do/ }),
  ).not.toBeInTheDocument();
});

it('keeps what is typed when the backend refuses, and says its sentence', async () => {
  const user = userEvent.setup();
  const api = show();
  api.refuse = await refusal(409, 'It is blocked already, by Kim Lund.');
  await user.click(
    await screen.findByRole('button', { name: 'Say that it is blocked' }),
  );
  const dialog = await screen.findByRole('dialog');
  const why = within(dialog).getByRole('textbox', { name: 'Why' });
  expect(why).toHaveFocus();
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(why).toHaveAccessibleDescription('Say why, in at least 3 characters.');
  expect(api.acts).toEqual([]);
  await user.type(why, 'needs static IP');
  await user.type(
    within(dialog).getByRole('textbox', { name: /^Waits for/ }),
    'network team',
  );
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent(
    'Not saved: It is blocked already, by Kim Lund.',
  );
  expect(why).toHaveValue('needs static IP');
  expect(api.acts).toEqual([
    [
      { migration: 'helios-to-kubernetes', service: REF },
      {
        act: 'block',
        reason: 'needs static IP',
        waitingFor: 'network team',
      },
    ],
  ]);
  api.refuse = undefined;
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  const saved = await screen.findByText('Saved: Say that it is blocked.');
  await waitFor(() => expect(saved).toHaveFocus());
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

it('asks for an exemption until a day within its limit', async () => {
  const user = userEvent.setup();
  const api = show();
  await user.click(
    await screen.findByRole('button', { name: 'Ask for an exemption' }),
  );
  const dialog = await screen.findByRole('dialog');
  const until = within(dialog).getByLabelText('Until the end of');
  const why = within(dialog).getByRole('textbox', { name: 'Why' });
  await user.type(why, 'is replaced in March');
  await user.clear(until);
  await user.type(until, '2031-01-01');
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(until).toHaveAccessibleDescription(
    'An exemption ends at most 180 days from now.',
  );
  await user.keyboard('{Escape}');
  await waitFor(() =>
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
  );
  expect(api.acts).toEqual([]);
});

it.each([
  ['user:default/robin', true],
  ['user:default/guest', false],
])(
  'lets somebody other than %s decide about their request',
  async (ref, offered) => {
    show({
      exemption: {
        id: 'e1',
        reason: 'hardware',
        link: null,
        author: { ref, title: 'Somebody' },
        at: ago(DAY),
        expiresAt: before(-9 * DAY, NOW),
        approver: null,
        approved: false,
      },
    });
    await screen.findByRole('group', { name: /^What you can do/ });
    await waitFor(() =>
      expect(
        screen.queryAllByRole('button', { name: 'Approve the exemption' }),
      ).toHaveLength(offered ? 1 : 0),
    );
    expect(
      screen.queryAllByText(
        'You asked for it, so somebody else has to decide.',
      ),
    ).toHaveLength(offered ? 0 : 1);
  },
);

it('reports a test with the fields of the API', async () => {
  const user = userEvent.setup();
  const api = show({ stage: 'validating' });
  await user.click(
    await screen.findByRole('button', { name: 'Report a test' }),
  );
  const dialog = await screen.findByRole('dialog');
  await user.selectOptions(
    within(dialog).getByRole('combobox', { name: 'Result' }),
    'met',
  );
  await user.type(within(dialog).getByRole('textbox', { name: 'Run' }), 'r-7');
  await user.type(
    within(dialog).getByRole('spinbutton', { name: /^Peak/ }),
    '420',
  );
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(api.reports).toHaveLength(1));
  expect(api.reports[0]).toEqual({
    service: REF,
    rule: 'stress_test',
    result: 'met',
    run: 'r-7',
    migration: aMigration().id,
    at: expect.stringMatching(/Z$/),
    peakRate: 420,
  });
});
