/**
 * What is listed now and then, because watching it would cost more than it tells: the status of nodes and autoscalers changes all the time, their sizes and
 * limits hardly ever. It is optional: where it is forbidden or broken, that is a note and nothing else.
 */
import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type { ClusterApi } from '../client/clusterApi';
import { ClusterError } from '../client/errors';
import { listResource } from '../client/list';
import { qualifiedName, type Resource } from '../client/resource';
import type { WatchTimings } from '../watch/timings';
import { missingVerb } from '../watch/missingVerb';

/** After so many intervals without a list, what was listed last is not believed any more. */
const BELIEVED_INTERVALS = 3;

/** What is listed. */
export interface ListedOptions<Entry> {
  resource: Resource;
  /** Of these namespaces; of all of them, or of the cluster itself, where it is left out. */
  namespaces: readonly (string | undefined)[];
  fieldSelector?: string;
  /** Reads a page; whole objects are let go. */
  read(objects: readonly unknown[]): Entry[];
  /** Where the cluster stands in the configuration. */
  path: string;
  cluster: string;
  /** What is not told without it. */
  purpose: string;
}

/** What a list is made with. */
export interface ListedRun {
  api: Pick<ClusterApi, 'text'>;
  timings: Pick<WatchTimings, 'capacityListMs' | 'forbiddenMs'>;
  signal: AbortSignal;
  now(): Instant;
}

/** See the top of the file. */
export class Listed<Entry> {
  private entries: readonly Entry[] | undefined;
  private listedAt = -Infinity;
  private dueAt = -Infinity;
  private trouble:
    | { error: ClusterError; namespace?: string; failures: number }
    | undefined;

  constructor(private readonly options: ListedOptions<Entry>) {}

  /** Lists again, if it is time to. Only an aborted signal and what nobody expects make it fail. */
  async refresh({ api, timings, signal, now }: ListedRun): Promise<void> {
    if (now() < this.dueAt) return;
    const { resource, namespaces, cluster, fieldSelector } = this.options;
    const found: Entry[] = [];
    let place: string | undefined;
    try {
      for (const namespace of namespaces) {
        place = namespace;
        const before = found.length;
        await listResource({
          ...{ api, resource, namespace, fieldSelector, signal, cluster },
          onPage: items => {
            for (const entry of this.options.read(items)) found.push(entry);
          },
          onRestart: () => {
            found.length = before;
          },
        });
      }
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      this.fail(error, place, { now: now(), timings });
      return;
    }
    this.entries = found;
    this.trouble = undefined;
    this.listedAt = now();
    this.dueAt = now() + timings.capacityListMs;
  }

  /** What was listed last; undefined where nothing was, or too long ago. */
  known(
    now: Instant,
    { capacityListMs }: Pick<WatchTimings, 'capacityListMs'>,
  ): readonly Entry[] | undefined {
    const age = now - this.listedAt;
    return age <= BELIEVED_INTERVALS * capacityListMs
      ? this.entries
      : undefined;
  }

  /** What ails it, for people. A list that fails once is ordinary. */
  problems(
    now: Instant,
    timings: Pick<WatchTimings, 'capacityListMs'>,
  ): Problem[] {
    const { trouble } = this;
    if (!trouble || this.known(now, timings)) return [];
    const { resource, cluster, path, purpose } = this.options;
    const { error, namespace, failures } = trouble;
    const forbidden = error.kind === 'forbidden';
    if (!forbidden && failures === 1) return [];
    const { text, fix } = forbidden
      ? missingVerb({ cluster, resource, verb: 'list', namespace })
      : {
          text: `${qualifiedName(resource)}: ${error.message}`,
          fix: error.fix,
        };
    return [
      {
        text: `${text}; without it ${purpose}`,
        fix: `${fix} Or set ${path}.capacity to false.`,
      },
    ];
  }

  private fail(
    error: ClusterError,
    namespace: string | undefined,
    { now, timings }: { now: Instant; timings: ListedRun['timings'] },
  ): void {
    const failures = (this.trouble?.failures ?? 0) + 1;
    this.trouble = { error, namespace, failures };
    // What is forbidden now may be seen no more.
    if (error.kind === 'forbidden') this.entries = undefined;
    this.dueAt = now + Math.max(error.retryAfterMs ?? 0, timings.forbiddenMs);
  }
}
