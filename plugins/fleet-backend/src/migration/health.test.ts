import { DAY, HOUR, Story, after, catalog } from './testing';

const NOV_20 = Date.UTC(2026, 10, 20);

describe('health', () => {
  const story = (given: ConstructorParameters<typeof Story>[0] = {}) =>
    new Story(given).see(0, 'helios').see(HOUR, 'kubernetes');

  it('is on track, until the stage takes longer than 21 days', () => {
    expect(story().at(21 * DAY).health).toBe('on_track');
    expect(story().at(22 * DAY)).toMatchObject({
      health: 'stalled',
      healthSince: after(21 * DAY + HOUR),
    });
  });

  it('takes what is usual for the stage where that is known', () => {
    const usual = story().learn(DAY, {
      kind: 'usual',
      stage: 'side_by_side',
      days: 3,
    });

    expect(usual.at(4 * DAY).health).toBe('stalled');
  });

  it('does not expect a planned service to move before its wave', () => {
    const waves = [
      {
        id: 'w',
        title: 'W',
        match: {},
        start: '2027-03-01',
        end: '2027-04-01',
      },
    ];
    const planned = new Story({ waves }).see(0, 'helios');

    expect(planned.at(100 * DAY).health).toBe('on_track');
    expect(planned.at(145 * DAY).health).toBe('stalled');
  });

  it('lags once its wave has ended and it is not at least migrated', () => {
    const waves = [{ id: 'w', title: 'W', match: {}, end: '2026-11-19' }];
    const behind = story({ waves, stalledAfterDays: 300 });

    expect(behind.at(17 * DAY).health).toBe('on_track');
    expect(behind.at(18 * DAY)).toMatchObject({
      health: 'lagging',
      healthSince: NOV_20,
    });
  });

  it('lags behind the target of the migration where its wave has no end', () => {
    const late = story({ target: '2026-11-19', stalledAfterDays: 300 });

    expect(late.at(18 * DAY).health).toBe('lagging');
  });

  it('is blocked above all, until somebody says otherwise', () => {
    const blocked = story()
      .act(30 * DAY, 'block', { id: 'b' })
      .act(31 * DAY, 'unblock');

    expect(blocked.at(30 * DAY)).toMatchObject({
      health: 'blocked',
      healthSince: after(30 * DAY),
      blocked: { act: 'b', since: after(30 * DAY) },
    });
    expect(blocked.at(31 * DAY)).toMatchObject({
      health: 'stalled',
      blocked: null,
    });
  });
});

describe('an override', () => {
  const story = () =>
    new Story()
      .see(0, 'helios')
      .see(HOUR, 'kubernetes')
      .act(DAY, 'override', {
        id: 'o',
        stage: 'migrated',
        expiresAt: after(3 * DAY),
      });

  it('shows what is derived beside it, and that they contradict each other', () => {
    expect(story().at(DAY)).toMatchObject({
      stage: 'migrated',
      derivedStage: 'side_by_side',
      conflict: true,
      since: after(DAY),
    });
  });

  it('ends by itself', () => {
    expect(story().at(3 * DAY)).toMatchObject({
      stage: 'side_by_side',
      derivedStage: null,
      conflict: false,
      override: null,
      since: after(HOUR),
    });
  });

  it('is taken back', () => {
    const back = story().act(2 * DAY, 'withdraw', { of: 'o' });

    expect(back.at(2 * DAY).stage).toBe('side_by_side');
  });
});

describe('an exemption', () => {
  const story = () =>
    new Story().see(0, 'helios').act(DAY, 'request_exemption', {
      id: 'e',
      expiresAt: after(10 * DAY),
    });

  it('changes nothing while nobody approved it', () => {
    expect(story().at(DAY)).toMatchObject({
      stage: 'not_started',
      exemption: { act: 'e', approval: null, expiresAt: after(10 * DAY) },
    });
  });

  it('takes the service aside once approved, until it expires', () => {
    const exempt = story().act(2 * DAY, 'approve_exemption', {
      id: 'a',
      of: 'e',
    });

    expect(exempt.at(2 * DAY)).toMatchObject({
      stage: null,
      side: 'exempt',
      since: after(2 * DAY),
      exemption: { act: 'e', approval: 'a' },
      health: null,
      next: [],
    });
    expect(exempt.at(10 * DAY)).toMatchObject({
      stage: 'not_started',
      side: null,
      exemption: null,
    });
  });

  it('is over when it is rejected, and cannot be approved after that', () => {
    const rejected = story()
      .act(2 * DAY, 'reject_exemption', { of: 'e' })
      .act(3 * DAY, 'approve_exemption', { of: 'e' });

    expect(rejected.at(3 * DAY)).toMatchObject({
      stage: 'not_started',
      exemption: null,
    });
  });

  it('lasts no longer than 180 days from when it was asked for', () => {
    const long = new Story()
      .see(0, 'helios')
      .act(0, 'request_exemption', { id: 'e', expiresAt: after(900 * DAY) })
      .act(DAY, 'approve_exemption', { of: 'e' });

    expect(long.at(179 * DAY).side).toBe('exempt');
    expect(long.at(180 * DAY).side).toBeNull();
  });
});

describe('validation', () => {
  const story = (...validation: { rule: 'load_test'; peakRate?: number }[]) =>
    new Story({ validation })
      .see(0, 'helios', { ready: 0 })
      .see(0, 'kubernetes');
  const run = (
    at: number,
    given: { met?: boolean; peakRate?: number; key?: string },
  ) => ({
    kind: 'validation' as const,
    key: given.key ?? `run-${at}`,
    rule: 'load_test' as const,
    met: given.met ?? true,
    peakRate: given.peakRate ?? null,
    durationSeconds: null,
    link: null,
    at: after(at),
  });

  it('says what has to be reported', () => {
    expect(story({ rule: 'load_test', peakRate: 100 }).at(HOUR)).toMatchObject({
      stage: 'validating',
      next: [
        {
          step: 'report_test',
          rule: 'load_test',
          failed: false,
          peakRate: 100,
        },
      ],
    });
  });

  it('is not met by a peak below the one that is needed, nor by one that nobody told', () => {
    for (const peakRate of [99, undefined]) {
      const low = story({ rule: 'load_test', peakRate: 100 }).learn(
        HOUR,
        run(HOUR, { peakRate }),
      );
      expect(low.at(DAY)).toMatchObject({
        stage: 'validating',
        next: [{ step: 'report_test', failed: true }],
      });
    }
  });

  it('goes by the newest run, whenever it was reported', () => {
    const met = story({ rule: 'load_test' })
      .learn(2 * HOUR, run(2 * HOUR, {}))
      .learn(3 * HOUR, run(HOUR, { met: false }));

    expect(met.at(DAY).stage).toBe('migrated');
    met.learn(2 * DAY, run(2 * DAY, { met: false }));
    expect(met.path(3 * DAY).at(-1)).toBe('fall_back: validating');
  });

  it('lets an amended report of one run count', () => {
    const amended = story({ rule: 'load_test' })
      .learn(HOUR, run(HOUR, { key: 'r', met: false }))
      .learn(2 * HOUR, run(HOUR, { key: 'r' }));

    expect(amended.at(2 * HOUR).stage).toBe('migrated');
  });

  it('soaks without an incident, and what was met stays met', () => {
    const incident = (at: number, ended: boolean) => ({
      kind: 'incident' as const,
      key: `i-${at}`,
      openedAt: after(at),
      ended,
      endedAt: ended ? after(at + HOUR) : null,
    });
    const soaking = new Story({ validation: [{ rule: 'soak', hours: 10 }] })
      .see(0, 'helios', { ready: 0 })
      .see(0, 'kubernetes')
      .learn(5 * HOUR, incident(5 * HOUR, false))
      .learn(6 * HOUR, incident(5 * HOUR, true))
      .learn(20 * HOUR, incident(20 * HOUR, false));

    expect(soaking.at(HOUR).next).toEqual([
      { step: 'soak', until: new Date(after(10 * HOUR)).toISOString() },
    ]);
    expect(soaking.at(15 * HOUR).stage).toBe('validating');
    expect(soaking.at(17 * HOUR)).toMatchObject({
      stage: 'migrated',
      since: after(16 * HOUR),
    });
    expect(soaking.at(3 * DAY).stage).toBe('migrated');
  });
});

describe('a definition that ends', () => {
  it('leaves nobody in its scope', () => {
    const story = new Story().see(0, 'helios').learn(DAY, {
      kind: 'definition',
      version: 2,
      definedAt: after(-DAY),
      removed: true,
    });

    expect(story.at(DAY)).toMatchObject({ inScope: false, stage: null });
  });

  it('leaves out whom its filter does not match any more', () => {
    const story = new Story({ scope: { kind: 'service' } });
    story.learn(0, {
      kind: 'catalog',
      catalog: catalog({ entity: { kind: 'service' } }),
    });
    story.see(HOUR, 'helios');
    story.learn(DAY, {
      kind: 'catalog',
      catalog: catalog({ entity: { kind: 'library' } }),
    });

    expect(story.at(HOUR).inScope).toBe(true);
    expect(story.at(DAY)).toMatchObject({ inScope: false, stage: null });
  });
});
