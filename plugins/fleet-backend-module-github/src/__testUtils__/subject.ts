import {
  LastSubscriber,
  type ConformanceSubject,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { GithubStandIn, type Json } from './standIn';
import { EXAMPLE_REPOSITORY } from './examples';
import { sourceOf } from './looking';
import { STORY_END, story, storyRepository } from './story';

/** A source beside a GitHub in whose repository the story takes place. */
export async function storySubject(): Promise<ConformanceSubject> {
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
}
