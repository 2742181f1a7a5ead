/** Which validation rules are met, since when, and what is missing for the others. */
import {
  formatInstant,
  instant,
  type Instant,
  type NextStep,
  type ValidationRule,
} from '@landfall/backstage-plugin-fleet-common';
import { allowance, lookedAtFrom, scopesOf } from './looking';
import type { State } from './state';
import type { Terms } from './terms';
import type { Timers } from './timers';

const HOUR_MS = 3_600_000;

/** How the rules stand together. */
export interface Validation {
  met: boolean;
  /** When the last of them was met; null if none is asked for, or one is not met. */
  metAt: Instant | null;
  missing: readonly NextStep[];
}

interface Rule {
  metAt: Instant | null;
  missing?: NextStep;
}

/** Asks every rule of a service that is on the new side alone since `fullAt`; null: it is not. */
export function validate(options: {
  state: State;
  terms: Terms;
  fullAt: Instant | null;
  timers: Timers;
}): Validation {
  const rules = options.terms.definition.validation.map(rule =>
    ask(rule, options),
  );
  const missing = rules.flatMap(rule => rule.missing ?? []);
  const metAts = rules.map(rule => rule.metAt ?? 0);
  const met = rules.every(rule => rule.metAt !== null);
  return {
    met,
    metAt: met && metAts.length > 0 ? instant(Math.max(...metAts)) : null,
    missing,
  };
}

function ask(
  rule: ValidationRule,
  options: { state: State; fullAt: Instant | null; timers: Timers },
): Rule {
  switch (rule.rule) {
    case 'manual': {
      const { signOff } = options.state;
      return signOff
        ? { metAt: signOff.at }
        : { metAt: null, missing: { step: 'sign_off' } };
    }
    case 'soak':
      return askSoak(options, Math.round(rule.hours * HOUR_MS));
    default:
      return askTest(options.state, rule);
  }
}

/** The newest run of a test counts. */
function askTest(
  state: State,
  rule: Extract<ValidationRule, { peakRate?: number }>,
): Rule {
  const [run] = state.runs[rule.rule];
  const isEnough =
    run?.met &&
    (rule.peakRate === undefined ||
      (run.peakRate !== null && run.peakRate >= rule.peakRate));
  return isEnough
    ? { metAt: run.at }
    : {
        metAt: null,
        missing: {
          step: 'report_test',
          rule: rule.rule,
          failed: run !== undefined,
          peakRate: rule.peakRate ?? null,
        },
      };
}

/**
 * On the new side alone for so long, looked at all the while, without an incident: nobody tells yet which a change caused, so all count.
 * What was met stays met until the service falls back.
 */
function askSoak(
  {
    state,
    fullAt,
    timers,
  }: { state: State; fullAt: Instant | null; timers: Timers },
  length: number,
): Rule {
  if (fullAt === null) {
    return { metAt: null };
  }
  const soak = state.soak ?? { start: fullAt, metAt: null };
  if (soak.metAt !== null) {
    return { metAt: soak.metAt };
  }
  const scopes = scopesOf(state, 'either');
  const quietFrom = Math.max(soak.start, state.incidents.lastEnd ?? soak.start);
  const opened = Object.values(state.incidents.open);
  const { start, paused } = lookedAtFrom({
    state,
    scopes,
    start: instant(quietFrom),
    length,
  });
  state.soak = { start, metAt: null };
  const until = instant(Math.max(start, ...opened) + length);
  if (
    !paused &&
    opened.length === 0 &&
    timers.hasCome(instant(until + allowance(state, scopes)))
  ) {
    state.soak = { start, metAt: until };
    return { metAt: until };
  }
  return {
    metAt: null,
    missing: { step: 'soak', until: formatInstant(until) },
  };
}
