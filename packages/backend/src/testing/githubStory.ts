/**
 * What a repository on GitHub lives through, as its stand-in then tells it when it is asked. Objects are those of the published examples, with other states, times and names.
 */
/* eslint-disable @backstage/no-relative-monorepo-imports, no-restricted-imports -- only tests import this file */
import { createHash } from 'node:crypto';
import { example } from '../../../../plugins/fleet-backend-module-github/src/__testUtils__/examples';
import {
  emptyRepository,
  type Json,
  type StandInRepository,
} from '../../../../plugins/fleet-backend-module-github/src/__testUtils__/standIn';

/** A repository that a test writes the story of; minutes count from its beginning. */
export class GithubStory {
  readonly repository: StandInRepository;

  constructor(
    readonly slug: string,
    private readonly options: { id: number; beginning: number },
  ) {
    this.repository = emptyRepository(slug, options.id);
  }

  /** So many minutes after the beginning, RFC 3339. */
  at(minute: number): string {
    return new Date(this.options.beginning + minute * 60_000)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }

  /** The name of a commit, as git would make it of what is called so here. */
  sha(name: string): string {
    return createHash('sha1').update(`${this.slug} ${name}`).digest('hex');
  }

  /** Commits something to the default branch, on what is there, unless it is told on what. */
  commit(
    name: string,
    minute: number,
    given: { on?: readonly string[]; message?: string; files?: string[] } = {},
  ): this {
    const [newest] = this.repository.commits;
    const on =
      given.on?.map(one => this.sha(one)) ??
      (newest ? [String(newest.sha)] : []);
    this.repository.commits.unshift(
      this.written(name, minute, { on, message: given.message }),
    );
    const files = (given.files ?? []).map(filename => ({ filename }));
    this.repository.files.set(this.sha(name), files);
    return this;
  }

  /** Takes a commit away, as a push by force does. */
  forget(name: string): this {
    const { repository } = this;
    repository.commits = repository.commits.filter(
      ({ sha }) => sha !== this.sha(name),
    );
    return this;
  }

  /** Deploys what is called so; each status with its minute, in the order in which GitHub has them. */
  deploy(
    name: string,
    statuses: readonly (readonly [state: string, minute: number])[],
    given: { environment?: string; ref?: string; created?: number } = {},
  ): this {
    const { deployments } = this.repository;
    const id = this.options.id + deployments.length + 1;
    const created = given.created ?? statuses[0]?.[1] ?? 0;
    deployments.push({
      ...(example('deployment', 'created').deployment as Json),
      ...{ id, sha: this.sha(name), ref: given.ref ?? 'master', payload: {} },
      environment: given.environment ?? 'production',
      ...{ production_environment: false, transient_environment: false },
      ...{ created_at: this.at(created), updated_at: this.at(created) },
    });
    this.repository.statuses.set(
      id,
      statuses.map(([state, minute], index) => ({
        ...(example('deployment_status', 'created').deployment_status as Json),
        ...{ id: id * 10 + index, state, created_at: this.at(minute) },
        ...{ updated_at: this.at(minute), log_url: null, target_url: null },
      })),
    );
    return this;
  }

  /** Merges a pull request as a commit that is there; of its own commits those that GitHub still knows. */
  merge(
    number: number,
    given: {
      opened: number;
      merged: number;
      as: string;
      commits?: readonly (readonly [name: string, minute: number])[];
      title?: string;
      body?: string;
      labels?: string[];
      branch?: string;
    },
  ): this {
    const { repository } = this;
    repository.pulls.push({
      ...(example('pull_request', 'closed').pull_request as Json),
      ...{ number, state: 'closed', title: given.title ?? 'x' },
      body: given.body ?? '',
      labels: (given.labels ?? []).map(name => ({ name })),
      ...{
        created_at: this.at(given.opened),
        merged_at: this.at(given.merged),
      },
      ...{
        updated_at: this.at(given.merged),
        closed_at: this.at(given.merged),
      },
      merge_commit_sha: this.sha(given.as),
      base: { ref: 'master' },
      head: { ref: given.branch ?? 'topic' },
      user: { id: 1, login: 'somebody', type: 'User' },
    });
    repository.pullCommits.set(
      number,
      (given.commits ?? []).map(([name, minute]) =>
        this.written(name, minute, { on: [] }),
      ),
    );
    return this;
  }

  /** Opens an issue with the label of incidents, and perhaps closes it. */
  incident(
    number: number,
    given: { opened: number; closed?: number; title?: string },
  ): this {
    const { opened, closed } = given;
    this.repository.issues.push({
      ...(example('issues', 'opened').issue as Json),
      ...{ number, id: number, title: given.title ?? 'It is down', body: '' },
      labels: [{ name: 'incident' }],
      state: closed === undefined ? 'open' : 'closed',
      created_at: this.at(opened),
      updated_at: this.at(closed ?? opened),
      closed_at: closed === undefined ? null : this.at(closed),
    });
    return this;
  }

  private written(
    name: string,
    minute: number,
    given: { on: readonly string[]; message?: string },
  ): Json {
    const date = this.at(minute);
    return {
      sha: this.sha(name),
      commit: {
        message: given.message ?? 'x',
        ...{ author: { date }, committer: { date } },
      },
      parents: given.on.map(sha => ({ sha })),
    };
  }
}
