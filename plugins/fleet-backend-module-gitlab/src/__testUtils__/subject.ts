import {
  LastSubscriber,
  type ConformanceSubject,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { sourceOf } from './looking';
import { GitlabStandIn, type Json } from './standIn';
import { STORY_END, STORY_PROJECT, story, storyProject } from './story';

/** A source beside a GitLab in whose project the story takes place. */
export async function storySubject(): Promise<ConformanceSubject> {
  const gitlab = new GitlabStandIn();
  const project = storyProject();
  gitlab.projects.push(project);
  const apiUrl = await gitlab.start();
  const events = new LastSubscriber();
  const now = () => STORY_END;
  const steps = story();
  const [push] = steps;
  const huge = {
    ...push.payload,
    commits: (push.payload.commits as Json[]).map(commit => ({
      ...commit,
      message: 'This reverts commit aaaaaaa. '.repeat(400_000),
      added: Array.from({ length: 100_000 }, (_, i) => `d${i}/file`),
    })),
  };
  const elsewhere = {
    path_with_namespace: 'somebody/else',
    web_url: 'https://gitlab.example.com/somebody/else',
  };
  return {
    createSource: () =>
      sourceOf({
        ...{ apiUrl, events, now },
        gitlab: { projects: [STORY_PROJECT] },
      }),
    deliver: eventPayload => events.publish({ topic: 'gitlab', eventPayload }),
    facts: steps.map(({ happen, payload }) => ({
      happen: () => happen(project),
      messages: [payload],
    })),
    malformed: steps.flatMap(({ payload }) => [
      { object_kind: payload.object_kind, project: payload.project },
      { ...payload, project: { path_with_namespace: 'x' } },
      { ...payload, object_kind: 'unknown' },
      { ...payload, project: elsewhere },
    ]),
    huge: [huge],
    now: STORY_END,
    close: () => gitlab.stop(),
  };
}
