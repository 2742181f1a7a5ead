/**
 * Takes in webhooks of GitLab for the portal.
 *
 * @packageDocumentation
 */
export { eventsModuleGitlabWebhooks as default } from './webhooks/ingress';
