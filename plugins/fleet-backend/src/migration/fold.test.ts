import { DAY, HOUR, MINUTE, Story, after, catalog } from './testing';

/** Seen on Helios long ago, on Kubernetes since `HOUR`, learnt at once. */
function sideBySide(given: ConstructorParameters<typeof Story>[0] = {}) {
  return new Story(given).see(0, 'helios').see(HOUR, 'kubernetes');
}

describe('the ladder', () => {
  it('is not_started when seen on the old side only', () => {
    const story = new Story().see(0, 'helios');

    expect(story.at(HOUR)).toMatchObject({
      inScope: true,
      stage: 'not_started',
      side: null,
      from: { targets: 1, ready: 3 },
      to: { targets: 0, ready: 0 },
      share: 0,
      shareBy: 'instances',
      next: [{ step: 'plan' }, { step: 'create' }],
    });
  });

  it('has all of its instances on the side where it runs alone, and no share while none is ready', () => {
    const retired = sideBySide()
      .gone(2 * HOUR, 'helios')
      .traffic(2 * HOUR, 'helios', 5)
      .traffic(2 * HOUR, 'kubernetes', 95);
    const down = new Story().see(0, 'helios', { ready: 0 });

    expect(retired.at(30 * HOUR)).toMatchObject({
      stage: 'retired',
      share: 1,
      shareBy: 'instances',
    });
    expect(down.at(HOUR)).toMatchObject({ share: null, shareBy: null });
  });

  it('is planned when it is in a wave that has a date', () => {
    const wave = { id: 'one', title: 'One', match: {} };
    const without = new Story({ waves: [wave] }).see(0, 'helios');
    const dated = new Story({
      waves: [{ ...wave, start: '2026-12-01' }],
    }).see(0, 'helios');

    expect(without.at(HOUR)).toMatchObject({
      stage: 'not_started',
      wave: 'one',
    });
    expect(dated.at(HOUR)).toMatchObject({ stage: 'planned', wave: 'one' });
  });

  it('is ready when it exists on the new side without a ready instance', () => {
    const story = new Story()
      .see(0, 'helios')
      .see(HOUR, 'kubernetes', { ready: 0 });

    expect(story.at(HOUR)).toMatchObject({
      stage: 'ready',
      next: [{ step: 'make_ready', ready: 0, desired: 3 }],
    });
  });

  it('is side by side with ready instances on both and traffic unknown, or none on the new side', () => {
    const unknown = sideBySide();
    const none = sideBySide()
      .traffic(2 * HOUR, 'helios', 100)
      .traffic(2 * HOUR, 'kubernetes', 0);

    expect(unknown.at(HOUR)).toMatchObject({
      stage: 'side_by_side',
      share: 0.5,
      shareBy: 'instances',
      next: [
        { step: 'shift_traffic', known: false },
        { step: 'finish_shift', by: 'instances' },
      ],
    });
    expect(none.at(2 * HOUR)).toMatchObject({
      stage: 'side_by_side',
      share: 0,
      shareBy: 'traffic',
      next: [{ step: 'shift_traffic', known: true }],
    });
  });

  it('shifts while some traffic, and not all, is on the new side', () => {
    const story = sideBySide()
      .traffic(2 * HOUR, 'helios', 70)
      .traffic(2 * HOUR, 'kubernetes', 30);

    expect(story.at(2 * HOUR)).toMatchObject({
      stage: 'shifting',
      share: 0.3,
      shareBy: 'traffic',
      trafficFrom: 70,
      trafficTo: 30,
    });
  });

  it('never rounds a share to nothing or to all', () => {
    const story = sideBySide()
      .traffic(2 * HOUR, 'helios', 1)
      .traffic(2 * HOUR, 'kubernetes', 9999);

    expect(story.at(2 * HOUR)).toMatchObject({
      stage: 'shifting',
      share: 0.99,
    });
  });

  it('validates with all traffic on the new side while rules are not met', () => {
    const story = sideBySide({ validation: [{ rule: 'manual' }] })
      .traffic(2 * HOUR, 'helios', 0)
      .traffic(2 * HOUR, 'kubernetes', 30);

    expect(story.at(2 * HOUR)).toMatchObject({
      stage: 'validating',
      next: [{ step: 'sign_off' }],
    });
  });

  it('takes ready instances where nobody tells of the traffic on both sides', () => {
    const story = sideBySide({ validation: [{ rule: 'manual' }] })
      .traffic(HOUR, 'kubernetes', 30)
      .see(2 * HOUR, 'helios', { ready: 0 });

    expect(story.at(2 * HOUR)).toMatchObject({
      stage: 'validating',
      share: 1,
      shareBy: 'instances',
    });
  });

  it('is migrated once validation is met, while the old side still exists', () => {
    const story = sideBySide({ validation: [{ rule: 'manual' }] })
      .see(2 * HOUR, 'helios', { ready: 0 })
      .act(3 * HOUR, 'sign_off');

    expect(story.path(4 * HOUR)).toEqual([
      'not_started',
      'up: side_by_side',
      'up: validating',
      'up: migrated',
    ]);
    expect(story.at(4 * HOUR)).toMatchObject({
      stage: 'migrated',
      since: after(3 * HOUR),
      next: [{ step: 'remove' }],
    });
  });

  it('is retired when the old side has been gone for 24 h, and says when that happened and when it was known', () => {
    const story = sideBySide().gone(2 * HOUR, 'helios');

    expect(story.at(25 * HOUR)).toMatchObject({
      stage: 'migrated',
      next: [
        {
          step: 'stay_gone',
          until: new Date(after(26 * HOUR)).toISOString(),
        },
      ],
    });
    expect(story.changes(27 * HOUR).at(-1)).toMatchObject({
      at: after(26 * HOUR),
      learntAt: after(26 * HOUR + 3 * MINUTE),
      move: 'up',
      values: { stage: 'retired', since: after(26 * HOUR), health: null },
    });
  });

  it('is not retired while the old side has an instance, a job or a group anywhere', () => {
    const story = sideBySide()
      .see(0, 'helios', { cluster: 'us', ready: 0 })
      .gone(2 * HOUR, 'helios');

    expect(story.at(10 * DAY)).toMatchObject({
      stage: 'migrated',
      from: { targets: 1, ready: 0 },
      next: [{ step: 'remove' }],
    });
  });
});

describe('side states', () => {
  it('is born on the target when it was never seen on the old side', () => {
    const story = new Story().see(0, 'kubernetes', { at: after(-DAY) });

    expect(story.at(DAY)).toMatchObject({
      inScope: true,
      stage: null,
      side: 'born_on_target',
      since: after(-DAY),
      health: null,
    });
  });

  it('is not seen when it is expected somewhere and seen nowhere', () => {
    const story = new Story();
    story.learn(0, { kind: 'catalog', catalog: catalog({ expected: true }) });

    expect(story.at(0)).toMatchObject({
      inScope: true,
      stage: null,
      side: 'not_seen',
    });
  });

  it('is out of the scope when it is neither expected nor ever seen', () => {
    expect(new Story().changes(HOUR)).toEqual([]);
  });

  it('is a retired service when it is on neither side and gone from the catalog', () => {
    const story = new Story()
      .see(0, 'helios')
      .gone(HOUR, 'helios')
      .learn(2 * HOUR, {
        kind: 'catalog',
        catalog: catalog({ inCatalog: false }),
      });

    expect(story.path(DAY)).toEqual(['not_started', 'retired_service']);
  });
});
