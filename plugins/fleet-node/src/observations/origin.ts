/**
 * Origins: where an observation belongs in the system it comes from. The directory finds the services of an origin by what the
 * annotations of entities say.
 */

/**
 * The origin of a repository: host and path, lower case, such as `github.com/acme/cart`. Hosts of code do not tell upper from lower case.
 *
 * @public
 */
export function originOfRepository(options: {
  /** With its port, where it has one. */
  host: string;
  /** `owner/name`, or with groups within groups. */
  slug: string;
}): string {
  const slug = options.slug.replace(/^\/+|\/+$|\.git$/g, '');
  return `${options.host}/${slug}`.toLowerCase();
}

/**
 * The origin of a job of Jenkins: `jenkins:<instance>/<full name>`, or `jenkins:<instance>@<host and path>/<full name>` where its Jenkins is at another address than the
 * instance. Names of jobs tell upper from lower case.
 *
 * @public
 */
export function originOfJenkinsJob(options: {
  /** As configuration names it. */
  instance: string;
  /** `folder/sub-folder/job`. */
  fullName: string;
  /** Address of its Jenkins, where it is not that of the instance. */
  baseUrl?: string | null;
}): string {
  const elsewhere = (options.baseUrl ?? '').replace(/^[a-z]+:\/+|\/+$/gi, '');
  const place = elsewhere === '' ? '' : `@${elsewhere.toLowerCase()}`;
  return `jenkins:${options.instance}${place}/${options.fullName}`;
}

/**
 * The origin of a service of PagerDuty: `pagerduty:<id>`.
 *
 * @public
 */
export function originOfPagerDutyService(id: string): string {
  return `pagerduty:${id}`;
}
