/** The deployments of all services. */
export const deployments = {
  waiting: 'Waiting for the list of deployments …',
  caption: 'Deployments of all services',
  lead_one: '{{count, number}} deployment {{when}}',
  lead_other: '{{count, number}} deployments {{when}}',
  leadFailed: '{{deployments}}; of those on this page {{failed}} failed.',
  leadPlain: '{{deployments}}.',
  inTime: 'between {{from}} and {{to}}',
  last: 'in the last 90 days',
  service: 'Service',
  serviceHint: 'The service, whose tab in the catalog it opens.',
  failed: 'Failed by',
  failedHint:
    'By which of the four rules it has failed: its rollout, a rollback, a fix that names it, or an incident within the day.',
  commits: 'Commits',
  commitsHint:
    'Commits that it brought, merges left out, with the median time from commit to deployment.',
  commitsUnknown:
    'No commit of its version is known, or it is the first of its environment.',
  leadTime: 'median {{span}}',
  toldBy: 'Told by',
  toldByHint: 'Which sources told of it: clusters, then CI.',
  nobody: 'no source is named',
  rule: {
    rollout: 'rollout',
    rolled_back: 'rolled back',
    fixed: 'fixed later',
    incident: 'incident',
  },
  filters: {
    label: 'Filter deployments',
    team: 'Team',
    allTeams: 'All teams',
    searchTeam: 'Search teams',
    failedBy: 'Failed by',
    clear: 'Drop filters',
    ofService: 'Only {{name}}: drop',
    time: 'Only {{from}} – {{to}}: drop',
  },
  weeks: {
    label: 'The last weeks; each shows its deployments',
    week_one: 'Week of {{day}}: {{count, number}} deployment',
    week_other: 'Week of {{day}}: {{count, number}} deployments',
    failed: '{{week}}, {{failed}} with a failed rollout',
    running: '{{week}}, still running',
  },
  none: {
    title: 'No deployment is known in the last 90 days',
    body: 'The next rollout that a source sees shows up here within seconds.',
  },
} as const;
