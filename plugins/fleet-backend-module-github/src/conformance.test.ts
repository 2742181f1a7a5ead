import { sourceConformance } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { GithubStandIn, type Json } from './__testUtils__/standIn';
import { EXAMPLE_REPOSITORY } from './__testUtils__/examples';
import { LastSubscriber, sourceOf } from './__testUtils__/looking';
import { STORY_END, story, storyRepository } from './__testUtils__/story';

describe('the source', () => {
  const checks = sourceConformance(async () => {
    const github = new GithubStandIn();
    const repository = storyRepository();
    github.repositories.set(EXAMPLE_REPOSITORY, repository);
    const apiUrl = await github.start();
    const events = new LastSubscriber();
    const now = () => STORY_END;
    const steps = story();
    const [push] = steps;
    const huge = {
      ...push,
      payload: {
        ...push.payload,
        commits: (push.payload.commits as Json[]).map(commit => ({
          ...commit,
          message: 'This reverts commit aaaaaaa. '.repeat(400_000),
          added: Array.from({ length: 100_000 }, (_, i) => `d${i}/file`),
        })),
      },
    };
    return {
      createSource: () =>
        sourceOf({
          ...{ apiUrl, events, now },
          github: {
            repositories: [EXAMPLE_REPOSITORY],
            incidentLabels: ['production incident'],
          },
        }),
      deliver: async message => {
        const { topic = 'github.deployment_status', payload = message } =
          (message ?? {}) as { topic?: string; payload?: unknown };
        await events.publish({ topic, eventPayload: payload });
      },
      facts: steps.map(({ happen, topic, payload }) => ({
        happen: () => happen(repository),
        messages: [{ topic, payload }],
      })),
      malformed: steps.flatMap(({ topic, payload }) => [
        { topic, payload: { repository: payload.repository } },
        { topic, payload: { ...payload, repository: { full_name: 'x' } } },
        { topic: 'github.unknown', payload },
        {
          topic,
          payload: {
            ...payload,
            repository: {
              full_name: 'somebody/else',
              html_url: 'https://github.com/somebody/else',
            },
          },
        },
      ]),
      huge: [huge],
      now: STORY_END,
      close: () => github.stop(),
    };
  });
  it.each(checks)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
