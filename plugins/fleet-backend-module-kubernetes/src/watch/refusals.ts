import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { qualifiedName, type Resource } from '../client/resource';
import { nameOf } from '../workloads/projection';
import type { MalformedObjectError } from '../workloads/types';

const MOST_NAMES = 1000;

/** Keeps count of objects of one resource that could not be read. */
export class Refusals {
  private readonly paths = new Map<string, string>();
  private unnamed = 0;

  constructor(
    private readonly options: { resource: Resource; cluster: string },
  ) {}

  /** An object lacked something. */
  refuse({ object, path }: MalformedObjectError): void {
    if (this.paths.size < MOST_NAMES || this.paths.has(object)) {
      this.paths.set(object, path);
    } else {
      this.unnamed += 1;
    }
  }

  /** A line of a watch could not be read at all. */
  refuseLine(): void {
    this.unnamed += 1;
  }

  /** An object could be read. */
  accept(object: unknown): void {
    if (this.paths.size === 0) return;
    this.paths.delete(nameOf(this.options.resource.kind, object));
  }

  /** A list begins: it tells all anew. */
  clear(): void {
    this.paths.clear();
    this.unnamed = 0;
  }

  /** What to tell; undefined while all is well. */
  problem(): Problem | undefined {
    const total = this.paths.size + this.unnamed;
    if (total === 0) return undefined;
    const { resource, cluster } = this.options;
    const [example] = this.paths;
    const such = example
      ? `, such as ${example[0]}, which has no usable ${example[1]}`
      : '';
    return {
      text: `Cluster ${cluster} gives ${total} ${qualifiedName(
        resource,
      )} that cannot be read${such}; they are left out`,
      fix: `Compare with kubectl get ${qualifiedName(
        resource,
      )} -o yaml, and look for a proxy between the portal and cluster ${cluster} that changes answers.`,
    };
  }
}
