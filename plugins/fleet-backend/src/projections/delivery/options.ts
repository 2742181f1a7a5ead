/** What an administrator chooses about delivery, ready to use. */
import {
  defaultWindows,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { defaultDeliveryRules, type DeliveryRules } from '../../delivery/rules';
import type { MinutesPerKind } from '../../delivery/operationalLoad';
import {
  defaultWorkingHours,
  isZone,
  type WorkingHours,
} from '../../delivery/workingHours';
import type { Environment } from '../../directory/environments';

/** By what CI's environments are mapped. */
export interface CiEnvironment {
  /** Repository or job; empty where the report names a service itself. */
  origin: string;
  /** As CI names it. */
  environment: string;
  /** What the host says this environment is for. */
  tier: string | null;
}

/** Who owns a service, as much as its calendar depends on that. */
export interface Owner {
  /** Full entity reference. */
  ref: string;
  /** The time zone that the catalog gives it, which may be wrong; null where it gives none. */
  zone: string | null;
}

/** Choices about delivery. */
export interface DeliveryOptions {
  rules: DeliveryRules;
  /** "Production is an explicit mapping": what is not mapped is no environment. */
  environmentOfCi(ci: CiEnvironment): Environment;
  /**
   * The calendar of whoever owns a service. Its zone is what configuration gives that team, else what the catalog gives it, else
   * everybody's.
   */
  hoursOf(owner: Owner | null): WorkingHours;
  minutes: MinutesPerKind;
  /** Over which windows numbers are told, shortest first. */
  windows: readonly WindowDays[];
  /** Tells these choices from others: with others everything is derived again. Undefined: what the definitions choose. */
  fingerprint?: string;
}

/** What the definitions choose. */
export function defaultDeliveryOptions(zone: string): DeliveryOptions {
  const hours = defaultWorkingHours(zone);
  return {
    rules: defaultDeliveryRules,
    environmentOfCi: () => ({ name: null, production: false }),
    hoursOf: owner => inZoneOf(owner, hours),
    minutes: {},
    windows: defaultWindows.days,
  };
}

/** A calendar in the zone that the catalog gives whoever it is for; as it is where that is none, or no zone. */
export function inZoneOf(
  owner: Owner | null,
  hours: WorkingHours,
): WorkingHours {
  const zone = owner?.zone ?? null;
  return zone !== null && isZone(zone) ? { ...hours, zone } : hours;
}
