import { after, DAY, HOUR, MINUTE, sight, Story } from './testing';

/** What the service under its new name learns: all that its former name saw, and, at a moment, that it is its own. */
function renamed(at: number, options: { gone: number }) {
  const story = new Story();
  const { facts } = story;
  story.see(0, 'helios').see(HOUR, 'kubernetes').gone(options.gone, 'helios');
  const kept = facts.filter(fact => fact.kind !== 'attribution');
  facts.splice(0, facts.length, ...kept);
  for (const platform of ['helios', 'kubernetes']) {
    const { target } = sight(platform);
    story.learn(at, { kind: 'attribution', target, mine: true });
  }
  return story;
}

describe('a service under a new name', () => {
  it('is done where its former name was', () => {
    const story = renamed(10 * DAY, { gone: 2 * DAY });
    expect(story.changes(20 * DAY)).toMatchObject([
      {
        learntAt: after(10 * DAY),
        move: 'other',
        values: { stage: 'retired', since: after(3 * DAY) },
      },
    ]);
  });

  it('goes on waiting where its former name waited for the old side to stay gone', () => {
    const story = renamed(10 * DAY, { gone: 10 * DAY - HOUR });
    expect(story.path(10 * DAY)).toEqual(['migrated']);
    expect(story.path(11 * DAY)).toEqual(['migrated', 'up: retired']);
    expect(story.at(11 * DAY).since).toBe(after(11 * DAY - HOUR));
  });

  it('is not done while nobody knows whether the old side stayed gone', () => {
    const story = renamed(10 * DAY, { gone: 2 * DAY });
    story.gap('helios', { from: 2 * DAY + MINUTE, to: 9 * DAY + 12 * HOUR });
    expect(story.path(10 * DAY)).toEqual(['migrated']);
    expect(story.path(11 * DAY)).toEqual(['migrated', 'up: retired']);
  });

  it('was born on the new side where the old one was never its own', () => {
    const story = renamed(10 * DAY, { gone: 2 * DAY });
    const helios = sight('helios').target;
    const kept = story.facts.filter(
      fact => fact.kind !== 'attribution' || fact.target !== helios,
    );
    story.facts.splice(0, story.facts.length, ...kept);
    expect(story.at(20 * DAY).side).toBe('born_on_target');
  });
});
