/**
 * A stand-in of the API of GitLab for tests, over HTTP: pages, marks of answers, limits and refusals as GitLab documents them. It is not GitLab; what it serves
 * are objects that GitLab published. See https://docs.gitlab.com/api/rest/.
 */
import {
  CodeHostStandIn,
  type StandInAnswer,
} from '@landfall/backstage-plugin-fleet-node/testUtils';

/** Anything of JSON. */
export type Json = Record<string, unknown>;

/** What a project has; lists as GitLab sorts them are made of these. */
export interface StandInProject {
  id: number;
  path_with_namespace: string;
  default_branch: string | null;
  /** What else it says of itself, such as what is switched off. */
  more: Json;
  deployments: Json[];
  environments: Json[];
  pipelines: Json[];
  mergeRequests: Json[];
  /** By number of the merge request. */
  notes: Map<number, Json[]>;
  /** By number of the merge request; newest first. */
  mergeRequestCommits: Map<number, Json[]>;
  issues: Json[];
  /** Newest first. */
  commits: Json[];
  /** Newest first; what the default branch does not reach. */
  aside: Json[];
  /** By commit. */
  diffs: Map<string, Json[]>;
  tags: Json[];
  releases: Json[];
}

/** A project with nothing in it. */
export function emptyProject(
  path_with_namespace: string,
  id = 1_000,
): StandInProject {
  return {
    ...{ id, path_with_namespace, default_branch: 'main', more: {} },
    ...{ deployments: [], environments: [], pipelines: [], issues: [] },
    ...{ mergeRequests: [], commits: [], tags: [], releases: [] },
    aside: [],
    notes: new Map(),
    mergeRequestCommits: new Map(),
    diffs: new Map(),
  };
}

/** Beyond this GitLab does not say how many there are. */
const MOST_COUNTED = 10_000;

/** See the top of the file. */
export class GitlabStandIn extends CodeHostStandIn {
  readonly projects: StandInProject[] = [];
  /** Old paths, and the number of the project that is found under them all the same. */
  readonly renamed = new Map<string, number>();
  /** Paths of projects of groups and of people. */
  readonly groups = new Map<string, string[]>();

  constructor() {
    super({
      base: '/api/v4',
      countsUnchanged: true,
      missing: { message: '404 Project Not Found' },
    });
  }

  override clear(): void {
    super.clear();
    this.projects.length = 0;
    this.renamed.clear();
    this.groups.clear();
  }

  protected page(body: unknown, url: URL) {
    return Array.isArray(body) ? pageOf(body, url) : { body };
  }

  protected limited(): StandInAnswer {
    const wait = Math.max(1, Math.ceil(this.reset - this.date() / 1_000));
    return {
      status: 429,
      headers: { 'retry-after': String(wait) },
      text: 'Retry later\n',
    };
  }

  protected limitHeaders(): Record<string, string> {
    return {
      'ratelimit-limit': '2000',
      'ratelimit-name': 'throttle_authenticated_api',
      'ratelimit-remaining': String(Math.max(0, this.left)),
      'ratelimit-reset': String(this.reset),
    };
  }

  protected find(path: string, asked: URLSearchParams): StandInAnswer {
    const [, owners, owner = ''] =
      /^\/(groups|users)\/([^/]+)\/projects$/.exec(path) ?? [];
    if (owners) {
      const paths = this.groups.get(`${owners}/${decodeURIComponent(owner)}`);
      return paths
        ? {
            status: 200,
            body: paths.map(one => ({ path_with_namespace: one })),
          }
        : { status: 404 };
    }
    const [, id = '', rest = ''] =
      /^\/projects\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const wanted = decodeURIComponent(id);
    const project = this.projects.find(
      one =>
        String(one.id) === wanted ||
        one.path_with_namespace === wanted ||
        one.id === this.renamed.get(wanted),
    );
    if (!project) return { status: 404 };
    const body = contentOf(project, rest, asked);
    return { status: body === undefined ? 404 : 200, body };
  }
}

function contentOf(
  project: StandInProject,
  path: string,
  asked: URLSearchParams,
): unknown {
  const byId = (list: Json[], id: string) =>
    list.find(one => String(one.id) === id);
  const byNumber = (list: Json[], number: string) =>
    list.find(one => String(one.iid) === number);
  const [, kind = '', id = '', part = ''] =
    /^\/((?:repository\/)?[a-z_]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(path) ??
    [];
  switch (`${kind}${id && '/id'}${part && `/${part}`}`) {
    case '':
      return {
        id: project.id,
        path_with_namespace: project.path_with_namespace,
        default_branch: project.default_branch,
        empty_repo: project.commits.length === 0,
        ...project.more,
      };
    case 'deployments':
      return newestFirst(project.deployments, asked);
    case 'deployments/id':
      return byId(project.deployments, id);
    case 'environments':
      return project.environments;
    case 'environments/id':
      return byId(project.environments, id);
    case 'pipelines':
      return newestFirst(project.pipelines, asked);
    case 'pipelines/id':
      return byId(project.pipelines, id);
    case 'merge_requests':
      return newestFirst(project.mergeRequests, asked);
    case 'merge_requests/id/notes':
      return project.notes.get(Number(id)) ?? [];
    case 'merge_requests/id/commits':
      return project.mergeRequestCommits.get(Number(id)) ?? [];
    case 'issues':
      return newestFirst(
        project.issues.filter(one => isAskedFor(one, asked)),
        asked,
      );
    case 'issues/id':
      return byNumber(project.issues, id);
    case 'repository/commits':
      return commitsOf(project, asked.get('ref_name') ?? '');
    case 'repository/commits/id':
      return byId(project.commits, id);
    case 'repository/commits/id/diff':
      return project.diffs.get(id) ?? [];
    case 'repository/tags':
      return project.tags;
    case 'releases':
      return project.releases;
    default:
      return undefined;
  }
}

function isAskedFor(issue: Json, asked: URLSearchParams): boolean {
  const type = asked.get('issue_type');
  const label = asked.get('labels')?.toLowerCase();
  return (
    (type === null || issue.issue_type === type) &&
    (label === undefined ||
      (issue.labels as string[]).some(one => one.toLowerCase() === label))
  );
}

/** Of a branch, a commit or a range; of what it does not know GitLab answers that there is nothing. */
function commitsOf(project: StandInProject, ref: string): Json[] {
  const [base, head] = ref.includes('..') ? ref.split('..') : [undefined, ref];
  const { commits, default_branch: branch } = project;
  if (base !== undefined && base === branch) {
    const from = project.aside.findIndex(one => one.id === head);
    return from === -1 ? [] : project.aside.slice(from);
  }
  const start = head === branch ? 0 : commits.findIndex(one => one.id === head);
  if (start === -1) return [];
  if (base === undefined) return commits.slice(start);
  const end = commits.findIndex(one => one.id === base);
  return end === -1 ? [] : commits.slice(start, end);
}

function newestFirst(list: readonly Json[], asked: URLSearchParams): Json[] {
  const after = Date.parse(asked.get('updated_after') ?? '1970-01-01');
  const at = (one: Json) => Date.parse(String(one.updated_at));
  return list
    .filter(one => !(at(one) < after))
    .sort((a, b) => at(b) - at(a) || Number(b.id) - Number(a.id));
}

function pageOf(all: readonly unknown[], url: URL) {
  const size = Number(url.searchParams.get('per_page') ?? 20);
  const page = Number(url.searchParams.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set('page', String(number));
    return `<${target.href}>; rel="${rel}"`;
  };
  const isCounted = all.length <= MOST_COUNTED;
  return {
    body: all.slice((page - 1) * size, page * size),
    headers: {
      'x-page': String(page),
      'x-next-page': page < last ? String(page + 1) : '',
      link: [
        ...(page < last ? [to(page + 1, 'next')] : []),
        to(1, 'first'),
        ...(isCounted ? [to(last, 'last')] : []),
      ].join(', '),
      ...(isCounted && { 'x-total': String(all.length) }),
    },
  };
}
