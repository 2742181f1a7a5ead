import {
  validationReportSchema,
  type ValidationReport,
} from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../../translation';
import type { Problems } from './actForm';

/** What is typed into the form for the result of a test. */
export interface ValidationValues {
  service: string;
  rule: string;
  result: string;
  run: string;
  /** As a date and time input writes it, in the viewer's zone. */
  at: string;
  peakRate: string;
  durationMinutes: string;
  link: string;
}
/** A field of that form. */
export type ValidationField = keyof ValidationValues;

/** What the form sends, or what is wrong with it, field by field. */
export function readValidation(options: {
  t: FleetT;
  values: ValidationValues;
  migration: string;
  now: number;
}): { report: ValidationReport } | { problems: Problems<ValidationField> } {
  const { t, values, migration, now } = options;
  const at = new Date(values.at);
  const minutes = numberOf(values.durationMinutes);
  const parsed = validationReportSchema.safeParse({
    service: values.service.trim(),
    rule: values.rule,
    result: values.result,
    run: values.run.trim(),
    migration,
    at: Number.isNaN(at.getTime()) ? '' : at.toISOString(),
    peakRate: numberOf(values.peakRate),
    durationSeconds: minutes === undefined ? undefined : minutes * 60,
    link: values.link.trim() || undefined,
  });
  if (!parsed.success) {
    const problems: Problems<ValidationField> = {};
    for (const { path } of parsed.error.issues) {
      const field = path[0] === 'durationSeconds' ? 'durationMinutes' : path[0];
      if (isField(field, values)) problems[field] ??= wrong(t, field);
    }
    return { problems };
  }
  if (at.getTime() > now) {
    return { problems: { at: t('migration.acts.problem.future') } };
  }
  return { report: parsed.data };
}

function isField(
  name: PropertyKey,
  values: ValidationValues,
): name is ValidationField {
  return name in values;
}

/** Undefined for nothing, and for what is no number a value that no schema takes. */
function numberOf(text: string): number | undefined {
  return text.trim() ? Number(text) : undefined;
}

function wrong(t: FleetT, field: ValidationField): string {
  switch (field) {
    case 'service':
      return t('migration.acts.problem.service');
    case 'run':
      return t('migration.acts.problem.run');
    case 'at':
      return t('migration.acts.problem.date');
    case 'link':
      return t('migration.acts.problem.link');
    case 'peakRate':
    case 'durationMinutes':
      return t('migration.acts.problem.number');
    default:
      return t('migration.acts.problem.choose');
  }
}
