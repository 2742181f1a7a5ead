/** One repository of the stand-in: what people and pipelines do in it, and what GitHub would tell of that. */
import { createHash } from 'node:crypto';
import {
  commitDocument,
  deploymentDocument,
  issueDocument,
  MAIN,
  PEOPLE,
  pullDocument,
  repositoryDocument,
  reviewDocument,
  runDocument,
  statusDocument,
  timeOf,
  type Home,
  type Json,
} from './documents';

/** How pull requests are merged. */
export type MergeStyle = 'squash' | 'merge' | 'rebase';

/** Something that GitHub would send a webhook of. */
export interface GithubEvent {
  event: string;
  payload: Json;
}

/** A commit of a repository. */
export interface StandInCommit {
  sha: string;
  parents: readonly string[];
  at: number;
  authoredAt: number;
  message: string;
  files: readonly string[];
}

interface Pull {
  document: Json;
  title: string;
  body: string;
  branch: string;
  commits: readonly StandInCommit[];
  timeline: Json[];
}

const NOBODY_LISTENS = () => {};

/** See the top of the file. Instants are in ms since the epoch. */
export class GithubRepository {
  readonly home: Home;
  /** All that there are, also those of branches that nothing leads to any more. */
  readonly commits = new Map<string, StandInCommit>();
  readonly pulls = new Map<number, Pull>();
  readonly issues = new Map<number, Json>();
  readonly runs = new Map<number, Json>();
  readonly deployments = new Map<number, Json>();
  /** By deployment, oldest first. */
  readonly statuses = new Map<number, Json[]>();
  /** The newest commit of the main branch. */
  head: string;
  /** Hears of everything that GitHub would send. */
  onEvent: (event: GithubEvent) => void = NOBODY_LISTENS;
  #number = 0;
  #id: number;

  constructor(home: Home, options: { bornAt: number }) {
    this.home = home;
    this.#id = home.id * 100_000;
    this.head = this.commit({
      parents: [],
      message: 'Begin',
      at: options.bornAt,
    }).sha;
  }

  /** Adds a commit that nothing leads to yet. */
  commit(options: {
    parents: readonly string[];
    message: string;
    at: number;
    authoredAt?: number;
    files?: readonly string[];
  }): StandInCommit {
    const { parents, message, at, authoredAt = at } = options;
    const sha = createHash('sha1')
      .update(`${this.home.slug} ${this.commits.size} ${message}`)
      .digest('hex');
    const { files = ['src/main.ts'] } = options;
    const commit = { sha, parents, message, at, authoredAt, files };
    this.commits.set(sha, commit);
    return commit;
  }

  /** Opens a pull request with commits that were made at the given instants. @returns its number */
  openPull(options: {
    title: string;
    branch: string;
    committedAt: readonly number[];
    at: number;
    body?: string;
    labels?: readonly string[];
    /** Message of the commits, where it matters. */
    message?: string;
  }): number {
    const { title, branch, at, body = '', labels = [] } = options;
    const commits: StandInCommit[] = [];
    for (const [place, committedAt] of options.committedAt.entries()) {
      commits.push(
        this.commit({
          parents: [commits.at(-1)?.sha ?? this.head],
          message: options.message ?? `${title}, part ${place + 1}`,
          at: committedAt,
        }),
      );
    }
    this.#number += 1;
    const number = this.#number;
    const document = pullDocument(this.home, {
      ...{ number, title, body, branch, labels, at },
      head: commits[commits.length - 1].sha,
      base: this.head,
    });
    this.pulls.set(number, {
      ...{ document, title, body, branch, commits, timeline: [] },
    });
    this.#tellPull('opened', document);
    return number;
  }

  /** Somebody else approves it. */
  review(number: number, at: number): void {
    const pull = this.#pull(number);
    const review = reviewDocument(this.home, {
      id: this.#nextId(),
      number,
      at,
    });
    pull.timeline.push(review);
    pull.document.updated_at = timeOf(at);
    this.#tell('pull_request_review', {
      action: 'submitted',
      review,
      pull_request: pull.document,
    });
  }

  /** Merges it. @returns the commit by which it came in */
  merge(number: number, options: { style: MergeStyle; at: number }): string {
    const { style, at } = options;
    const pull = this.#pull(number);
    const before = this.head;
    const landed = this.#land(pull, { number, style, at });
    this.head = landed[landed.length - 1].sha;
    Object.assign(pull.document, {
      state: 'closed',
      merged_at: timeOf(at),
      closed_at: timeOf(at),
      updated_at: timeOf(at),
      merge_commit_sha: this.head,
    });
    this.#tellPull('closed', pull.document);
    const pushed = landed.map(({ sha, message, files }) => ({
      id: sha,
      message,
      timestamp: timeOf(at),
      added: [],
      removed: [],
      modified: [...files],
    }));
    this.#tell('push', {
      ref: `refs/heads/${MAIN}`,
      before,
      after: this.head,
      created: false,
      deleted: false,
      forced: false,
      commits: pushed,
      head_commit: pushed[pushed.length - 1],
    });
    return this.head;
  }

  /** The workflow that delivers begins. @returns its id */
  startRun(sha: string, at: number): number {
    const id = this.#nextId();
    const run = runDocument(this.home, {
      ...{ id, sha, at },
      number: this.runs.size + 1,
    });
    this.runs.set(id, run);
    this.#tell('workflow_run', { action: 'in_progress', workflow_run: run });
    return id;
  }

  /** The workflow is over. */
  finishRun(
    id: number,
    options: { conclusion: 'success' | 'failure'; at: number },
  ): void {
    const { conclusion, at } = options;
    const run = this.runs.get(id);
    Object.assign(run ?? {}, {
      status: 'completed',
      conclusion,
      updated_at: timeOf(at),
    });
    this.#tell('workflow_run', { action: 'completed', workflow_run: run });
  }

  /** The workflow asks for a deployment. @returns its id */
  deploy(options: {
    sha: string;
    environment: string;
    image: string;
    at: number;
  }): number {
    const id = this.#nextId();
    const deployment = deploymentDocument(this.home, { ...options, id });
    this.deployments.set(id, deployment);
    this.statuses.set(id, []);
    this.#tell('deployment', { action: 'created', deployment });
    return id;
  }

  /** The workflow tells how a deployment stands. */
  setStatus(
    id: number,
    options: {
      state: 'in_progress' | 'success' | 'failure';
      run: number;
      at: number;
    },
  ): void {
    const deployment = this.deployments.get(id) ?? {};
    const status = statusDocument(this.home, {
      ...options,
      id: this.#nextId(),
      environment: String(deployment.environment),
    });
    this.statuses.get(id)?.push(status);
    deployment.updated_at = timeOf(options.at);
    this.#tell('deployment_status', {
      action: 'created',
      deployment_status: status,
      deployment,
    });
  }

  /** Somebody opens an issue. @returns its number */
  openIssue(options: {
    title: string;
    labels: readonly string[];
    at: number;
    body?: string;
  }): number {
    const { title, labels, at, body = '' } = options;
    this.#number += 1;
    const number = this.#number;
    const issue = issueDocument(this.home, { number, title, body, labels, at });
    this.issues.set(number, issue);
    this.#tell('issues', { action: 'opened', issue });
    return number;
  }

  /** Somebody closes it. */
  closeIssue(number: number, at: number): void {
    const issue = this.issues.get(number);
    Object.assign(issue ?? {}, {
      state: 'closed',
      closed_at: timeOf(at),
      updated_at: timeOf(at),
    });
    this.#tell('issues', { action: 'closed', issue });
  }

  /** A commit as the API tells it. */
  documentOf(commit: StandInCommit): Json {
    return commitDocument(this.home, commit);
  }

  /** All commits that lead to one, itself included. */
  ancestors(sha: string): Set<string> {
    const found = new Set<string>();
    const left = [sha];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const commit = this.commits.get(next);
      if (commit && !found.has(next)) {
        found.add(next);
        left.push(...commit.parents);
      }
    }
    return found;
  }

  #land(
    { title, body, branch, commits }: Pull,
    { number, style, at }: { number: number; style: MergeStyle; at: number },
  ): StandInCommit[] {
    const last = commits[commits.length - 1];
    if (style === 'merge') {
      return [
        ...commits,
        this.commit({
          parents: [this.head, last.sha],
          message: `Merge pull request #${number} from ${branch}`,
          at,
        }),
      ];
    }
    if (style === 'squash') {
      return [
        this.commit({
          parents: [this.head],
          // The message of a revert is what tells that it is one.
          message: `${title} (#${number})\n\n${body}\n${last.message}`,
          at,
          authoredAt: commits[0].at,
        }),
      ];
    }
    const landed: StandInCommit[] = [];
    for (const { message, authoredAt } of commits) {
      const parents = [landed.at(-1)?.sha ?? this.head];
      landed.push(this.commit({ parents, message, at, authoredAt }));
    }
    return landed;
  }

  #pull(number: number): Pull {
    const pull = this.pulls.get(number);
    if (!pull)
      throw new Error(`${this.home.slug} has no pull request #${number}`);
    return pull;
  }

  #nextId(): number {
    this.#id += 1;
    return this.#id;
  }

  #tellPull(action: string, document: Json) {
    this.#tell('pull_request', {
      action,
      number: document.number,
      pull_request: document,
    });
  }

  #tell(event: string, payload: Json) {
    // As it is now: it may change while it is on its way.
    this.onEvent(
      structuredClone({
        event,
        payload: {
          ...payload,
          repository: repositoryDocument(this.home),
          sender: PEOPLE.author,
        },
      }),
    );
  }
}
