import {
  formatInstant,
  instant,
  type NextStep,
  type Stage,
  type StandingDetail,
  type ValidationRule,
} from '@landfall/backstage-plugin-fleet-common';
import type { Recorded } from '../../../ledger/types';
import type { MigrationActRow } from '../../../projections/tables';
import { resolveDefinition } from '../../../migration/resolve';
import { time } from '../wire';
import { authorOf } from './acts';
import type { KnownMigration } from '../../../projections/migrations/known';
import type { MigrationContext } from './review';

type Result = StandingDetail['validation'][number];
type Report = Extract<Recorded, { kind: 'validation' }>;

const nothing = {
  at: null,
  peakRate: null,
  durationSeconds: null,
  link: null,
  author: null,
  note: null,
  until: null,
};

/** What CI reported of a service up to the moment, for all migrations: one statement. */
export function readReports({
  ledger,
  moment,
  service,
}: Pick<MigrationContext, 'ledger' | 'moment'> & {
  service: string;
}): Promise<Report[]> {
  return ledger.observationsOfServices({
    kind: 'validation',
    services: [service],
    asOf: moment.live ? undefined : moment.at,
  });
}

/** The newest result of a service for each rule that a migration asks for. */
export function validationOf(options: {
  reports: readonly Report[];
  migration: KnownMigration;
  stage: Stage | null;
  reached: Partial<Record<Stage, number>>;
  next: readonly NextStep[];
  /** Of this service in this migration, newest first. */
  acts: readonly MigrationActRow[];
}): Result[] {
  const { migration, reports } = options;
  const { validation, id } = resolveDefinition(migration.definition);
  const ours = reports
    .filter(({ body }) => body.migration === null || body.migration === id)
    .sort((a, b) => b.at - a.at);
  return validation.map(rule => {
    switch (rule.rule) {
      case 'manual':
        return signedOff(rule, options.acts);
      case 'soak':
        return soaked(rule, options);
      default:
        return tested(rule, ours);
    }
  });
}

function tested(
  rule: Extract<ValidationRule, { rule: 'load_test' | 'stress_test' }>,
  reports: readonly Report[],
): Result {
  const report = reports.find(({ body }) => body.rule === rule.rule);
  if (!report) return { rule, state: 'not_reported', ...nothing };
  const { body } = report;
  const enough =
    rule.peakRate === undefined || (body.peakRate ?? 0) >= rule.peakRate;
  return {
    ...nothing,
    rule,
    state: body.result === 'met' && enough ? 'met' : 'not_met',
    at: formatInstant(instant(report.at)),
    peakRate: body.peakRate,
    durationSeconds: body.durationSeconds,
    link: body.link ?? null,
  };
}

function signedOff(
  rule: ValidationRule,
  acts: readonly MigrationActRow[],
): Result {
  const withdrawn = new Set(
    acts.filter(({ act }) => act === 'withdraw').map(({ of }) => of),
  );
  const signOff = acts.find(
    ({ act, id }) => act === 'sign_off' && !withdrawn.has(id),
  );
  if (!signOff) return { rule, state: 'not_reported', ...nothing };
  return {
    ...nothing,
    rule,
    state: 'met',
    at: time(signOff.recorded_at),
    link: signOff.link,
    author: authorOf(signOff.author),
    note: signOff.reason,
  };
}

/** A soak runs while the engine waits for it, and is met from `migrated` on. */
function soaked(
  rule: ValidationRule,
  { next, reached, stage }: Parameters<typeof validationOf>[0],
): Result {
  const waiting = next.find(step => step.step === 'soak');
  if (waiting) {
    return { rule, state: 'not_met', ...nothing, until: waiting.until };
  }
  const { migrated } = reached;
  const done = stage === 'migrated' || stage === 'retired';
  return {
    ...nothing,
    rule,
    state: done ? 'met' : 'not_reported',
    at: done && migrated !== undefined ? time(migrated) : null,
  };
}
