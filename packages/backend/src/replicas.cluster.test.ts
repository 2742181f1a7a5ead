/** Two replicas of the portal on one PostgreSQL: each tells the same, whichever of them watches, and whichever dies. */
import { startPostgres, waitFor, type Postgres } from 'testbed';
import { startLine, type Line } from './testing/line';

const stories = ['both', 'half-way', 'again'] as const;
type Story = (typeof stories)[number];

jest.setTimeout(300_000);

let postgres: Postgres;
let line: Line<Story>;

beforeAll(async () => {
  postgres = await startPostgres();
  line = await startLine({
    name: 'replicas',
    stories,
    replicas: 2,
    database: { client: 'pg', connection: postgres.url },
  });
});

afterAll(async () => {
  await line?.dispose();
  await postgres?.stop();
});

async function expectFromBoth(
  story: Story,
  expected: readonly string[],
  timeoutMs?: number,
) {
  for (const portal of line.replicas) {
    await line.expectTold(story, expected, timeoutMs, portal);
  }
}

describe('two replicas', () => {
  it('tell the same', async () => {
    await line.rollAndWait('both', 'v1');
    await line.rollAndWait('both', 'v2');
    await waitFor({
      what: 'v2',
      timeoutMs: 60_000,
      look: async () =>
        (await line.told('both')).at(-1) === 'v2 release succeeded' ||
        undefined,
    });
    const [one, other] = await Promise.all(
      line.replicas.map(portal => line.told('both', portal)),
    );
    expect(other).toEqual(one);
    await line.rollAndWait('both', 'v3');
    await expectFromBoth('both', [...one, 'v3 release succeeded']);
  });

  it('take over from each other within 30 s after kill -9, in the middle of a rollout, and lose nothing', async () => {
    const [one, other] = line.replicas;
    const slow = { podAnnotations: { 'landfall.test/ready-after': '3s' } };
    await line.rollAndWait('half-way', 'v1');
    await expectFromBoth('half-way', ['v1 release succeeded']);

    await line.roll('half-way', 'v2', slow);
    await line.expectTold('half-way', [
      'v1 release succeeded',
      'v2 release in_progress',
    ]);
    await one.kill();
    await line.cluster.waitForRollout(line.ref('half-way'));
    await line.cluster.undo(line.ref('half-way'));
    await line.cluster.waitForRollout(line.ref('half-way'));
    const afterOne = [
      'v1 release succeeded',
      expect.stringMatching(/^v2 release (succeeded|unknown)$/),
      'v1 rollback succeeded',
    ];
    await waitFor({
      what: 'the rollback',
      timeoutMs: 30_000,
      look: async () =>
        (await line.told('half-way', other)).at(-1) ===
          'v1 rollback succeeded' || undefined,
      describe: async () => (await line.told('half-way', other)).join(', '),
    });
    expect(await line.told('half-way', other)).toEqual(afterOne);

    // The watch stays with the other one, which is killed in turn.
    await one.start();
    await line.rollAndWait('again', 'v1');
    await expectFromBoth('again', ['v1 release succeeded']);
    await line.roll('again', 'v2', slow);
    await other.kill();
    await line.cluster.waitForRollout(line.ref('again'));
    await line.expectTold(
      'again',
      ['v1 release succeeded', 'v2 release succeeded'],
      35_000,
      one,
    );
    await other.start();
    expect(await line.told('half-way', other)).toEqual(afterOne);
    expect(await line.told('half-way', one)).toEqual(afterOne);
  });
});
