import { instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Clock,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { Batch } from './types';

/** A clock that tests set. */
export class TestClock implements Clock {
  constructor(public time = 1_000_000) {}

  now() {
    return instant(this.time);
  }
}

type RolloutInput = Extract<ObservationInput, { kind: 'rollout' }>;
type PresenceInput = Extract<ObservationInput, { kind: 'presence' }>;

/** A target in tests. */
export const targetOf = (workload: string) => ({
  platform: 'kubernetes',
  cluster: 'blue',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload,
});

/** A rollout that began at 100 and goes on, but for what is given. */
export function rollout(
  given: Partial<Omit<RolloutInput, 'kind' | 'body'>> & {
    workload?: string;
    body?: Partial<RolloutInput['body']>;
  } = {},
): RolloutInput {
  const { workload = 'cart', body, ...rest } = given;
  return {
    kind: 'rollout',
    key: `rollout/${workload}/1`,
    version: 1,
    at: 100,
    ended: false,
    endedAt: null,
    target: targetOf(workload),
    ...rest,
    body: {
      images: [{ container: 'app', reference: 'cart:1' }],
      configuration: 'c1',
      outcome: 'in_progress',
      overdueSince: null,
      crashLoopingSince: null,
      reason: '',
      revision: 1,
      incarnation: 'u1',
      facts: {},
      ...body,
    },
  };
}

/** A presence since 100 with one ready instance, but for what is given. */
export function presence(
  given: Partial<Omit<PresenceInput, 'kind' | 'body'>> & {
    workload?: string;
    body?: Partial<PresenceInput['body']>;
  } = {},
): PresenceInput {
  const { workload = 'cart', body, ...rest } = given;
  return {
    kind: 'presence',
    key: `presence/${workload}`,
    version: 1,
    at: 100,
    ended: false,
    endedAt: null,
    target: targetOf(workload),
    ...rest,
    body: {
      images: [{ container: 'app', reference: 'cart:1' }],
      desired: 1,
      ready: 1,
      since: 100,
      paused: false,
      incarnation: 'u1',
      labels: {},
      annotations: {},
      ...body,
    },
  };
}

/** A batch of one scope. */
export function batchOf(
  observations: readonly unknown[],
  rest: Partial<Batch> = {},
): Batch {
  return { source: 'kubernetes', scope: 'blue', observations, ...rest };
}
