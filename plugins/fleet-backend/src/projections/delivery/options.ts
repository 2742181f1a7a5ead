/** What an administrator chooses about delivery, ready to use. */
import { defaultDeliveryRules, type DeliveryRules } from '../../delivery/rules';
import type { MinutesPerKind } from '../../delivery/operationalLoad';
import {
  defaultWorkingHours,
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

/** Choices about delivery. */
export interface DeliveryOptions {
  rules: DeliveryRules;
  /** "Production is an explicit mapping": what is not mapped is no environment. */
  environmentOfCi(ci: CiEnvironment): Environment;
  /** The calendar of whoever owns a service. */
  hoursOf(owner: string | null): WorkingHours;
  minutes: MinutesPerKind;
  /** Tells these choices from others: with others everything is derived again. Undefined: what the definitions choose. */
  fingerprint?: string;
}

/** What the definitions choose. */
export function defaultDeliveryOptions(zone: string): DeliveryOptions {
  const hours = defaultWorkingHours(zone);
  return {
    rules: defaultDeliveryRules,
    environmentOfCi: () => ({ name: null, production: false }),
    hoursOf: () => hours,
    minutes: {},
  };
}
