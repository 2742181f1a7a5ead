import type { Instant } from '@landfall/backstage-plugin-fleet-common';

/** What the key of a span says. */
export interface SpanKey {
  kind: 'traffic' | 'presence';
  /** Id of the entry of the configuration that tells it. */
  entry: string;
  /** Key of the subject. */
  subject: string;
}

/** The key of the span that began then: what ended and comes again is another. */
export function spanKey(
  { kind, entry, subject }: SpanKey,
  begun: Instant,
): string {
  return `${kind}/${entry}/${subject}/${begun}`;
}

/** Reads the key of a span. */
export function parseSpanKey(key: string): { entry: string; subject: string } {
  const parts = key.split('/');
  return { entry: parts[1], subject: parts.slice(2, -1).join('/') };
}
