import type { Refusal } from './codeHostError';

/** Whose credentials a request was made with, and where. @public */
export interface AskedAs {
  /** As people call whose credentials these are, such as `acme`; the host itself where it has one credential for all. */
  owner: string;
  /** Such as `github.com`. */
  host: string;
}

/**
 * What is special about one kind of code host.
 *
 * @public
 */
export interface CodeHostProfile {
  /** As people call it, such as `GitHub`. */
  title: string;
  /** Where its credentials stand in the configuration, such as `integrations.github`. */
  integrations: string;
  /** Where the rest stands, such as `fleet.github`. */
  section: string;
  /** The keys in that section under which repositories, and what has many of them, are named. */
  keys: {
    /** Such as `repositories`. */
    repositories: string;
    /** Such as `organisations`. */
    organisations: string;
  };
  /** Sent with each request. */
  headers: Readonly<Record<string, string>>;
  /** How it says that too much was asked. */
  limits: {
    /** How its headers about limits begin, in lower case, such as `x-ratelimit-`. */
    prefix: string;
    /** The statuses that may say so. */
    statuses: readonly number[];
  };
  /** What somebody should do about a refusal. */
  fixes: Readonly<Record<Refusal, (asked: AskedAs) => string>>;
}

/** A repository or an organisation that configuration names. @public */
export interface NamedPlace {
  /** Where it stands in the configuration, such as `fleet.github.repositories[0]`. */
  path: string;
  /** Such as `github.com`. */
  host: string;
  /** `owner/name` of a repository, the name of an organisation. */
  name: string;
}

/** One code host to ask: one for each integration. @public */
export interface CodeHostConfig {
  /** Such as `github.com`: the scope. */
  host: string;
  /** Address of its API, without a slash at the end. */
  apiUrl: string;
  /** Repositories that are looked at besides those of the catalog. */
  repositories: readonly NamedPlace[];
  /** Whose repositories are all looked at: organisations, or groups. */
  organisations: readonly NamedPlace[];
  /** How far the first look goes back. */
  historyDays: number;
  /** How often it is looked at. */
  intervalSeconds: number;
}
