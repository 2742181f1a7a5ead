import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  HttpAccess,
  Template,
} from '@landfall/backstage-plugin-fleet-node';
import type { Kind } from '../webhook/schema';

/** A server to ask. */
export interface ServerPlace {
  url: string;
  access: HttpAccess;
  /** For one request. */
  timeoutSeconds: number;
}

/** One Alertmanager: asked, or told by, or both. */
export interface AlertmanagerConfig {
  name: string;
  /** Where it stands in the configuration, such as `fleet.alertmanager.servers[0]`. */
  path: string;
  /** Undefined where it is only told by. */
  server: ServerPlace | undefined;
  /** Any of them lets a webhook in; undefined where there is no receiver. */
  secrets: readonly string[] | undefined;
  intervalSeconds: number;
  /** What names the service of an alert: the first whose labels it has. */
  service: readonly Template[];
  /** Alerts that have all labels of one of these are left out. */
  ignore: readonly Readonly<Record<string, string>>[];
}

/** An account of PagerDuty: asked, or told by, or both. */
export interface PagerDutyConfig {
  account: string;
  path: string;
  /** Undefined where it is only told by. */
  server: ServerPlace | undefined;
  /** Of the API; empty without one. */
  token: string;
  /** Undefined where there is no receiver. */
  secrets: readonly string[] | undefined;
  intervalSeconds: number;
  backfillDays: number;
}

/** A tool that may use the generic webhook. */
export interface ToolConfig {
  name: string;
  path: string;
  secrets: readonly string[];
  /** What it may tell; undefined: all. */
  kinds: ReadonlySet<Kind> | undefined;
  /** Of which services; undefined: all. */
  services: ReadonlySet<string> | undefined;
}

/** Entries that can be used, and what is wrong with the others. */
export interface Read<T> {
  entries: T[];
  problems: Problem[];
}
