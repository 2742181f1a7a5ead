/** The section `fleet.delivery` of the configuration: where the definitions of delivery leave a choice. */
import { createHash } from 'node:crypto';
import {
  defaultWindows,
  entityRefQuerySchema,
  windowSchema,
  type Windows,
} from '@landfall/backstage-plugin-fleet-common';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { BAND_EDITIONS } from './delivery/bands';
import { LOAD_KINDS, type LoadKind } from './delivery/operationalLoad';
import {
  defaultWorkingHours,
  type WorkingHours,
} from './delivery/workingHours';
import { patterns } from './directory/config';
import { compileGlobs } from './directory/match';
import { inZoneOf, type DeliveryOptions } from './projections/delivery/options';

const DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** A time of the day by the clock on the wall, as minutes after midnight. */
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00')
  .transform(text => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const hours = {
  zone: z
    .string()
    .refine(IANAZone.isValidZone, {
      message: 'must be the name of a time zone such as Europe/Stockholm',
    })
    .optional(),
  /** Working days. */
  days: z.array(z.enum(DAYS)).max(7).optional(),
  from: timeOfDay.optional(),
  until: timeOfDay.optional(),
  /** Days on which nobody works, `YYYY-MM-DD`. */
  holidays: z
    .array(z.iso.date('must be a day such as 2026-12-24'))
    .max(1_000)
    .optional(),
  nightFrom: timeOfDay.optional(),
  nightUntil: timeOfDay.optional(),
  /** When the first of the two shifts of a day begins. */
  shiftFrom: timeOfDay.optional(),
};

const label = z.string().min(1).max(255);

const windowDays = z
  .number()
  .refine(
    days => windowSchema.safeParse(days).success,
    'must be a whole number of days, 1 to 180',
  );

const choices = z.strictObject({
  /** Over how many days numbers are told. */
  windows: z
    .array(windowDays)
    .refine(
      ({ length }) => length >= 1 && length <= 6,
      'must be 1 to 6 windows',
    )
    .transform(days => [...new Set(days)].sort((a, b) => a - b))
    .default(defaultWindows.days),
  /** Which of them is shown where nobody asks for another. */
  firstWindow: windowDays.optional(),
  /** Which environments CI deploys to; the first that matches counts. */
  environments: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(63),
        production: z.boolean().default(false),
        match: z
          .strictObject({
            /** As CI names the environment. */
            environment: patterns.optional(),
            /** What the host says that it is for. */
            tier: patterns.optional(),
            /** Repository or job. */
            origin: patterns.optional(),
          })
          .default({}),
      }),
    )
    .max(10_000)
    .default([]),
  leadTimeFrom: z.enum(['committer', 'author']).default('committer'),
  hotfixLabels: z.array(label).max(100).default(['hotfix']),
  hotfixBranches: z.array(label).max(100).default(['hotfix/']),
  rolledBack: z.enum(['first', 'directly_before']).default('first'),
  failRateWithRollbacks: z.boolean().default(false),
  incidentHours: z.number().min(1).max(168).default(24),
  workingHours: z
    .strictObject({
      ...hours,
      /** Calendars of teams; what one does not say is as for everybody. */
      teams: z
        .array(
          z.strictObject({
            team: entityRefQuerySchema,
            ...hours,
          }),
        )
        .max(10_000)
        .default([]),
    })
    .prefault({}),
  /** How many minutes one of a kind of operational load takes; without any no hours are estimated. */
  minutesPerLoad: z
    .partialRecord(z.enum(LOAD_KINDS), z.number().min(0).max(1_440))
    .default({}),
  /** Edition of the published bands that metrics carry. */
  bands: z.enum(['none', ...BAND_EDITIONS]).default('none'),
});

/** See the top of the file. */
export const deliveryConfigSchema = choices.superRefine(
  ({ windows, firstWindow }, context) => {
    if (firstWindow === undefined || windows.includes(firstWindow)) return;
    context.addIssue({
      code: 'custom',
      path: ['firstWindow'],
      message: `must be one of the windows ${windows.join(', ')}`,
    });
  },
);
/** See {@link deliveryConfigSchema}. */
export type DeliveryConfig = z.output<typeof deliveryConfigSchema>;

/** The windows that numbers are told over; first is what is said, else 30 days where those are among them, else the middle one. */
export function windowsOf({ windows, firstWindow }: DeliveryConfig): Windows {
  const usual = windows.find(days => days === defaultWindows.first);
  const middle = windows[Math.floor((windows.length - 1) / 2)];
  return { days: windows, first: firstWindow ?? usual ?? middle };
}

/** The calendars that configuration gives everybody, and teams; whether it gives a team a zone of its own. */
export function configuredHours(
  { workingHours }: DeliveryConfig,
  options: { timeZone: string },
): {
  everybody: WorkingHours;
  teams: ReadonlyMap<string, { hours: WorkingHours; hasZone: boolean }>;
} {
  const everybody = calendar(
    defaultWorkingHours(options.timeZone),
    workingHours,
  );
  const teams = workingHours.teams.map(
    one =>
      [
        one.team,
        { hours: calendar(everybody, one), hasZone: one.zone !== undefined },
      ] as const,
  );
  return { everybody, teams: new Map(teams) };
}

/** Makes the choices ready to use. */
export function deliveryOptions(
  config: DeliveryConfig,
  options: { timeZone: string },
): DeliveryOptions {
  const { bands, firstWindow, ...derived } = config;
  const { everybody, teams } = configuredHours(config, options);
  return {
    rules: {
      leadTimeFrom: config.leadTimeFrom,
      maximumCommits: 5_000,
      rolledBack: config.rolledBack,
      failRateWithRollbacks: config.failRateWithRollbacks,
      incidentMs: config.incidentHours * 3_600_000,
      hotfixLabels: config.hotfixLabels,
      hotfixBranches: config.hotfixBranches,
    },
    environmentOfCi: compileCiEnvironments(config.environments),
    hoursOf: owner => {
      const given = owner === null ? undefined : teams.get(owner.ref);
      return given?.hasZone
        ? given.hours
        : inZoneOf(owner, given?.hours ?? everybody);
    },
    windows: config.windows,
    minutes: config.minutesPerLoad satisfies Partial<Record<LoadKind, number>>,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([derived, everybody.zone]))
      .digest('hex')
      .slice(0, 16),
  };
}

function compileCiEnvironments(
  mappings: DeliveryConfig['environments'],
): DeliveryOptions['environmentOfCi'] {
  const compiled = mappings.map(({ name, production, match }) => ({
    mapped: { name, production },
    conditions: (['environment', 'tier', 'origin'] as const).flatMap(part => {
      const given = match[part];
      return given ? [{ part, holds: compileGlobs(given) }] : [];
    }),
  }));
  return ci =>
    compiled.find(({ conditions }) =>
      conditions.every(({ part, holds }) => holds(ci[part] ?? '')),
    )?.mapped ?? { name: null, production: false };
}

function calendar(
  base: WorkingHours,
  given: Omit<DeliveryConfig['workingHours'], 'teams'>,
): WorkingHours {
  return {
    zone: given.zone ?? base.zone,
    days: given.days?.map(day => DAYS.indexOf(day) + 1) ?? base.days,
    from: given.from ?? base.from,
    until: given.until ?? base.until,
    holidays: given.holidays ?? base.holidays,
    night: {
      from: given.nightFrom ?? base.night.from,
      until: given.nightUntil ?? base.night.until,
    },
    shiftFrom: given.shiftFrom ?? base.shiftFrom,
  };
}
