/**
 * Documents as GitHub's REST API and webhooks publish them, of what happens in the stand-in: the fields that readers of deliveries ask for, under the names and in
 * the forms that GitHub gives them. Nobody in them is real.
 */

/** Anything of JSON. */
export type Json = Record<string, unknown>;

/** Whose repository something belongs to, and where its pages would be. */
export interface Home {
  /** Host name of the stand-in. */
  host: string;
  /** `owner/name`. */
  slug: string;
  id: number;
}

/** The main branch of every repository. */
export const MAIN = 'main';

/** An instant as GitHub writes it: by the second. */
export function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Those who work there. */
export const PEOPLE = {
  author: person(1, 'stand-in-author'),
  reviewer: person(2, 'stand-in-reviewer'),
  pipeline: { ...person(3, 'stand-in-actions[bot]'), type: 'Bot' },
};

function person(id: number, login: string): Json {
  return { login, id, type: 'User', site_admin: false };
}

function pageOf({ host, slug }: Home): string {
  return `https://${host}/${slug}`;
}

/** A repository. */
export function repositoryDocument(home: Home): Json {
  const [owner, name] = home.slug.split('/');
  return {
    id: home.id,
    name,
    full_name: home.slug,
    private: false,
    owner: { login: owner, id: 10, type: 'Organization' },
    html_url: pageOf(home),
    description: 'In the stand-in of GitHub: nothing of it is real',
    default_branch: MAIN,
  };
}

/** A commit, without its files. */
export function commitDocument(
  home: Home,
  commit: {
    sha: string;
    parents: readonly string[];
    message: string;
    authoredAt: number;
    at: number;
  },
): Json {
  const { sha, parents, message, authoredAt, at } = commit;
  const by = { name: 'Nobody', email: 'nobody@example.com' };
  return {
    sha,
    html_url: `${pageOf(home)}/commit/${sha}`,
    commit: {
      message,
      author: { ...by, date: timeOf(authoredAt) },
      committer: { ...by, date: timeOf(at) },
    },
    author: PEOPLE.author,
    committer: PEOPLE.author,
    parents: parents.map(parent => ({
      sha: parent,
      html_url: `${pageOf(home)}/commit/${parent}`,
    })),
  };
}

/** A pull request that has just been opened. */
export function pullDocument(
  home: Home,
  pull: {
    number: number;
    title: string;
    body: string;
    branch: string;
    head: string;
    base: string;
    labels: readonly string[];
    at: number;
  },
): Json {
  const { number, title, body, branch, head, base, labels, at } = pull;
  return {
    id: home.id * 10_000 + number,
    number,
    state: 'open',
    draft: false,
    title,
    body,
    user: PEOPLE.author,
    html_url: `${pageOf(home)}/pull/${number}`,
    labels: labels.map((name, id) => ({ id: id + 1, name })),
    head: { label: branch, ref: branch, sha: head },
    base: { label: MAIN, ref: MAIN, sha: base },
    merged_at: null,
    merge_commit_sha: null,
    created_at: timeOf(at),
    updated_at: timeOf(at),
    closed_at: null,
  };
}

/** A review of a pull request, as its timeline has it. */
export function reviewDocument(
  home: Home,
  review: { id: number; number: number; at: number },
): Json {
  const { id, number, at } = review;
  return {
    id,
    event: 'reviewed',
    user: PEOPLE.reviewer,
    state: 'approved',
    body: null,
    html_url: `${pageOf(home)}/pull/${number}#pullrequestreview-${id}`,
    submitted_at: timeOf(at),
  };
}

/** A run of the workflow that delivers. */
export function runDocument(
  home: Home,
  run: { id: number; number: number; sha: string; at: number },
): Json {
  const { id, number, sha, at } = run;
  return {
    id,
    name: 'Deliver',
    path: '.github/workflows/deliver.yaml',
    head_branch: MAIN,
    head_sha: sha,
    run_number: number,
    run_attempt: 1,
    event: 'push',
    status: 'in_progress',
    conclusion: null,
    html_url: `${pageOf(home)}/actions/runs/${id}`,
    created_at: timeOf(at),
    run_started_at: timeOf(at),
    updated_at: timeOf(at),
  };
}

/** A deployment that was asked for. */
export function deploymentDocument(
  home: Home,
  deployment: {
    id: number;
    sha: string;
    environment: string;
    image: string;
    at: number;
  },
): Json {
  const { id, sha, environment, image, at } = deployment;
  return {
    id,
    sha,
    ref: MAIN,
    task: 'deploy',
    payload: { image },
    environment,
    original_environment: environment,
    description: null,
    creator: PEOPLE.pipeline,
    production_environment: environment === 'production',
    transient_environment: false,
    url: `${pageOf(home)}/deployments/${id}`,
    created_at: timeOf(at),
    updated_at: timeOf(at),
  };
}

/** How a deployment stands. */
export function statusDocument(
  home: Home,
  status: {
    id: number;
    state: 'in_progress' | 'success' | 'failure';
    environment: string;
    run: number;
    at: number;
  },
): Json {
  const { id, state, environment, run, at } = status;
  return {
    id,
    state,
    creator: PEOPLE.pipeline,
    description: '',
    environment,
    target_url: '',
    log_url: `${pageOf(home)}/actions/runs/${run}`,
    environment_url: '',
    created_at: timeOf(at),
    updated_at: timeOf(at),
  };
}

/** An issue that has just been opened. */
export function issueDocument(
  home: Home,
  issue: {
    number: number;
    title: string;
    body: string;
    labels: readonly string[];
    at: number;
  },
): Json {
  const { number, title, body, labels, at } = issue;
  return {
    id: home.id * 10_000 + number,
    number,
    state: 'open',
    title,
    body,
    user: PEOPLE.reviewer,
    html_url: `${pageOf(home)}/issues/${number}`,
    labels: labels.map((name, id) => ({ id: id + 1, name })),
    created_at: timeOf(at),
    updated_at: timeOf(at),
    closed_at: null,
  };
}
