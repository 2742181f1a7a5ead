/** Words that several pages share. */
export const common = {
  /** How numbers and dates are written. */
  locale: 'en-GB',
  seconds: '{{value}} s',
  minutes: '{{value}} min',
  hours: '{{value}} h',
  days: '{{value}} d',
  years: '{{value}} y',
  ago: '{{span}} ago',
  inFuture: 'in {{span}}',
  justNow: 'just now',
  never: 'never',
  none: '–',
  and: '{{first}} and {{last}}',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not let us copy; select the text instead.',
  services_one: '{{count, number}} service',
  services_other: '{{count, number}} services',
  teams_one: '{{count, number}} team',
  teams_other: '{{count, number}} teams',
  pages: {
    title: 'Fleet',
    teams: 'Teams',
    services: 'Services',
    deployments: 'Deployments',
    migrations: 'Migrations',
    sources: 'Sources',
  },
  zone: {
    same: 'Times, days and weeks are those of {{zone}}.',
    differs:
      'Times are shown in {{zone}}, the time zone of the team. Days and weeks are cut in {{portal}}, that of the portal, so that numbers of all teams add up.',
    weeks: 'Weeks are cut in {{portal}}, the portal’s time zone.',
    unknown: 'no time zone “{{name}}”',
    unknownHint:
      'The annotation landfall.dev/time-zone of the team names “{{name}}”, and there is no such zone: {{zone}} holds. Whoever owns the team’s entry in the catalog mends it, for example to Europe/Stockholm.',
  },
  window: 'Window',
  windowDays_one: '{{count}} day',
  windowDays_other: '{{count}} days',
  search: 'Search by name',
  yes: 'yes',
  no: 'no',
  readiness: {
    ready: 'ready',
    partly_ready: 'partly ready',
    not_ready: 'not ready',
    at_rest: 'scaled to zero',
    gone: 'gone',
    unknown: 'unknown',
  },
  readinessHint: {
    ready: 'Every production target has all the instances that it wants.',
    partly_ready: 'Some instances are ready, but fewer than wanted.',
    not_ready: 'No instance is ready, although some are wanted.',
    at_rest: 'No instance is wanted: somebody scaled it to zero.',
    gone: 'It was there and has been deleted.',
    unknown: 'No source has told how many instances are ready.',
  },
  outcome: {
    succeeded: 'succeeded',
    failed: 'failed',
    superseded: 'superseded',
    in_progress: 'in progress',
    unknown: 'unknown',
  },
  outcomeHint: {
    succeeded: 'Every target finished moving to this version.',
    failed:
      'At least one target did not make it: its deadline passed, its instances crashed, or it was rolled back.',
    superseded:
      'A newer one started before this one finished: neither a success nor a failure.',
    in_progress: 'At least one target is still moving.',
    unknown: 'We did not see how it ended; there is a gap in what we saw.',
  },
  frequency: {
    notObserved:
      'No production target of this service was observed in this window.',
    tooShort:
      'Observed since {{day}}: no full day yet, too short for a rate per week.',
    partly:
      'Observed for {{observed}} of these {{days}} days, since {{day}}: the rate is over those only.',
  },
  overdue: 'overdue',
  overdueHint:
    'Beyond its deadline and still not finished: counts as failed until it completes.',
  class: {
    release: 'release',
    config: 'configuration',
    rollback: 'rollback',
    restart: 'restart',
  },
  classHint: {
    release: 'Another artefact than before.',
    config: 'The same artefact with another configuration.',
    rollback:
      'Back to an artefact or configuration that was here before the one it replaces.',
    restart:
      'The same artefact and configuration, started anew. Never counts as a deployment.',
  },
  attention: {
    not_ready: 'not ready',
    deployment_failed: 'deployment failed',
    deployment_overdue: 'deployment overdue',
    partly_ready: 'partly ready',
    data_not_fresh: 'data not fresh',
    unmapped_environment: 'environment unmapped',
    not_seen: 'not seen',
  },
  attentionPhrase: {
    not_ready: '{{name}} is not ready',
    deployment_failed: '{{name}} failed its last deployment',
    deployment_overdue: '{{name}} has an overdue deployment',
    partly_ready: '{{name}} is only partly ready',
    data_not_fresh: 'data about {{name}} is not fresh',
    unmapped_environment: '{{name}} runs in an unmapped environment',
    not_seen: 'no source sees {{name}}',
  },
  freshness: {
    fresh: 'fresh',
    stale: 'stale',
    partial: 'partial',
    error: 'error',
    none: 'no source',
    never: 'never read',
    not_watched: 'no longer watched',
  },
  freshnessHint: {
    fresh: 'Read successfully and wholly, within twice its interval.',
    stale: 'The last successful look is older than twice its interval.',
    partial: 'The last look did not see everything that there is.',
    error: 'The last attempts failed.',
    none: 'No source covers this.',
    never: 'There has been no successful look yet.',
    not_watched: 'No longer in the configuration; its history is kept.',
  },
  unmapped: 'unmapped',
  unmappedHint:
    'No mapping says which environment this is, so it counts neither as production nor as anything else.',
  demo: 'Demo data',
  demoHint:
    'A made-up company, reported by the demo source. Remove that source from the configuration and connect a real one to see your own.',
  page: {
    range: '{{from}}–{{to}} of {{total}}',
    next: 'Next page',
    previous: 'Previous page',
    first: 'First page',
    label: 'Pages',
  },
  sort: {
    attention: 'Attention first',
    name: 'By name',
    lastDeployment: 'By last deployment',
    frequency: 'By deployments per week',
  },
} as const;
