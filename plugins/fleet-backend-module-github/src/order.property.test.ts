import { knownAfter } from '@landfall/backstage-plugin-fleet-node/testUtils';
import fc from 'fast-check';
import { storySubject } from './__testUtils__/subject';

jest.setTimeout(120_000);

describe('webhooks and looks', () => {
  it('come to the same, in whatever order and however many of both', async () => {
    const looked = await knownAfter(await storySubject(), []);
    expect(new Set(looked.map(({ kind }) => kind)).size).toBe(6);
    const step = fc.record({
      tell: fc.array(fc.nat(20), { maxLength: 4 }),
      look: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
        expect(await knownAfter(await storySubject(), steps)).toEqual(looked);
      }),
      { numRuns: 25 },
    );
  });
});
