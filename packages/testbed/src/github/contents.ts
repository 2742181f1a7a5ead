/** What the stand-in answers to a path within a repository. */
import { repositoryDocument, type Json } from './documents';
import type { GithubRepository } from './repository';

/** Undefined where there is no such thing. */
export function contentOf(
  repository: GithubRepository,
  path: string,
  asked: URLSearchParams,
): unknown {
  const [, kind = '', id = '', part = ''] =
    /^\/(actions\/runs|[a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(path) ?? [];
  const number = Number(id);
  switch (`${kind}${id && '/id'}${part && `/${part}`}`) {
    case '':
      return path === '' ? repositoryDocument(repository.home) : undefined;
    case 'deployments':
      return newestFirst(repository.deployments.values(), 'created_at');
    case 'deployments/id':
      return repository.deployments.get(number);
    case 'deployments/id/statuses':
      return [...(repository.statuses.get(number) ?? [])].reverse();
    case 'actions/runs':
      return {
        total_count: repository.runs.size,
        workflow_runs: newestFirst(repository.runs.values(), 'created_at'),
      };
    case 'actions/runs/id':
      return repository.runs.get(number);
    case 'pulls':
      return newestFirst(
        [...repository.pulls.values()].map(({ document }) => document),
        'updated_at',
      );
    case 'pulls/id': {
      const pull = repository.pulls.get(number);
      return pull && { ...pull.document, commits: pull.commits.length };
    }
    case 'pulls/id/commits':
      return repository.pulls
        .get(number)
        ?.commits.map(commit => repository.documentOf(commit));
    case 'issues':
      return newestFirst(
        [...repository.issues.values()].filter(({ labels }) =>
          (labels as Json[]).some(({ name }) => name === asked.get('labels')),
        ),
        'updated_at',
      );
    case 'issues/id':
      return repository.issues.get(number);
    case 'issues/id/timeline':
      return repository.pulls.get(number)?.timeline ?? [];
    case 'tags':
    case 'releases':
      return [];
    case 'commits':
      return historyOf(repository, asked);
    case 'commits/id': {
      const commit = repository.commits.get(id);
      return (
        commit && {
          ...repository.documentOf(commit),
          files: commit.files.map(filename => ({ filename })),
        }
      );
    }
    case 'compare/id':
      return comparisonOf(repository, id);
    default:
      return undefined;
  }
}

/** The commits that lead to one, newest first. */
function historyOf(repository: GithubRepository, asked: URLSearchParams) {
  const from = asked.get('sha') ?? '';
  const head = repository.commits.has(from) ? from : repository.head;
  const since = Date.parse(asked.get('since') ?? '');
  return commitsOf(repository, repository.ancestors(head))
    .filter(({ at }) => Number.isNaN(since) || at >= since)
    .reverse()
    .map(commit => repository.documentOf(commit));
}

function comparisonOf(repository: GithubRepository, range: string) {
  const [base = '', head = ''] = range.split('...');
  if (!repository.commits.has(base) || !repository.commits.has(head)) {
    return undefined;
  }
  const known = repository.ancestors(base);
  const ahead = [...repository.ancestors(head)].filter(sha => !known.has(sha));
  const commits = commitsOf(repository, new Set(ahead));
  return {
    status: commits.length > 0 ? 'ahead' : 'identical',
    ahead_by: commits.length,
    total_commits: commits.length,
    commits: commits.map(commit => repository.documentOf(commit)),
  };
}

/** Oldest first; of the same time in the order in which they were made. */
function commitsOf(repository: GithubRepository, among: ReadonlySet<string>) {
  return [...repository.commits.values()]
    .filter(({ sha }) => among.has(sha))
    .sort((a, b) => a.at - b.at);
}

function newestFirst(list: Iterable<Json>, by: string): Json[] {
  return [...list].sort((a, b) => {
    const [one, other] = [String(a[by]), String(b[by])];
    if (one === other) return Number(b.id) - Number(a.id);
    return one < other ? 1 : -1;
  });
}
