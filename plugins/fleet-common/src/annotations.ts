/**
 * The annotations by which Backstage's Kubernetes plugin joins entities and objects; Landfall reads the same ones.
 *
 * @public
 */
export const KUBERNETES_ID = 'backstage.io/kubernetes-id';
/** Label selector of an entity's objects, see {@link KUBERNETES_ID}. @public */
export const KUBERNETES_LABEL_SELECTOR =
  'backstage.io/kubernetes-label-selector';
/** Limits an entity's objects to one namespace, see {@link KUBERNETES_ID}. @public */
export const KUBERNETES_NAMESPACE = 'backstage.io/kubernetes-namespace';
/** Limits an entity's objects to one cluster, see {@link KUBERNETES_ID}. @public */
export const KUBERNETES_CLUSTER = 'backstage.io/kubernetes-cluster';

/** `owner/name` of an entity's repository on GitHub. @public */
export const GITHUB_PROJECT_SLUG = 'github.com/project-slug';
/** Path of an entity's project on GitLab, with its groups. @public */
export const GITLAB_PROJECT_SLUG = 'gitlab.com/project-slug';
/** Host of the GitLab of {@link GITLAB_PROJECT_SLUG}. @public */
export const GITLAB_INSTANCE = 'gitlab.com/instance';
/** Full names of an entity's jobs of Jenkins, separated by commas, each `[instance:]folder/job`. @public */
export const JENKINS_JOB_FULL_NAME = 'jenkins.io/job-full-name';
/** The older name of {@link JENKINS_JOB_FULL_NAME}, for one job; where it stands, it counts. @public */
export const JENKINS_GITHUB_FOLDER = 'jenkins.io/github-folder';
/** Address of the Jenkins of an entity's jobs, where it is not that of the instance. @public */
export const JENKINS_OVERRIDE_BASE_URL = 'jenkins.io/override-base-url';
/** Jobs of Jenkins whose builds are deployments of an entity, separated by commas, each `[instance:]folder/job[=environment]`. @public */
export const JENKINS_DEPLOYMENTS = 'landfall.dev/jenkins-deployments';
/** Id of an entity's service of PagerDuty. @public */
export const PAGERDUTY_SERVICE_ID = 'pagerduty.com/service-id';
/** Directories of the repository that belong to an entity, separated by commas: changes elsewhere are not its own. @public */
export const SOURCE_PATHS = 'landfall.dev/source-paths';
/** In which time zone a team works, on its entity of kind Group: an IANA name such as `Europe/Stockholm`. @public */
export const TIME_ZONE = 'landfall.dev/time-zone';
/**
 * Environments, as CI names them, that deployments of an entity go to, separated by commas, each perhaps with `*`: for what several entities share.
 *
 * @public
 */
export const CI_ENVIRONMENTS = 'landfall.dev/ci-environments';
/** `true` on an entity that is made up: it counts only while a demo source is installed. @public */
export const DEMO = 'landfall.dev/demo';
