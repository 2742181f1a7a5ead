import { sourceConformance } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { storySubject } from './__testUtils__/subject';

describe('the source', () => {
  it.each(sourceConformance(storySubject))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
