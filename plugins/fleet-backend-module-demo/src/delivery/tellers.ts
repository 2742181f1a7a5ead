/** What is told of the deliveries of services, one part after another, so that the caller can take breath between them. */
import type { ObservationKind } from '@landfall/backstage-plugin-fleet-node';
import type { DemoService, DemoWorkload } from '../company/types';
import {
  changeOfRevision,
  rolloutsOf,
  type DemoRollout,
} from '../life/rollouts';
import type { Story } from '../migration/story';
import type { Fact } from './fact';
import { factsOnCall } from './onCall';
import { factsOfPipeline } from './pipeline';
import { factsOfRepository } from './repository';

/** What to tell of. */
export interface DeliveryOptions {
  seed: string;
  services: readonly DemoService[];
  story: Story;
  /** When the story began, in ms since the epoch. */
  startedAt: number;
  /** First and last day of the history, in days since the epoch. */
  fromDay: number;
  toDay: number;
}

/** What of it ends with the company rather than being left open for ever. */
export const ENDING = [
  'incident',
  'ticket',
] as const satisfies ObservationKind[];

/** Commits, pull requests, releases and what pipelines did: repository by repository. */
export function* factsOfCode(options: DeliveryOptions): Generator<Fact[]> {
  const { seed, services, toDay } = options;
  const workloadsOf = byOwner(options.story);
  const repositories = new Map<string, DemoService[]>();
  for (const service of services) {
    const slug = service.habits.repository?.slug;
    if (slug !== undefined) {
      repositories.set(slug, [...(repositories.get(slug) ?? []), service]);
    }
  }
  for (const [slug, sharing] of repositories) {
    const all = sharing.map(service => {
      const rollouts = workloadsOf(service).flatMap(workload =>
        rolloutsOf({ ...options, workload }),
      );
      return { service, rollouts, fromDay: firstDayOf(rollouts, options) };
    });
    yield [
      ...factsOfRepository({ seed, slug, services: all, toDay }),
      ...all.flatMap(one => factsOfPipeline({ ...one, seed, toDay })),
    ];
  }
}

/** Of the code: what came to a workload before the history, and is told because it was live, came from a release that is told as well. */
function firstDayOf(
  rollouts: readonly DemoRollout[],
  { fromDay }: DeliveryOptions,
): number {
  const days = rollouts.flatMap(
    ({ revision }) => changeOfRevision(revision)?.day ?? [],
  );
  return Math.min(fromDay, ...days);
}

/** Incidents, pages and tickets: service by service. */
export function* factsOfCalls(options: DeliveryOptions): Generator<Fact[]> {
  const workloadsOf = byOwner(options.story);
  for (const service of options.services) {
    yield factsOnCall({ ...options, service, workloads: workloadsOf(service) });
  }
}

function byOwner({ workloads }: Story) {
  const known = new Map<string, DemoWorkload[]>();
  for (const workload of workloads) {
    const { name } = workload.owner;
    known.set(name, [...(known.get(name) ?? []), workload]);
  }
  return ({ name }: DemoService) => known.get(name) ?? [];
}
