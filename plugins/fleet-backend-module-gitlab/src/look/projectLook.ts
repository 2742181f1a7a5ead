import type { RepositoryLook } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { HostConfig } from '../config/types';
import type { Project } from '../facts/payload';
import type { Place } from '../facts/place';

/** A look at a project of GitLab. */
export type GitlabLook = RepositoryLook<HostConfig>;

/** What its parts share. */
export interface ProjectLook {
  look: GitlabLook;
  place: Place;
  project: Project;
}

/** Whether something is switched on in a project; where it does not say, it is asked for. */
export function isOn(
  project: Project,
  feature:
    | 'issues'
    | 'merge_requests'
    | 'builds'
    | 'environments'
    | 'releases'
    | 'repository',
): boolean {
  const enabled = {
    issues: project.issues_enabled,
    merge_requests: project.merge_requests_enabled,
    builds: project.jobs_enabled,
    environments: undefined,
    releases: undefined,
    repository: undefined,
  }[feature];
  return enabled !== false && project[`${feature}_access_level`] !== 'disabled';
}

/** Whether there are commits in a project that may be asked for. */
export function hasCode(
  project: Project,
): project is Project & { default_branch: string } {
  return (
    isOn(project, 'repository') &&
    !project.empty_repo &&
    !!project.default_branch
  );
}
