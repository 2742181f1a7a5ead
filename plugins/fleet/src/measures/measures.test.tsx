import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aChoices } from '../../dev/choiceBuilders';
import { FixtureApi } from '../../dev/fixtureApi';
import { englishT, renderFleet } from '../../dev/testing';
import { MetricHint } from '../delivery/metrics/MetricHint';
import { CHOICE_KEYS, configurationOf } from './choiceKeys';
import { MeasuresPage } from './MeasuresPage';
import { chosenOf, dayWords, effectOf, type ChoiceName } from './words';

const t = englishT();
const { defaults } = aChoices();
const names = Object.keys(CHOICE_KEYS) as ChoiceName[];

it('says that all is the default where nobody chose', async () => {
  await renderFleet(<MeasuresPage />, { api: new FixtureApi({}) });
  expect(await screen.findByText(/Every choice is the default/)).toBeVisible();
  expect(screen.getAllByText('default')).toHaveLength(names.length);
  expect(screen.getByText(/Nothing is mapped, so no deployment/)).toBeVisible();
  expect(screen.getByText(/No team has hours of its own/)).toBeVisible();
});

it('shows each choice with what it does, the default and the lines that choose it', async () => {
  const user = userEvent.setup();
  const write = jest.spyOn(navigator.clipboard, 'writeText');
  const api = new FixtureApi({
    choices: aChoices({
      ...{ incidentHours: 48, minutesPerLoad: { pages: 30, tickets: 20 } },
      windows: { days: [14, 60], first: 60 },
    }),
  });
  await renderFleet(<MeasuresPage />, { api });
  expect(
    await screen.findByText(/3 choices differ from the default/),
  ).toBeVisible();
  const list = screen.getByRole('list', { name: 'Failures and rework' });
  const [incidents] = within(list).getAllByRole('listitem');
  expect(incidents).toHaveTextContent(
    'An incident speaks of the deployment before it for 48 h.',
  );
  expect(incidents).toHaveTextContent('48 hinstead of 24 h');
  await user.click(
    within(incidents).getByRole('button', {
      name: 'Copy the lines for fleet.delivery.incidentHours',
    }),
  );
  expect(write).toHaveBeenCalledWith(
    'fleet:\n  delivery:\n    incidentHours: 48\n',
  );
  expect(
    screen.getByText('One takes: Pages 30 min, Tickets 20 min.'),
  ).toBeVisible();
  expect(
    screen.getByText(
      'Numbers are told over 14 days and 60 days, today included, and compared with as many days before. 60 days are shown first.',
    ),
  ).toBeVisible();
});

it('shows what is mapped to production, in its order, and the calendars of teams', async () => {
  const api = new FixtureApi({
    environments: {
      environments: [{ name: 'production', targets: 12, ciEnvironments: 1 }],
      unmapped: {
        ...{ targets: 2, ciEnvironments: 21 },
        named: [{ origin: 'github.com/acme/cart', environment: 'canary' }],
      },
    },
    choices: aChoices(
      {},
      {
        targets: {
          total: 101,
          items: [
            {
              ...{ name: 'production', production: true },
              conditions: [
                { of: 'cluster', patterns: ['prod-*', 'live'] },
                { of: 'labels.tier', patterns: ['web'] },
              ],
            },
            { name: 'rest', production: false, conditions: [] },
          ],
        },
        teams: {
          total: 1,
          items: [
            {
              team: 'group:default/search',
              hours: {
                ...defaults.workingHours,
                ...{ zone: 'America/New_York', days: [1, 7] },
                holidays: { total: 60, items: ['2026-12-24'] },
              },
            },
          ],
        },
      },
    ),
  });
  await renderFleet(<MeasuresPage />, { api });
  const table = await screen.findByRole('grid', {
    name: 'Which targets are in which environment',
  });
  await screen.findByText('12 targets');
  const [, production, rest] = within(table).getAllByRole('row');
  expect(production).toHaveTextContent(
    'productioncounts as productioncluster is prod-*, live; labels.tier is web12 targets',
  );
  expect(rest).toHaveTextContent('resteverything else0 targets');
  expect(screen.getByText('Showing 2 of 101 mappings.')).toBeVisible();
  expect(
    screen.getByRole('link', { name: '2 targets are unmapped' }),
  ).toHaveAttribute('href', '/fleet/sources');
  expect(
    screen.getByRole('link', {
      name: '21 environments of CI are unmapped: canary of github.com/acme/cart, …',
    }),
  ).toHaveAttribute('href', '/fleet/quality');
  expect(screen.getByText(/Monday, Sunday; night/)).toHaveTextContent(
    'America/New_York; free: 2026-12-24 and 59 more',
  );
});

it('says with the definition of a metric what is chosen where it leaves a choice', () => {
  expect(
    chosenOf(t, 'change_fail_rate', { ...defaults, incidentHours: 48 }),
  ).toBe(
    'An incident speaks of the deployment before it for 48 h. Rollbacks count on neither side. Where several were taken back at once, the first of them has failed. A hotfix has the label “hotfix” or a branch that begins with “hotfix/”.',
  );
  expect(
    chosenOf(t, 'lead_time', { ...defaults, leadTimeFrom: 'author' }),
  ).toBe(
    'The clock starts when the commit was written. Where it goes to several targets, it is finished with the last.',
  );
  expect(chosenOf(t, 'pages_out_of_hours', defaults)).toBe(
    'People work from 09:00 to 17:00 on Monday to Friday (UTC), unless the team has hours of its own.',
  );
  expect(chosenOf(t, 'tickets', defaults)).toBe('');
});

it('shows it on hover of the name of the metric', async () => {
  const user = userEvent.setup();
  await renderFleet(
    <MetricHint metric="change_fail_rate">Change fail rate</MetricHint>,
    {
      api: new FixtureApi({ choices: aChoices({ incidentHours: 48 }) }),
    },
  );
  await user.hover(await screen.findByText('Change fail rate'));
  expect(
    await screen.findByText(/an incident followed\. An incident .* for 48 h\./),
  ).toBeInTheDocument();
});

it.each([
  [[1, 2, 3, 4, 5], 'Monday to Friday'],
  [[1, 7], 'Monday, Sunday'],
  [[6, 7], 'Saturday, Sunday'],
  [[3], 'Wednesday'],
  [[], 'none'],
])('names the days %j', (days, words) => {
  expect(dayWords(t, days)).toBe(words);
});

it('says that nothing is a hotfix where no label and no branch makes it one', () => {
  const chosen = { ...defaults, hotfixLabels: [], hotfixBranches: [] };
  expect(effectOf(t, 'hotfixLabels', chosen)).toMatch(
    /^No label and no branch/,
  );
});

it.each<[ChoiceName, string]>([
  ['timeZone', 'fleet:\n  timeZone: UTC\n'],
  ['joinMinutes', 'fleet:\n  deployments:\n    joinMinutes: 60\n'],
  [
    'windows',
    'fleet:\n  delivery:\n    windows: [7, 30, 90]\n    firstWindow: 30\n',
  ],
  ['hotfixLabels', 'fleet:\n  delivery:\n    hotfixLabels: ["a: b", "#c"]\n'],
  [
    'minutesPerLoad',
    'fleet:\n  delivery:\n    minutesPerLoad:\n      pages: 30\n',
  ],
  ['bands', 'fleet:\n  delivery:\n    bands: "none"\n'],
  [
    'workingHours',
    [
      'fleet:\n  delivery:\n    workingHours:',
      'zone: UTC',
      'days: [monday, tuesday, wednesday, thursday, friday]',
      'from: "09:00"',
      'until: "17:00"',
      'nightFrom: "22:00"',
      'nightUntil: "06:00"',
      'shiftFrom: "08:00"',
      'holidays: []\n',
    ].join('\n      '),
  ],
])('gives the lines of configuration that choose %s', (name, lines) => {
  const chosen = {
    ...defaults,
    minutesPerLoad: { pages: 30 },
    hotfixLabels: ['a: b', '#c'],
  };
  expect(configurationOf(name, chosen)).toBe(lines);
});

it('gives no list of free days that is only a part', () => {
  const { workingHours } = defaults;
  const holidays = { total: 60, items: ['2026-12-24'] };
  expect(
    configurationOf('workingHours', {
      ...defaults,
      workingHours: { ...workingHours, holidays },
    }),
  ).not.toContain('holidays');
});
