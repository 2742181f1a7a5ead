import { DAY, HOUR, MINUTE, Story, after, catalog, sight } from './testing';

/** On both sides since long, all traffic on the new one for two days. */
function validating() {
  return new Story({ validation: [{ rule: 'manual' }] })
    .see(0, 'helios')
    .see(HOUR, 'kubernetes')
    .traffic(2 * HOUR, 'helios', 0)
    .traffic(2 * HOUR, 'kubernetes', 100);
}

/** A moment after two days. */
const later = (ms: number) => 2 * DAY + ms;

describe('a way down', () => {
  it('is a fall-back after an hour, and happened when it began', () => {
    const story = validating().traffic(later(0), 'helios', 60);

    expect(story.at(later(HOUR)).stage).toBe('validating');
    expect(story.changes(later(2 * HOUR)).at(-1)).toMatchObject({
      move: 'fall_back',
      at: after(later(0)),
      learntAt: after(later(HOUR + 3 * MINUTE)),
      values: {
        stage: 'shifting',
        since: after(later(0)),
        fellBackAt: after(later(0)),
      },
    });
  });

  it('is none when it goes up again within the hour', () => {
    const story = validating()
      .traffic(later(0), 'helios', 60)
      .traffic(later(50 * MINUTE), 'helios', 0);

    expect(story.path(10 * DAY).at(-1)).toBe('up: validating');
    expect(story.at(10 * DAY).fellBackAt).toBeNull();
  });

  it('is settled back where the rung did not hold for an hour', () => {
    const story = new Story()
      .see(0, 'helios')
      .see(DAY, 'kubernetes')
      .traffic(2 * DAY, 'helios', 50)
      .traffic(2 * DAY, 'kubernetes', 50)
      .traffic(2 * DAY + 10 * MINUTE, 'kubernetes', 0);

    expect(story.path(3 * DAY)).toEqual([
      'not_started',
      'up: side_by_side',
      'up: shifting',
      'settled_back: side_by_side',
    ]);
    expect(story.at(3 * DAY).reached).not.toHaveProperty('shifting');
    expect(story.at(3 * DAY).fellBackAt).toBeNull();
  });

  it('counts once when the service goes on falling', () => {
    const story = validating()
      .traffic(later(0), 'helios', 60)
      .gone(later(10 * MINUTE), 'kubernetes');

    const falls = story
      .changes(10 * DAY)
      .filter(({ move }) => move === 'fall_back');
    expect(falls).toHaveLength(1);
    expect(story.at(10 * DAY).stage).toBe('not_started');
  });

  it('is forgotten once the service climbs again', () => {
    const story = validating()
      .traffic(later(0), 'helios', 60)
      .traffic(later(DAY), 'helios', 0);

    expect(story.at(10 * DAY)).toMatchObject({
      stage: 'validating',
      fellBackAt: null,
    });
  });

  it('leads back from retired when the old side returns', () => {
    const story = validating()
      .gone(later(0), 'helios')
      .see(10 * DAY, 'helios', { incarnation: 'b' });

    expect(story.path(10 * DAY).at(-1)).toBe('up: retired');
    expect(story.path(11 * DAY).at(-1)).toBe('fall_back: validating');
  });

  it('is no fall-back when another version of the definition asks for more', () => {
    const story = validating()
      .redefine(later(0), { validation: [] })
      .redefine(later(DAY), { validation: [{ rule: 'manual' }] });

    expect(story.path(10 * DAY).slice(-3)).toEqual([
      'up: validating',
      'migrated',
      'validating',
    ]);
  });
});

describe('missing evidence', () => {
  it('moves nothing down while a cluster is away for a day', () => {
    const story = validating()
      .gone(later(0), 'kubernetes')
      .gap('kubernetes', { from: later(10 * MINUTE), to: later(DAY) });

    expect(story.at(later(DAY)).stage).toBe('validating');
    expect(story.path(later(DAY + HOUR)).at(-1)).toBe('up: validating');
    expect(story.path(later(DAY + 2 * HOUR)).at(-1)).toBe(
      'fall_back: not_started',
    );
  });

  it('moves nothing down when nobody tells of the traffic any more', () => {
    const story = validating()
      .traffic(later(0), 'kubernetes', 0, { ended: true })
      .traffic(later(0), 'helios', 0, { ended: true });

    expect(story.at(30 * DAY).stage).toBe('validating');
  });

  it('lets nothing retire while the old platform is not looked at', () => {
    const story = validating()
      .gone(later(0), 'helios')
      .gap('helios', { from: later(20 * HOUR), to: later(30 * HOUR) });

    expect(story.at(later(53 * HOUR)).stage).toBe('validating');
    expect(story.changes(later(55 * HOUR)).at(-1)).toMatchObject({
      at: after(later(54 * HOUR)),
      values: { stage: 'retired' },
    });
  });

  it('restarts the soak', () => {
    const story = new Story({ validation: [{ rule: 'soak', hours: 10 }] })
      .see(0, 'helios', { ready: 0 })
      .see(0, 'kubernetes')
      .gap('kubernetes', { from: 5 * HOUR, to: 6 * HOUR });

    expect(story.at(15 * HOUR).stage).toBe('validating');
    expect(story.at(17 * HOUR)).toMatchObject({
      stage: 'migrated',
      since: after(16 * HOUR),
    });
  });
});

describe('a service that changes its place', () => {
  it('does not fall back when its workload is deleted and recreated', () => {
    const story = validating()
      .gone(later(0), 'kubernetes')
      .see(later(5 * MINUTE), 'kubernetes', { incarnation: 'b', ready: 0 })
      .see(later(10 * MINUTE), 'kubernetes', { incarnation: 'b' });

    expect(story.path(10 * DAY).at(-1)).toBe('up: validating');
  });

  it('does not fall back when its workload is renamed', () => {
    const story = validating()
      .gone(later(0), 'kubernetes')
      .see(later(5 * MINUTE), 'kubernetes', { workload: 'cart-api-v2' });

    expect(story.path(10 * DAY).at(-1)).toBe('up: validating');
  });

  it('is side by side while one of three clusters in two regions is not done', () => {
    const story = new Story()
      .see(0, 'helios', { cluster: 'eu', ready: 0 })
      .see(0, 'helios', { cluster: 'us', ready: 2 })
      .see(0, 'kubernetes', { cluster: 'eu' })
      .see(0, 'kubernetes', { cluster: 'us' });

    expect(story.at(DAY)).toMatchObject({
      stage: 'side_by_side',
      from: { targets: 2, ready: 2 },
      to: { targets: 2, ready: 6 },
      share: 0.75,
    });
  });

  it('counts only what runs in production, unless the definition says otherwise', () => {
    const staging = { environment: 'staging', production: false };
    const story = (environments: 'production' | 'all' | string[]) =>
      new Story({ environments })
        .see(0, 'helios')
        .see(0, 'kubernetes', staging)
        .at(HOUR).stage;

    expect(story('production')).toBe('not_started');
    expect(story('all')).toBe('side_by_side');
    expect(story(['staging', 'production'])).toBe('side_by_side');
  });

  it('leaves the old side when that target goes to another service', () => {
    const story = validating().learn(later(0), {
      kind: 'attribution',
      target: sight('helios').target,
      mine: false,
    });

    expect(story.at(later(0)).from.targets).toBe(0);
    expect(story.path(10 * DAY).at(-1)).toBe('up: retired');
  });

  it('does not fall back, but is moved, when its new target goes to another service', () => {
    const story = validating().learn(later(0), {
      kind: 'attribution',
      target: sight('kubernetes').target,
      mine: false,
    });

    expect(story.path(10 * DAY).at(-1)).toBe('not_started');
  });

  it('keeps who owned it when it came to its stage', () => {
    const story = validating().learn(later(0), {
      kind: 'catalog',
      catalog: catalog({ owner: 'group:default/new' }),
    });

    expect(story.at(later(0))).toMatchObject({
      owner: 'group:default/new',
      ownerThen: 'group:default/checkout',
    });
  });

  it('is not seen when it is on neither side and was not done', () => {
    const story = new Story().see(0, 'helios').gone(DAY, 'helios');

    expect(story.at(10 * DAY)).toMatchObject({
      inScope: true,
      stage: null,
      side: 'not_seen',
      since: after(DAY),
    });
  });
});

describe('the same traffic claimed twice', () => {
  it('counts the highest and says so', () => {
    const story = validating()
      .traffic(later(0), 'helios', 40, { teller: 'another' })
      .traffic(later(0), 'helios', 100, { teller: 'prometheus/helios' });

    expect(story.at(later(0))).toMatchObject({
      trafficFrom: 100,
      trafficTo: 100,
      trafficClaimedTwice: true,
      share: 0.5,
    });
  });
});

describe('one target that two sources tell of', () => {
  const other = { source: 'prometheus', scope: 'main' };

  it('counts once, by the newest word', () => {
    const story = new Story()
      .see(0, 'helios', { ready: 4 })
      .see(MINUTE, 'helios', { ...other, ready: 3 })
      .see(0, 'kubernetes', { ready: 1 });
    expect(story.at(HOUR)).toMatchObject({
      from: { targets: 1, ready: 3 },
      to: { targets: 1, ready: 1 },
      share: 0.25,
    });

    story.see(2 * HOUR, 'helios', { ready: 2 });
    expect(story.at(3 * HOUR).from).toEqual({ targets: 1, ready: 2 });
    story.gone(4 * HOUR, 'helios', other);
    expect(story.at(5 * HOUR).from).toEqual({ targets: 1, ready: 2 });
  });

  it('counts all of its incarnations in the scope whose word counts', () => {
    const story = new Story()
      .see(0, 'helios', { ...other, ready: 9 })
      .see(MINUTE, 'helios', { ready: 2 })
      .see(MINUTE, 'helios', { incarnation: 'b', ready: 3 });
    expect(story.at(HOUR).from).toEqual({ targets: 1, ready: 5 });
  });

  it('is gone when neither tells of it, looked at by both all the while', () => {
    const story = new Story()
      .see(0, 'helios')
      .see(0, 'helios', other)
      .see(0, 'kubernetes')
      .gone(HOUR, 'helios');
    expect(story.at(3 * DAY).stage).toBe('side_by_side');

    story.gone(4 * DAY, 'helios', other).gap('prometheus', {
      from: 4 * DAY + HOUR,
      to: 5 * DAY,
      scope: 'main',
    });
    expect(story.at(5 * DAY + 20 * HOUR).stage).toBe('migrated');
    expect(story.at(7 * DAY).stage).toBe('retired');
  });
});

describe('new on old', () => {
  /** Landfall knows all of Helios since the given moment. */
  const looked = (since: number, at: number) =>
    new Story()
      .learn(since, {
        kind: 'gap',
        source: 'helios',
        scope: 'eu',
        from: null,
        to: after(since),
      })
      .see(2 * DAY, 'helios', { at: after(at) });

  it('is born on the old side since the migration began, where that was looked at before', () => {
    expect(looked(0, DAY).at(2 * DAY).bornOnFromAt).toBe(after(DAY));
  });

  it('is not when it is only seen for the first time', () => {
    expect(looked(DAY + HOUR, DAY).at(2 * DAY).bornOnFromAt).toBeNull();
    expect(looked(0, -60 * DAY).at(2 * DAY).bornOnFromAt).toBeNull();
  });
});

describe('moves made before anybody looked', () => {
  const baseline = [
    { service: 'component:default/cart-api', date: '2026-09-15' },
  ];

  it('are declared retired', () => {
    expect(new Story({ baseline }).see(0, 'kubernetes').at(HOUR)).toMatchObject(
      {
        stage: 'retired',
        declared: true,
        since: Date.UTC(2026, 8, 15),
        health: null,
      },
    );
  });

  it('are not believed while the old side is seen', () => {
    expect(new Story({ baseline }).see(0, 'helios').at(HOUR)).toMatchObject({
      stage: 'not_started',
      declared: false,
    });
  });
});
