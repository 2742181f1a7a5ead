import { InputError } from '@backstage/errors';
import type {
  Choices,
  Problem,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { AuditorService } from '@backstage/backend-plugin-api';
import type { BandEdition } from '../delivery/bands';
import type { Ledger, Mark } from '../ledger/types';
import type { DeliveryOptions } from '../projections/delivery/options';
import type { KeptAnnotations } from '../migration/keptAnnotations';
import type { ProjectionProgress } from '../projections/rebuild';
import type { Access } from './access';
import { KnownScopes } from './queries/scopes';
import type { AddRoute } from './route';

/** What the routers call. */
export interface ApiDependencies {
  database: Knex;
  ledger: Ledger;
  clock: Clock;
  /** The portal's, in which days are cut; an IANA name. */
  timeZone: string;
  /** What is chosen about delivery, with the calendars of teams. */
  delivery: Pick<DeliveryOptions, 'hoursOf' | 'minutes' | 'rules'>;
  /** What an administrator chose, for people to read; numbers can be asked for over its windows. */
  choices: Choices;
  /** Edition of the published bands that metrics carry; none where left out. */
  bands?: BandEdition;
  /** What is wrong with the configuration under `fleet`. */
  problems: readonly Problem[];
  /** What is wrong with definitions of migrations in the configuration. */
  migrationProblems: readonly Problem[];
  /** The annotations of workloads that are kept, by each source that keeps only some. */
  keptAnnotations: readonly KeptAnnotations[];
  auditor: AuditorService;
  /** Derives a service at once, so that the answer to a change is true. */
  derive(subject: Mark['subject']): Promise<void>;
  /** How far the read models are behind the ledger. */
  progress(): Promise<ProjectionProgress>;
}

/** What a router is made from. */
export interface RouterOptions extends ApiDependencies {
  addRoute: AddRoute;
  access: Access;
}

/** The scopes of all sources as they are now. */
export function knownScopes(
  options: Pick<ApiDependencies, 'database' | 'clock'>,
): Promise<KnownScopes> {
  return KnownScopes.read(options.database, options.clock.now());
}

/**
 * The window that a request asks for, or the one that is shown first.
 *
 * @throws InputError when it is not one of those that an administrator chose.
 */
export function windowOf(
  { choices }: Pick<ApiDependencies, 'choices'>,
  query: { window?: number },
): WindowDays {
  const { windows } = choices.chosen;
  const { window = windows.first } = query;
  if (windows.days.includes(window)) return window;
  throw new InputError(
    `The parameter "window" must be ${
      windows.days.length > 1 ? 'one of ' : ''
    }${windows.days.join(', ')}.`,
  );
}

/** The reference that the path of a route names, in lower case as references are kept. */
export function refOf(path: {
  kind: string;
  namespace: string;
  name: string;
}): string {
  return `${path.kind}:${path.namespace}/${path.name}`.toLowerCase();
}
