import { observationSchema } from '../observations/observation';
import { changeFact, endAfter, releaseFact } from './facts';
import { causesIn, goneIncidentFact, severityOfLabels } from './incidents';

const ORIGIN = 'code.example/shop/cart';
const sha = 'a'.repeat(40);
const commit = {
  ...{ sha, at: 0, authoredAt: null, parents: null, paths: null },
  ...{ message: '', link: 'https://code.example/shop/cart/commit/a' },
};

describe('a commit', () => {
  it('keeps of its message what it reverts, each once, and no more than sixteen', () => {
    const reverts = (message: string) =>
      changeFact(ORIGIN, { ...commit, message }).body.reverts;
    expect(
      reverts(`This reverts commit ${sha}. This reverts commit ${sha}.`),
    ).toEqual([sha]);
    const many = Array.from(
      { length: 20 },
      (_, index) => `This reverts commit ${String(index).padStart(7, '0')}.`,
    );
    expect(reverts(many.join('\n'))).toHaveLength(16);
  });

  it('knows its directories where they are not too many, and the root as one', () => {
    const directories = (paths: string[]) =>
      changeFact(ORIGIN, { ...commit, paths }).body.directories;
    expect(directories(['b/c/d.ts', 'README.md', 'b/c/e.ts'])).toEqual([
      '',
      'b/c',
    ]);
    const many = Array.from({ length: 257 }, (_, index) => `d${index}/file`);
    expect(directories(many)).toBeNull();
    expect(directories([`${'d'.repeat(1_025)}/file`])).toBeNull();
  });

  it('can be recorded however many parents it has', () => {
    const parents = Array(65).fill(sha);
    const fact = { ...changeFact(ORIGIN, { ...commit, parents }), version: 1 };
    expect(observationSchema.parse(fact)).toMatchObject({
      body: { parents: null },
    });
  });
});

describe('an incident', () => {
  it.each([
    [['bug', 'sev-1'], 'sev-1'],
    [['P2'], 'P2'],
    [['severity: high'], 'high'],
    [['severity::2', 'P1'], '2'],
    [['several', 'priority'], null],
    [[], null],
  ])('is as severe as its first label that says so: %j', (labels, expected) => {
    expect(severityOfLabels(labels)).toBe(expected);
  });

  it('was caused by the commits that its text names', () => {
    expect(
      causesIn('Caused by abcdef1, and CAUSED BY: commit ABCDEF1 or not'),
    ).toEqual(['abcdef1']);
    expect(causesIn('Because of abcdef1')).toEqual([]);
  });

  it('that is none any more ends without a time, and says why', () => {
    const known = {
      kind: 'incident' as const,
      ...{ key: 'x', origin: ORIGIN, version: 9, at: 1 },
      ...{ ended: false, endedAt: null },
      body: { severity: null, acknowledgedAt: null },
    };
    expect(goneIncidentFact(known, 5)).toMatchObject({
      ...{ version: 9, ended: true, endedAt: null },
      correction: expect.stringContaining('no incident'),
    });
  });
});

it('ends nothing before it begins', () => {
  expect(endAfter(5, 3)).toEqual({ endedAt: 5, estimated: true });
  expect(endAfter(5, 5)).toEqual({ endedAt: 5, estimated: false });
  expect(endAfter(5, null)).toEqual({ endedAt: null, estimated: false });
});

it('takes a tag from before the epoch', () => {
  const fact = releaseFact(ORIGIN, {
    ...{ tag: 'v1', commit: sha, at: -1, estimated: true, seenAt: -1 },
    link: commit.link,
  });
  expect(observationSchema.parse(fact)).toMatchObject({ at: -1, version: 0 });
});
