import {
  originOfJenkinsJob,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { JenkinsApi } from '../client/jenkinsApi';
import type { InstanceConfig } from '../config/types';

/** A job, and what it is asked for with. */
export interface AskedJob {
  api: JenkinsApi;
  fullName: string;
}

/** The servers that one look at an instance asks: its own, and others where its jobs are said to be. */
export class Servers {
  /** By address; those that were asked. */
  readonly apis = new Map<string, JenkinsApi>();

  constructor(
    private readonly options: {
      instance: InstanceConfig;
      timeoutSeconds: number;
      context: Pick<SourceContext, 'clock' | 'signal'>;
    },
  ) {}

  /** What a server is asked with. */
  api(baseUrl: string): JenkinsApi {
    const known = this.apis.get(baseUrl);
    if (known) return known;
    const { instance, timeoutSeconds, context } = this.options;
    const { clock, signal } = context;
    const api = new JenkinsApi({
      ...{ instance, baseUrl, timeoutSeconds, clock, signal },
    });
    this.apis.set(baseUrl, api);
    return api;
  }

  /** The name of a job as keys have it. */
  nameOf({ baseUrl }: { baseUrl: string }, fullName: string): string {
    const { instance } = this.options;
    return originOfJenkinsJob({
      instance: instance.name,
      fullName,
      baseUrl: baseUrl === instance.baseUrl ? null : baseUrl,
    });
  }

  /** The job of such a name, on the instance's own server or on one of others; undefined where it is on none of them. */
  jobOf(name: string, others: readonly string[]): AskedJob | undefined {
    for (const baseUrl of new Set([this.options.instance.baseUrl, ...others])) {
      const start = this.nameOf({ baseUrl }, '');
      if (name.startsWith(start)) {
        return { api: this.api(baseUrl), fullName: name.slice(start.length) };
      }
    }
    return undefined;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.apis.values()].map(api => api.close()));
  }
}
