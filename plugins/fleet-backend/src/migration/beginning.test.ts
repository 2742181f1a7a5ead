import { instant } from '@landfall/backstage-plugin-fleet-common';
import { foldStanding } from './fold';
import type { StandingChange } from './types';
import { after, DAY, HOUR, SERVICE, Story } from './testing';

const waves = [{ id: 'one', title: 'One', start: '2026-12-01', match: {} }];
/** The first moment of 1 October 2026, on which the migration starts, in ms after noon of 2 November. */
const START = Date.UTC(2026, 9, 1) - after(0);
/** Each a moment in ms after noon of 2 November. */
interface Times {
  definedAt: number;
}

/** A service that is looked at for years, in a migration that was defined at some moment. */
function looked({ definedAt }: Times): Story {
  const story = new Story({ waves });
  story.facts.forEach(fact => {
    if (fact.kind === 'definition') fact.definedAt = after(definedAt);
  });
  return story.see(-300 * DAY, 'helios', {
    at: after(-978 * DAY),
    since: after(-978 * DAY),
  });
}

describe('before a migration begins', () => {
  it('nobody stands anywhere in it, whoever was looked at', () => {
    const story = looked({ definedAt: 0 });
    expect(story.changes(START - 1)).toEqual([]);
    expect(story.changes(START)).toMatchObject([
      {
        learntAt: after(START),
        at: after(START),
        move: 'other',
        values: {
          stage: 'planned',
          since: after(START),
          reached: { not_started: after(START), planned: after(START) },
        },
      },
    ]);
  });

  it('what was seen to happen keeps its time', () => {
    const story = looked({ definedAt: 0 });
    const ready = START - 10 * DAY;
    story.see(ready, 'kubernetes', { at: after(ready), ready: 0 });
    expect(story.at(0)).toMatchObject({
      stage: 'ready',
      since: after(ready),
      reached: { not_started: after(ready), ready: after(ready) },
    });
    expect(story.at(0).reached).not.toHaveProperty('planned');
  });

  it('who went back is on no rung that it had reached only then', () => {
    const story = looked({ definedAt: 0 });
    story.see(START - 10 * DAY, 'kubernetes', { ready: 0 });
    story.gone(START - 5 * DAY, 'kubernetes');
    expect(story.at(START)).toMatchObject({
      stage: 'planned',
      since: after(START),
    });
  });
});

describe('a migration that is defined before its start', () => {
  it('begins with its definition', () => {
    const defined = START - 5 * DAY;
    const story = looked({ definedAt: defined });
    expect(story.changes(defined - 1)).toEqual([]);
    expect(story.at(0)).toMatchObject({
      stage: 'planned',
      since: after(defined),
      reached: { not_started: after(defined), planned: after(defined) },
    });
  });

  it('counts what is found after its start from its start', () => {
    const story = new Story({ waves }).see(0, 'helios', {
      at: after(-978 * DAY),
      since: after(-978 * DAY),
    });
    expect(story.at(HOUR).reached.not_started).toBe(after(START));
  });

  it('does not end again when its start is put off', () => {
    const story = looked({ definedAt: START - 5 * DAY });
    story.redefine(START - 2 * DAY, { waves, start: '2026-11-15' });
    expect(story.at(START)).toMatchObject({
      inScope: true,
      since: after(START - 5 * DAY),
    });
  });
});

describe('a service that is planned later', () => {
  it('is so since its wave got a date', () => {
    const story = looked({ definedAt: START - 5 * DAY });
    story.redefine(0, { waves: [{ id: 'one', title: 'One', match: {} }] });
    story.redefine(DAY, { waves });
    expect(story.at(0).stage).toBe('not_started');
    expect(story.at(DAY)).toMatchObject({
      stage: 'planned',
      since: after(DAY),
    });
    expect(story.changes(DAY).at(-1)?.move).toBe('up');
  });
});

it('begins at the same moment whether its log is folded in pieces or at once', () => {
  const story = looked({ definedAt: 0 });
  story.see(START - DAY, 'kubernetes', { ready: 0 });
  const { environment } = story;
  const facts = story.sorted();
  let state: ReturnType<typeof foldStanding>['state'] | undefined;
  const changes: StandingChange[] = [];
  for (const at of new Set(facts.map(fact => fact.learntAt))) {
    const piece = foldStanding({
      service: SERVICE,
      state,
      facts: facts.filter(fact => fact.learntAt === at),
      until: at,
      environment,
    });
    state = structuredClone(piece.state);
    changes.push(...piece.changes);
  }
  const rest = foldStanding({
    service: SERVICE,
    state,
    facts: [],
    until: instant(after(0)),
    environment,
  });
  expect([...changes, ...rest.changes]).toEqual(story.changes(0));
});
