import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aService } from '../../../dev/builders';
import { FixtureApi, refusal } from '../../../dev/fixtureApi';
import { englishT, renderFleet } from '../../../dev/testing';
import {
  aTimeline,
  aTimelineLane,
  aTimelineMark,
} from '../../../dev/timelineBuilders';
import { before, DAY } from '../../../dev/times';
import { timelineSentence } from '../../sentences/timeline';
import { eventsOf } from './events';
import { TimelineSection } from './TimelineSection';

const SERVICE = 'component:default/cart-api';
const PATH = '/catalog/default/component/cart-api/fleet';
const address = () => screen.getByLabelText('address').textContent;

const releases = [
  aTimelineMark({
    deployment: 'old',
    version: 'v1',
    startedAt: before(60 * DAY),
  }),
  aTimelineMark({
    deployment: 'new',
    version: 'v2',
    startedAt: before(20 * DAY),
  }),
];
const eu = aTimelineLane({ cluster: 'eu', marks: releases });
const us = aTimelineLane({
  cluster: 'us',
  marks: [
    aTimelineMark({
      deployment: 'bad',
      version: 'v2',
      outcome: 'failed',
      startedAt: before(19 * DAY),
    }),
  ],
});

function renderTimeline(
  timeline = aTimeline({ lanes: [eu, us], elsewhere: [], stages: [] }),
  search = '',
) {
  const api = new FixtureApi({ services: [aService()], timeline });
  const asked = jest.spyOn(api, 'getTimeline');
  renderFleet(<TimelineSection serviceRef={SERVICE} />, {
    api,
    path: `${PATH}${search}`,
  });
  return { api, asked };
}

const chart = () => screen.findByRole('group', { name: /^In this time: / });

it('says what happened, draws a lane for each target, and opens the evidence of a mark', async () => {
  const user = userEvent.setup();
  renderTimeline();
  const drawn = await chart();
  expect(drawn).toHaveAccessibleName(
    /^In this time: 3 deployments, 1 of them failed; 1 incident\./,
  );
  expect(drawn).toHaveTextContent('kubernetes, eu');
  expect(drawn).toHaveTextContent('kubernetes, us');
  await user.click(
    within(drawn).getByRole('link', { name: /^v2, release, failed, 2 Nov/ }),
  );
  expect(address()).toBe(`${PATH}?deployment=bad`);
});

it('is one stop of the Tab key, from which arrow keys go on and Enter opens', async () => {
  const user = userEvent.setup();
  renderTimeline();
  const drawn = await chart();
  const links = within(drawn).getAllByRole('link');
  expect(links.filter(link => link.tabIndex === 0)).toHaveLength(1);
  act(() => within(drawn).getByRole('link', { name: /^v1/ }).focus());
  await user.keyboard('{ArrowRight}');
  expect(
    within(drawn).getByRole('link', { name: /^v2, release, succeeded/ }),
  ).toHaveFocus();
  await user.keyboard('{ArrowDown}');
  expect(within(drawn).getByRole('link', { name: /failed/ })).toHaveFocus();
  await user.keyboard('{Enter}');
  expect(address()).toContain('deployment=bad');
});

it('asks for the time that its address names, and keeps what is chosen there', async () => {
  const user = userEvent.setup();
  const { asked } = renderTimeline(
    undefined,
    '?from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z',
  );
  const drawn = await chart();
  expect(asked.mock.calls[0][1]).toEqual({
    from: '2026-10-01T00:00:00.000Z',
    to: '2026-11-01T00:00:00.000Z',
  });
  await user.click(screen.getByRole('button', { name: 'Show a shorter time' }));
  expect(address()).toBe(
    `${PATH}?from=2026-10-08T18%3A00%3A00Z&to=2026-10-24T06%3A00%3A00Z`,
  );
  await waitFor(() =>
    expect(asked.mock.calls.at(-1)?.[1]).toEqual({
      from: '2026-10-08T18:00:00.000Z',
      to: '2026-10-24T06:00:00.000Z',
    }),
  );
  fireEvent.keyDown(drawn, { key: '0' });
  expect(address()).toBe(PATH);
});

it('chooses a part by dragging over it, and not by a click', async () => {
  const area = jest
    .spyOn(HTMLElement.prototype, 'getBoundingClientRect')
    .mockReturnValue({ left: 100, width: 800 } as DOMRect);
  renderTimeline(
    undefined,
    '?from=2026-10-01T00:00:00Z&to=2026-10-09T00:00:00Z',
  );
  const drawn = await chart();
  const drag = (from: number, to: number) => {
    fireEvent.pointerDown(drawn, { clientX: from, button: 0 });
    fireEvent.pointerMove(drawn, { clientX: to });
    fireEvent.pointerUp(drawn, { clientX: to });
  };
  const old = address();
  drag(300, 302);
  expect(address()).toBe(old);
  drag(700, 300);
  expect(address()).toBe(
    `${PATH}?from=2026-10-03T00%3A00%3A00Z&to=2026-10-07T00%3A00%3A00Z`,
  );
  area.mockRestore();
});

it('puts together what lies over each other, and shows that time on demand', async () => {
  const user = userEvent.setup();
  const marks = [0, 1, 2].map(index =>
    aTimelineMark({
      deployment: `d-${index}`,
      startedAt: before(20 * DAY - index * 60_000),
      outcome: index === 1 ? 'failed' : 'succeeded',
    }),
  );
  renderTimeline(
    aTimeline({
      lanes: [aTimelineLane({ marks })],
      elsewhere: [],
      stages: [],
      incidents: [],
    }),
  );
  await user.click(
    await screen.findByRole('button', {
      name: /^3 deployments, 1 Nov 13:00 – 1 Nov 13:02, 1 failed: show this time/,
    }),
  );
  expect(address()).toMatch(/from=2026-11-01T11%3A5.*&to=2026-11-01T12%3A/);
});

it('has a table behind it with all that is drawn', async () => {
  const user = userEvent.setup();
  renderTimeline(aTimeline());
  await user.click(
    await screen.findByRole('button', { name: 'Show as a table' }),
  );
  expect(address()).toBe(`${PATH}?timeline=table`);
  const table = await screen.findByRole('grid', {
    name: 'What happened to this service, newest first',
  });
  expect(table).toHaveTextContent('Carts are empty');
  expect(table).toHaveTextContent('Helios → Kubernetes: retired');
  expect(table).toHaveTextContent('0% of the traffic on helios');
  expect(
    within(table).getByRole('link', { name: 'Evidence of v142' }),
  ).toBeInTheDocument();
});

it('lists in the table each thing once, with its own key', () => {
  const events = eventsOf(aTimeline());
  const drawn = aTimeline();
  expect(events.filter(({ kind }) => kind === 'mark')).toHaveLength(
    drawn.elsewhere.length +
      drawn.lanes.reduce((sum, lane) => sum + lane.marks.length, 0),
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events.filter(({ kind }) => kind === 'gone')).toMatchObject([
    { at: before(10 * DAY), lane: { platform: 'helios' } },
  ]);
});

it('shows a few of many targets, and all on demand', async () => {
  const user = userEvent.setup();
  renderTimeline(
    aTimeline({
      lanes: Array.from({ length: 14 }, (_, index) =>
        aTimelineLane({ cluster: `c-${index}` }),
      ),
    }),
  );
  await chart();
  expect(screen.queryByText('kubernetes, c-13')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Show 2 more targets' }));
  expect(await screen.findByText('kubernetes, c-13')).toBeInTheDocument();
  expect(address()).toBe(`${PATH}?timeline=lanes`);
});

it('says what is left out, and since when nobody has heard of a target', async () => {
  const { more, lanes } = aTimeline();
  renderTimeline(
    aTimeline({
      lanes,
      more: { ...more, deployments: 41, presenceBefore: before(80 * DAY) },
    }),
  );
  expect(
    await screen.findByText(
      /41 older deployments are left out: zoom in to see them\. Instances and traffic before 2 Sept 14:00 are left out/,
    ),
  ).toBeInTheDocument();
  expect(
    await screen.findByLabelText(/^We have not heard from it since 19 Nov/),
  ).toBeInTheDocument();
});

it('says that nothing is known instead of drawing nothing', async () => {
  renderTimeline(
    aTimeline({
      lanes: [],
      shares: [],
      elsewhere: [],
      incidents: [],
      stages: [],
    }),
  );
  expect(
    await screen.findByText('Nothing is known of this time'),
  ).toBeInTheDocument();
});

it('shows a refusal in words', async () => {
  const api = new FixtureApi({});
  api.getTimeline = async () => {
    throw await refusal(400, 'The parameter "from" must not be in the future.');
  };
  renderFleet(<TimelineSection serviceRef={SERVICE} />, { api, path: PATH });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'The parameter "from" must not be in the future.',
  );
});

it('tells by what shares are known', () => {
  const t = englishT();
  const timeline = aTimeline({ lanes: [], elsewhere: [], incidents: [] });
  const to = timeline.to;
  const share = (platform: string, value: number) => ({
    platform,
    spans: [{ from: before(DAY), to, share: value, by: 'instances' as const }],
  });
  expect(
    timelineSentence(t, {
      ...timeline,
      shares: [share('helios', 0.25), share('kubernetes', 0.75)],
    }),
  ).toBe(
    'Nothing was deployed and nothing broke in this time. kubernetes has 75% of the ready instances, helios has 25% of the ready instances.',
  );
});
