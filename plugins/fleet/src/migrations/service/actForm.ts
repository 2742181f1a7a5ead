import {
  actInputSchema,
  type ActInput,
  type ActKind,
} from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../../translation';
import { endOfLocalDay, localDay } from '../components/localDay';

/** A field of a form about a service in a migration. */
export type ActField = 'stage' | 'reason' | 'link' | 'waitingFor' | 'expiresAt';
/** What is typed into the fields; days as a date input writes them. */
export type ActValues = Record<ActField, string>;
/** What is wrong with a field, in words. */
export type Problems<F extends string> = Partial<Record<F, string>>;

/** What each form asks for, in this order. */
export const ACT_FIELDS: Record<ActKind, readonly ActField[]> = {
  override: ['stage', 'expiresAt', 'reason', 'link'],
  request_exemption: ['expiresAt', 'reason', 'link'],
  approve_exemption: ['reason'],
  reject_exemption: ['reason'],
  block: ['reason', 'waitingFor', 'link'],
  unblock: ['reason'],
  sign_off: ['reason', 'link'],
  note: ['reason', 'link'],
  withdraw: ['reason'],
};

/** How long an exemption may last. */
export const EXEMPTION_DAYS = 180;
const DAY_MS = 86_400_000;
/** Until when an override or an exemption lasts unless another day is chosen. */
const USUAL_DAYS = { override: 14, request_exemption: 90 };

/** The values of a form that nobody has typed into. */
export function emptyValues(kind: ActKind, now: number): ActValues {
  const days =
    kind === 'override' || kind === 'request_exemption' ? USUAL_DAYS[kind] : 0;
  return {
    stage: '',
    reason: '',
    link: '',
    waitingFor: '',
    expiresAt: localDay(new Date(now + days * DAY_MS)),
  };
}

/** What a form sends, or what is wrong with it, field by field. */
export function readForm(options: {
  t: FleetT;
  kind: ActKind;
  /** The act that it approves, rejects or takes back. */
  of: string | undefined;
  values: ActValues;
  now: number;
}): { input: ActInput } | { problems: Problems<ActField> } {
  const { t, kind, of, values, now } = options;
  const fields = ACT_FIELDS[kind];
  const parsed = actInputSchema.safeParse({
    act: kind,
    ...(of && { of }),
    ...Object.fromEntries(
      fields.flatMap(field => {
        const value = values[field].trim();
        // What is left empty is not said at all; a reason is asked for.
        if (!value && field !== 'reason') return [];
        return [
          [
            field,
            field === 'expiresAt' ? lastInstant(value, now, kind) : value,
          ],
        ];
      }),
    ),
  });
  const problems: Problems<ActField> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = fields.find(one => one === issue.path[0]);
    if (field) {
      problems[field] ??=
        issue.code === 'too_big'
          ? t('migration.acts.problem.long')
          : wrong(t, field);
    }
  }
  const day = fields.includes('expiresAt')
    ? dayProblem(t, kind, values.expiresAt, now)
    : undefined;
  if (day) problems.expiresAt = day;
  if (Object.keys(problems).length > 0) return { problems };
  // What is wrong and belongs to no field is a mistake of ours, which must not look like a form that does nothing.
  return { input: actInputSchema.parse(parsed.success ? parsed.data : {}) };
}

function wrong(t: FleetT, field: ActField): string {
  switch (field) {
    case 'stage':
      return t('migration.acts.problem.choose');
    case 'link':
      return t('migration.acts.problem.link');
    case 'expiresAt':
      return t('migration.acts.problem.date');
    default:
      return t('migration.acts.problem.reason');
  }
}

/** The end of the chosen day; for the last day that an exemption may choose, not beyond its limit. */
function lastInstant(day: string, now: number, kind: ActKind): string {
  const end = Date.parse(endOfLocalDay(day));
  const limit = now + EXEMPTION_DAYS * DAY_MS;
  const isLast = localDay(new Date(limit)) === day;
  return new Date(
    kind === 'request_exemption' && isLast ? limit - 60_000 : end,
  ).toISOString();
}

function dayProblem(
  t: FleetT,
  kind: ActKind,
  day: string,
  now: number,
): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return t('migration.acts.problem.date');
  if (day < localDay(new Date(now))) return t('migration.acts.problem.past');
  const last = localDay(new Date(now + EXEMPTION_DAYS * DAY_MS));
  return kind === 'request_exemption' && day > last
    ? t('migration.acts.problem.far')
    : undefined;
}
