import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  HttpAccess,
  Template,
} from '@landfall/backstage-plugin-fleet-node';
import type { CpuKey, PlatformKey } from '../usage/keys';

/** Of a target, besides its platform. */
export interface PlaceTemplates {
  cluster: Template;
  namespace: Template;
  workloadKind: Template;
  workload: Template;
}

/** What a series tells of. */
export type SubjectTemplates = { platform: Template } & (
  | { service: Template }
  | { target: PlaceTemplates }
  /** Of the platform itself; undefined where it is told of as a whole. */
  | { cluster: Template | undefined }
);

/** What all queries have. */
interface Entry {
  /** Where it stands in the configuration, such as `fleet.prometheus.servers[0].traffic[1]`. */
  path: string;
  /** What was seen by it is kept under this: the same for the same query and templates, wherever it stands. */
  id: string;
  subject: SubjectTemplates;
}

/** A query whose values are requests per second. */
export interface TrafficEntry extends Entry {
  query: string;
}

/** Queries of which each full hour is kept, by the key under which they stand. */
export interface HourlyEntry<Key extends string> extends Entry {
  queries: Readonly<Partial<Record<Key, string>>>;
}

/** A query whose values are ready instances. */
export interface PresenceEntry extends Entry {
  query: string;
  /** Whose values are wanted instances. */
  desired?: string;
  image?: Template;
}

/** One Prometheus to ask. */
export interface ServerConfig {
  name: string;
  /** Where it stands in the configuration, such as `fleet.prometheus.servers[0]`. */
  path: string;
  url: string;
  access: HttpAccess;
  /** Sent with each request, such as the tenant. */
  headers: Readonly<Record<string, string>>;
  intervalSeconds: number;
  /** For one request. */
  timeoutSeconds: number;
  /** How far the first look goes back. */
  backfillDays: number;
  traffic: readonly TrafficEntry[];
  cpu: readonly HourlyEntry<CpuKey>[];
  platforms: readonly HourlyEntry<PlatformKey>[];
  presence: readonly PresenceEntry[];
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface PrometheusConfig {
  servers: ServerConfig[];
  problems: Problem[];
}
