import {
  canonicalJson,
  fillTemplate,
  type PresenceBody,
  type Template,
} from '@landfall/backstage-plugin-fleet-node';
import { sumOf, type Group } from '../series/group';
import { parseSpanKey } from './spanKey';
import type { SpanRules } from './spanBook';

const CONTAINER = 'main';
const LONGEST_IMAGE = 1024;
const MOST_LABELS = 64;
const LONGEST_LABEL = { name: 317, value: 1024 };
/** Names of Prometheus itself, and what is another with each instance. */
const OWN_LABELS = new Set(['__name__', 'instance']);

/** What a query tells of a target. */
export interface FoundPresence {
  ready: number;
  /** Undefined where it could not be asked: then what was told last holds. */
  desired: number | null | undefined;
  image: string | undefined;
  labels: Record<string, string>;
}

/** How spans of presence are told. */
export const presenceRules: SpanRules<PresenceBody, FoundPresence> = {
  kind: 'presence',
  next({ found, before, key, now }) {
    const { image } = found;
    const state = {
      images:
        image === undefined ? [] : [{ container: CONTAINER, reference: image }],
      desired:
        found.desired === undefined ? before?.desired ?? null : found.desired,
      ready: found.ready,
      paused: false,
      incarnation: incarnationOf(key),
      labels: found.labels,
      annotations: {},
      // Their ports and variables are not seen, and nothing is said of what is not seen.
      containers: [],
    };
    if (before) {
      const { since: _, ...known } = before;
      if (canonicalJson(known) === canonicalJson(state)) return undefined;
    }
    return { ...state, since: now } satisfies PresenceBody;
  },
  last: body => ({
    ...body,
    ready: 0,
    desired: body.desired === null ? null : 0,
  }),
  observation({ target, service: _, ...version }) {
    if (!target) throw new Error(`${version.key} is of no target`);
    return { kind: 'presence', target, ...version };
  },
};

/** What the series of a target say, added up. The image is that of the most instances. */
export function foundPresence(
  group: Group,
  options: { image?: Template; desired: number | null | undefined },
): FoundPresence {
  const { image, desired } = options;
  const byImage = new Map<string, number>();
  for (const { labels, value } of group.series) {
    const filled = image && fillTemplate(image, labels);
    if (filled && 'text' in filled && filled.text.length <= LONGEST_IMAGE) {
      byImage.set(filled.text, (byImage.get(filled.text) ?? 0) + value);
    }
  }
  const [most] = [...byImage].sort(
    ([a, x], [b, y]) => y - x || (a < b ? -1 : 1),
  );
  return {
    ready: Math.round(sumOf(group)),
    desired,
    image: most?.[0],
    labels: commonLabels(group),
  };
}

/** The labels that all series of a target have in common: by them it is attributed. */
function commonLabels({ series: [first, ...others] }: Group) {
  return Object.fromEntries(
    Object.entries(first.labels)
      .filter(
        ([name, value]) =>
          !OWN_LABELS.has(name) &&
          name.length <= LONGEST_LABEL.name &&
          value.length <= LONGEST_LABEL.value &&
          others.every(({ labels }) => labels[name] === value),
      )
      .slice(0, MOST_LABELS),
  );
}

function incarnationOf(key: string): string {
  const { entry } = parseSpanKey(key);
  return `${entry}-${key.slice(key.lastIndexOf('/') + 1)}`;
}
