/** What would make something of a code host, CI or a pager belong to a service: the other way round than `originsOfEntity`. Pure. */
import {
  GITHUB_PROJECT_SLUG,
  GITLAB_PROJECT_SLUG,
  JENKINS_JOB_FULL_NAME,
  PAGERDUTY_SERVICE_ID,
} from '@landfall/backstage-plugin-fleet-common';

const SLUGS: Readonly<Record<string, string>> = {
  'github.com': GITHUB_PROJECT_SLUG,
  'gitlab.com': GITLAB_PROJECT_SLUG,
};

/** The annotation by which a component has an origin. */
export function annotationOf(origin: string): Record<string, string> {
  const [, tool, rest] = /^(jenkins|pagerduty):(.+)$/.exec(origin) ?? [];
  if (tool === 'pagerduty') {
    return { [PAGERDUTY_SERVICE_ID]: rest };
  }
  const cut = (rest ?? origin).indexOf('/');
  const place = (rest ?? origin).slice(0, cut);
  const path = (rest ?? origin).slice(cut + 1);
  if (tool === 'jenkins') {
    const [instance] = place.split('@');
    return {
      [JENKINS_JOB_FULL_NAME]:
        instance === 'default' ? path : `${instance}:${path}`,
    };
  }
  const slug = SLUGS[place];
  return slug
    ? { [slug]: path }
    : { 'backstage.io/source-location': `url:https://${place}/${path}/` };
}
