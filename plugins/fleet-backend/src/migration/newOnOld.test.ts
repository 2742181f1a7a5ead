import { after, DAY, sight, Story } from './testing';

const HELIOS_SCOPE = { source: 'helios', scope: 'eu' };

/** A story in which all is learnt at one moment: the definition that holds for all the past, and what was seen by then. */
function learntAtOnce(options: { lookedSince: number; born: number }) {
  const story = new Story();
  const target = sight('helios', {
    at: after(options.born),
    since: after(options.born),
  });
  const facts = [
    ...story.facts
      .splice(0)
      .map(fact => ({ ...fact, learntAt: after(2 * DAY) })),
  ];
  story.facts.push(...facts);
  return story
    .learn(2 * DAY, {
      kind: 'gap',
      ...HELIOS_SCOPE,
      from: null,
      to: after(options.lookedSince),
    })
    .learn(2 * DAY, { kind: 'attribution', target: target.target, mine: true })
    .learn(2 * DAY, { kind: 'presence', sight: target });
}

describe('a service of which the first that is learnt is that it runs on the old side', () => {
  it('is born there, if it came after the migration began and the scope was looked at before', () => {
    const { bornOnFromAt } = learntAtOnce({ lookedSince: 0, born: DAY }).at(
      3 * DAY,
    );
    expect(bornOnFromAt).toBe(after(DAY));
  });

  it('is not, if nobody looked before or the migration had not begun', () => {
    const unseen = learntAtOnce({ lookedSince: DAY, born: DAY / 2 });
    expect(unseen.at(3 * DAY).bornOnFromAt).toBeNull();
    const old = learntAtOnce({ lookedSince: -90 * DAY, born: -60 * DAY });
    expect(old.at(3 * DAY).bornOnFromAt).toBeNull();
  });

  it('is not, if only another definition puts it there', () => {
    const story = new Story({ from: { platform: 'nomad' } })
      .learn(0, { kind: 'gap', ...HELIOS_SCOPE, from: null, to: after(0) })
      .see(2 * DAY, 'helios', { at: after(DAY) })
      .redefine(3 * DAY, {});
    expect(story.at(4 * DAY).stage).toBe('not_started');
    expect(story.at(4 * DAY).bornOnFromAt).toBeNull();
  });
});
