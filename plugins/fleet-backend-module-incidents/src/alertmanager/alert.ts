/**
 * An alert as Alertmanager tells it, by its API and by its webhook alike: both make the same report of the same alert. Its identity is its fingerprint
 * (of its labels) and when it began.
 */
import { entityRefSchema } from '@landfall/backstage-plugin-fleet-common';
import { fillTemplate, redact } from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import type { AlertmanagerConfig } from '../config/types';
import { momentTrouble, readMoment } from '../incidents/moments';
import type { IncidentReport } from '../incidents/report';

const LONGEST_SERVICE = 255;
const LONGEST_TITLE = 256;
const LONGEST_SEVERITY = 63;
const LONGEST_LINK = 2048;

const texts = z.record(z.string(), z.string());

/** What both ways tell of an alert. */
export const alertSchema = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{1,64}$/, 'must be a fingerprint'),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  labels: texts,
  annotations: texts.default({}),
  generatorURL: z.string().optional(),
});
/** See {@link alertSchema}. */
export type Alert = z.output<typeof alertSchema>;

/** What is told of it now. */
export interface AlertState {
  /** Order of it, ms. */
  version: number;
  state: IncidentReport['state'];
  acknowledgedAt?: number;
}

/** Its key; undefined where its beginning is no time. */
export function alertKey({ fingerprint, startsAt }: Alert): string | undefined {
  const at = readMoment(startsAt);
  return at === undefined ? undefined : `${fingerprint}@${at}`;
}

/** Whether configuration leaves it out. */
export function isIgnored(
  { labels }: Alert,
  { ignore }: Pick<AlertmanagerConfig, 'ignore'>,
): boolean {
  return ignore.some(rule =>
    Object.entries(rule).every(
      ([label, value]) => (labels[label] ?? '') === value,
    ),
  );
}

/** What it reports, or why it reports nothing, in words that follow its name. */
export function reportOfAlert(
  alert: Alert,
  options: {
    config: Pick<AlertmanagerConfig, 'service'>;
    /** What is told of it, by when it began. */
    stateOf(startsAt: number): AlertState;
    now: number;
  },
): { report: IncidentReport } | { trouble: string } {
  const at = readMoment(alert.startsAt);
  if (at === undefined) return { trouble: 'has no time in startsAt' };
  const wrong = momentTrouble(at, options.now);
  if (wrong) return { trouble: `has a startsAt that ${wrong}` };
  const told = options.stateOf(at);
  if (typeof told.state === 'object') {
    const trouble = momentTrouble(told.state.endedAt, options.now);
    if (trouble) return { trouble: `has an endsAt that ${trouble}` };
    if (told.state.endedAt < at) return { trouble: 'ends before it begins' };
  }
  const named = serviceOf(alert, options.config);
  if ('trouble' in named) return named;
  const { labels, annotations, fingerprint } = alert;
  return {
    report: {
      key: `${fingerprint}@${at}`,
      subject: { service: named.service },
      openedAt: at,
      ...told,
      details: {
        title: redact(annotations.summary || labels.alertname || '', {
          limit: LONGEST_TITLE,
        }),
        severity: labels.severity?.slice(0, LONGEST_SEVERITY) || null,
        aliases: [fingerprint],
        link: linkOf(alert.generatorURL),
      },
    },
  };
}

function serviceOf(
  { labels }: Alert,
  { service: templates }: Pick<AlertmanagerConfig, 'service'>,
): { service: string } | { trouble: string } {
  const missing = new Set<string>();
  for (const template of templates) {
    const filled = fillTemplate(template, labels);
    if ('missing' in filled) {
      missing.add(filled.missing);
      continue;
    }
    const service = filled.text.toLowerCase();
    return service.length <= LONGEST_SERVICE &&
      entityRefSchema.safeParse(service).success
      ? { service }
      : {
          trouble:
            'names a service that is no full entity reference such as component:default/cart',
        };
  }
  return {
    trouble: `names no service: it is without the label ${[...missing]
      .sort()
      .join(' or ')}`,
  };
}

/** Only what a browser may open, and nothing with credentials in it. */
function linkOf(text: string | undefined): string | undefined {
  const url = text && text.length <= LONGEST_LINK ? URL.parse(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    return undefined;
  }
  return url.href.length <= LONGEST_LINK ? url.href : undefined;
}
