/**
 * A stand-in of the API of GitHub for tests, over HTTP: marks of answers, pages, limits, redirects and refusals as GitHub documents them. It is not GitHub; what it serves
 * are objects that GitHub published.
 */
import {
  CodeHostStandIn,
  type StandInAnswer,
} from '@landfall/backstage-plugin-fleet-node/testUtils';

/** Anything of JSON. */
export type Json = Record<string, unknown>;

/** What a repository has; lists as GitHub sorts them are made of these. */
export interface StandInRepository {
  id: number;
  full_name: string;
  default_branch: string;
  deployments: Json[];
  /** By id of the deployment. */
  statuses: Map<number, Json[]>;
  runs: Json[];
  pulls: Json[];
  pullCommits: Map<number, Json[]>;
  timelines: Map<number, Json[]>;
  issues: Json[];
  /** Newest first. */
  commits: Json[];
  /** By commit; what single commits change. */
  files: Map<string, Json[]>;
  tags: Json[];
  releases: Json[];
}

/** A repository with nothing in it. */
export function emptyRepository(
  full_name: string,
  id = 1_000,
): StandInRepository {
  return {
    ...{ id, full_name, default_branch: 'master' },
    ...{ deployments: [], runs: [], pulls: [], issues: [], commits: [] },
    ...{ tags: [], releases: [] },
    statuses: new Map(),
    pullCommits: new Map(),
    timelines: new Map(),
    files: new Map(),
  };
}

/** Lists that stand within an object. */
const LISTS = ['workflow_runs', 'commits'];
const EMPTY = Symbol('empty');

/** See the top of the file. */
export class GithubStandIn extends CodeHostStandIn {
  readonly repositories = new Map<string, StandInRepository>();
  /** Old names, and what they are called now. */
  readonly renamed = new Map<string, string>();
  /** Repositories of organisations. */
  readonly organisations = new Map<string, string[]>();

  constructor() {
    super({
      base: '',
      countsUnchanged: false,
      missing: { message: 'Not Found' },
    });
  }

  override clear(): void {
    super.clear();
    this.repositories.clear();
    this.renamed.clear();
    this.organisations.clear();
  }

  protected page(body: unknown, url: URL) {
    return Array.isArray(body) || isListing(body)
      ? pageOf(body, url)
      : { body };
  }

  protected limited(): StandInAnswer {
    return { status: 403, body: { message: 'API rate limit exceeded' } };
  }

  protected limitHeaders(): Record<string, string> {
    return {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': String(Math.max(0, this.left)),
      'x-ratelimit-reset': String(this.reset),
    };
  }

  protected find(encoded: string, asked: URLSearchParams): StandInAnswer {
    const path = decodeURIComponent(encoded);
    const [, owners, owner] =
      /^\/(orgs|users)\/([^/]+)\/repos$/.exec(path) ?? [];
    if (owners) {
      const names = this.organisations.get(`${owners}/${owner}`);
      return names
        ? { status: 200, body: names.map(full_name => ({ full_name })) }
        : { status: 404 };
    }
    const [, slug = '', rest = ''] =
      /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
    const elsewhere = this.renamed.get(slug);
    if (elsewhere !== undefined) {
      const query = asked.size > 0 ? `?${asked}` : '';
      const location = `/repos/${elsewhere}${rest}${query}`;
      return { status: 301, headers: { location } };
    }
    const repository = this.repositories.get(slug);
    if (!repository) return { status: 404 };
    const body = contentOf(repository, rest, asked);
    return body === EMPTY
      ? { status: 409, body: { message: 'Git Repository is empty.' } }
      : { status: body === undefined ? 404 : 200, body };
  }
}

function contentOf(
  repository: StandInRepository,
  path: string,
  asked: URLSearchParams,
): unknown {
  const byId = (list: Json[], id: string) =>
    list.find(one => String(one.id ?? one.number) === id);
  const byNumber = (list: Json[], number: string) =>
    list.find(one => String(one.number) === number);
  const [, kind = '', id = '', part = ''] =
    /^\/(actions\/runs|[a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(path) ?? [];
  switch (`${kind}${id && '/id'}${part && `/${part}`}`) {
    case '':
      return {
        id: repository.id,
        full_name: repository.full_name,
        default_branch: repository.default_branch,
      };
    case 'deployments':
      return newestFirst(repository.deployments, 'created_at');
    case 'deployments/id':
      return byId(repository.deployments, id);
    case 'deployments/id/statuses':
      return [...(repository.statuses.get(Number(id)) ?? [])].reverse();
    case 'actions/runs':
      return {
        total_count: repository.runs.length,
        workflow_runs: newestFirst(repository.runs, 'created_at'),
      };
    case 'actions/runs/id':
      return byId(repository.runs, id);
    case 'pulls':
      return newestFirst(repository.pulls, 'updated_at');
    case 'pulls/id':
      return {
        ...byNumber(repository.pulls, id),
        commits: repository.pullCommits.get(Number(id))?.length ?? 0,
      };
    case 'pulls/id/commits':
      return (repository.pullCommits.get(Number(id)) ?? []).slice(0, 250);
    case 'issues':
      return newestFirst(
        repository.issues.filter(one =>
          (one.labels as Json[]).some(
            ({ name }) =>
              String(name).toLowerCase() === asked.get('labels')?.toLowerCase(),
          ),
        ),
        'updated_at',
      );
    case 'issues/id':
      return byNumber(repository.issues, id);
    case 'issues/id/timeline':
      return repository.timelines.get(Number(id)) ?? [];
    case 'tags':
      return repository.tags;
    case 'releases':
      return repository.releases;
    case 'commits':
      return commitsOf(repository, asked.get('sha'));
    case 'commits/id': {
      const commit = repository.commits.find(one => one.sha === id);
      return commit && { ...commit, files: repository.files.get(id) ?? [] };
    }
    case 'compare/id': {
      const [base, head] = id.split('...');
      const commits = commitsOf(repository, head);
      const end = repository.commits.findIndex(one => one.sha === base);
      return end === -1 || !Array.isArray(commits)
        ? undefined
        : {
            commits: commits
              .slice(0, end - (repository.commits.length - commits.length))
              .reverse(),
          };
    }
    default:
      return undefined;
  }
}

function commitsOf(repository: StandInRepository, from: string | null) {
  const { commits, default_branch: branch } = repository;
  if (commits.length === 0) return EMPTY;
  const start =
    from === branch ? 0 : commits.findIndex(one => one.sha === from);
  return start === -1 ? undefined : commits.slice(start);
}

function newestFirst(list: readonly Json[], by: string): Json[] {
  return [...list].sort((a, b) =>
    String(a[by]) < String(b[by]) || Number(a.id) < Number(b.id) ? 1 : -1,
  );
}

function isListing(body: unknown): body is Json {
  return (
    typeof body === 'object' &&
    body !== null &&
    LISTS.some(name => name in body && Array.isArray((body as Json)[name]))
  );
}

function pageOf(body: unknown, url: URL) {
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const page = Number(url.searchParams.get('page') ?? 1);
  const name = LISTS.find(one => isListing(body) && one in body);
  const all = (name ? (body as Json)[name] : body) as unknown[];
  const items = all.slice((page - 1) * size, page * size);
  const last = Math.ceil(all.length / size);
  const to = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set('page', String(number));
    return `<${target.href}>; rel="${rel}"`;
  };
  return {
    body: name ? { ...(body as Json), [name]: items } : items,
    ...(page < last && {
      headers: { link: `${to(page + 1, 'next')}, ${to(last, 'last')}` },
    }),
  };
}
