import {
  GITHUB_PROJECT_SLUG,
  GITLAB_INSTANCE,
  GITLAB_PROJECT_SLUG,
  JENKINS_DEPLOYMENTS,
  JENKINS_GITHUB_FOLDER,
  JENKINS_JOB_FULL_NAME,
  JENKINS_OVERRIDE_BASE_URL,
  PAGERDUTY_SERVICE_ID,
  SOURCE_PATHS,
} from '@landfall/backstage-plugin-fleet-common';
import {
  originOfJenkinsJob,
  originOfPagerDutyService,
  originOfRepository,
} from './origin';

/**
 * Something outside of Landfall that belongs to an entity of the catalog.
 *
 * @public
 */
export type EntityOrigin =
  | {
      kind: 'repository';
      origin: string;
      host: string;
      /** `owner/name`, or with groups within groups, as somebody wrote it. */
      slug: string;
      /** Directories that belong to the entity, without leading or trailing slash; empty: all. */
      directories: readonly string[];
    }
  | {
      kind: 'jenkins_job';
      origin: string;
      /** As configuration names it; `default` where the annotation names none. */
      instance: string;
      /** Of a job, or of a folder of jobs. */
      fullName: string;
      /** Address of its Jenkins, where the entity says that it is not that of the instance; configuration must allow it. */
      baseUrl: string | null;
      /** Whether the entity says that its builds are deployments, and where to; null where it does not. */
      deployment: { environment: string | null } | null;
    }
  | { kind: 'pagerduty_service'; origin: string; id: string };

const SOURCE_LOCATION = 'backstage.io/source-location';
const MANAGED_BY_LOCATION = 'backstage.io/managed-by-location';

/** A place in a repository as a browser shows it. */
interface Location {
  host: string;
  slug: string;
  directory: string;
}

/** Reads `url:https://host/owner/name/tree/main/path`, with or without GitLab's `/-/`; undefined where it is none. */
function locationOf(annotation: string | undefined): Location | undefined {
  const url = annotation?.startsWith('url:')
    ? URL.parse(annotation.slice('url:'.length))
    : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return undefined;
  }
  const path = decoded(url.pathname).replace(/^\/+|\/+$/g, '');
  const [, slug, , place = ''] =
    /^(.+?)(\/-)?\/(?:tree|blob)\/(.+)$/.exec(path) ?? [];
  if (slug) {
    // The name of a branch may have slashes of its own; the usual one has none.
    const directory = place.split('/').slice(1).join('/');
    return { host: url.host, slug, directory };
  }
  return path.includes('/')
    ? { host: url.host, slug: path.replace(/\.git$/, ''), directory: '' }
    : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // A percent sign that encodes nothing: it is meant as it stands.
    return path;
  }
}

function listOf(annotation: string | undefined): string[] {
  return (annotation ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function directoriesOf(
  annotation: string | undefined,
  location: Location | undefined,
): string[] {
  const given = annotation === undefined ? undefined : listOf(annotation);
  const wanted = given ?? [location?.directory ?? ''];
  const directories = wanted.map(path => path.replace(/^[./]+|\/+$/g, ''));
  return directories.includes('') ? [] : [...new Set(directories)].sort();
}

/** The jobs of an entity; one whose builds are deployments is told once, as such. */
function jenkinsJobsOf(
  annotations: Readonly<Record<string, string>>,
): EntityOrigin[] {
  const baseUrl = annotations[JENKINS_OVERRIDE_BASE_URL]?.trim() || null;
  const older = listOf(annotations[JENKINS_GITHUB_FOLDER]);
  const jobs =
    older.length > 0 ? older : listOf(annotations[JENKINS_JOB_FULL_NAME]);
  const found = new Map<string, EntityOrigin>();
  const add = (
    text: string,
    deployment: { environment: string | null } | null,
  ) => {
    const [, instance = 'default', path = ''] =
      /^(?:([^:/]+):)?(.*)$/.exec(text) ?? [];
    const fullName = path.trim().replace(/^\/+|\/+$/g, '');
    if (fullName === '') return;
    const origin = originOfJenkinsJob({ instance, fullName, baseUrl });
    found.set(origin, {
      kind: 'jenkins_job',
      origin,
      instance,
      fullName,
      baseUrl,
      deployment,
    });
  };
  for (const job of jobs) add(job, null);
  for (const entry of listOf(annotations[JENKINS_DEPLOYMENTS])) {
    const [, job, environment] = /^(.*?)(?:=([^=]*))?$/.exec(entry) ?? [];
    add(job ?? '', { environment: environment?.trim() || null });
  }
  return [...found.values()];
}

/**
 * What belongs to an entity, by its annotations: those of the usual plugins for GitHub, GitLab, Jenkins and PagerDuty, and the place of
 * its source. Sources find with it what to look at, the directory whose it is.
 *
 * @public
 */
export function originsOfEntity(
  annotations: Readonly<Record<string, string>>,
): EntityOrigin[] {
  const location = locationOf(annotations[SOURCE_LOCATION]);
  const near = location ?? locationOf(annotations[MANAGED_BY_LOCATION]);
  const slugs = [
    {
      slug: annotations[GITHUB_PROJECT_SLUG],
      host: near?.host ?? 'github.com',
    },
    {
      slug: annotations[GITLAB_PROJECT_SLUG],
      host: annotations[GITLAB_INSTANCE] ?? near?.host ?? 'gitlab.com',
    },
  ].filter(({ slug }) => /^[^/\s]+\/[^\s]+$/.test(slug ?? ''));
  const places = location ? [location] : [];
  const repositories = slugs.length > 0 ? slugs : places;
  return [
    ...repositories.map(
      ({ host, slug }): EntityOrigin => ({
        kind: 'repository',
        origin: originOfRepository({ host, slug }),
        host,
        slug,
        directories: directoriesOf(
          annotations[SOURCE_PATHS],
          // Where the source is says nothing of another repository.
          location &&
            originOfRepository(location) === originOfRepository({ host, slug })
            ? location
            : undefined,
        ),
      }),
    ),
    ...jenkinsJobsOf(annotations),
    ...listOf(annotations[PAGERDUTY_SERVICE_ID]).map(
      (id): EntityOrigin => ({
        kind: 'pagerduty_service',
        origin: originOfPagerDutyService(id),
        id,
      }),
    ),
  ];
}
