/**
 * Payloads of webhooks as GitHub published them, in the package `@octokit/webhooks-examples`.
 */
import published from '@octokit/webhooks-examples';
import type { Json } from './standIn';

/** An example of an event, as a copy; with an action, the first that has it. */
export function example(event: string, action?: string): Json {
  const found = (published as unknown as { name: string; examples: Json[] }[])
    .find(({ name }) => name === event)
    ?.examples.find(one => action === undefined || one.action === action);
  if (!found) throw new Error(`No example of ${event} ${action} is published`);
  return structuredClone(found);
}

/** All examples of an event. */
export function examples(event: string): Json[] {
  return structuredClone(
    (published as unknown as { name: string; examples: Json[] }[]).find(
      ({ name }) => name === event,
    )?.examples ?? [],
  );
}

/** Where the examples are from. */
export const EXAMPLE_REPOSITORY = 'Codertocat/Hello-World';
