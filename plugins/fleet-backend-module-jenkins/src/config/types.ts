import type { HttpAccess } from '@landfall/backstage-plugin-fleet-node';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { NamePattern } from '../jobs/pattern';

/** One Jenkins, as the section of the community's plugin names it. */
export interface InstanceConfig {
  /** As annotations name it: the scope. */
  name: string;
  /** Where it stands in the configuration, such as `jenkins.instances[0]`. */
  path: string;
  /** Without a slash at the end. */
  baseUrl: string;
  access: HttpAccess;
  /** Sent with each request. */
  headers: Readonly<Record<string, string>>;
  /** So many jobs below one folder are looked at. */
  projectCountLimit: number;
  /** Which other addresses entities may name; undefined: none. */
  allowedBaseUrl: RegExp | undefined;
}

/** Which builds are deployments, and what says where to, and of what. */
export interface DeploymentRule {
  /** Changes with the rule. */
  mark: string;
  /** Full names of jobs. */
  jobs: readonly NamePattern[];
  /** Which of their builds; all where it is missing. */
  when: { parameter: string; value: NamePattern } | undefined;
  environment: string | undefined;
  environmentParameter: string | undefined;
  tier:
    | 'production'
    | 'staging'
    | 'testing'
    | 'development'
    | 'other'
    | undefined;
  versionParameter: string | undefined;
  commitParameter: string | undefined;
  imageParameter: string | undefined;
  /** Which of several repositories a build's commit is from. */
  repository: NamePattern | undefined;
  unstable: 'succeeded' | 'failed';
  aborted: 'failed' | 'unknown';
}

/** A job, or a folder of jobs, that configuration names. */
export interface NamedJob {
  instance: string;
  fullName: string;
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface JenkinsConfig {
  instances: InstanceConfig[];
  jobs: NamedJob[];
  rules: DeploymentRule[];
  historyDays: number;
  intervalSeconds: number;
  timeoutSeconds: number;
  /** What senders of webhooks have to show; undefined: there are no webhooks. */
  secrets: readonly string[] | undefined;
  problems: Problem[];
}
