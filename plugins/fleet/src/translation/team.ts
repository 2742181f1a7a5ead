/** The list of teams, the team dashboard, and the table of services that they share. */
export const team = {
  home: {
    sentence: '{{services}} of {{teams}}.',
    attention_one: '{{count}} needs attention: {{names}}.',
    attention_other: '{{count}} need attention: {{names}}.',
    calm: 'None of them needs attention right now.',
    urgent: 'Needs attention first',
    urgentAll_one: 'Show it among the services',
    urgentAll_other: 'All {{count}} that need attention',
    title: 'Fleet today',
    teams: 'Teams',
  },
  list: {
    caption: 'Teams with their services and how many of them need attention',
    name: 'Team',
    services: 'Services',
    servicesHint:
      'Services that this team or one of its children owns, as far as you may see them.',
    attention: 'Need attention',
    attentionHint:
      'Services with at least one reason to look: not ready, a failed or overdue deployment, data that is not fresh, an unmapped environment, or not seen at all.',
    childOf: 'child of {{parent}}',
    allWell: 'none',
    noService: 'no service',
    search: 'Search teams',
    noMatch: 'No team is called “{{text}}”.',
  },
  children: 'Teams below',
  more: 'and {{number}} more',
  timeZone: 'Days and weeks in {{zone}}',
  sentence: {
    calmReady_one: 'Nothing to do: the one service is ready.',
    calmReady_other: 'Nothing to do: all {{count}} services are ready.',
    calm_one: 'The one service needs no attention right now.',
    calm_other: 'None of the {{count}} services needs attention right now.',
    attention_one: '1 of {{of}} needs attention: {{names}}.',
    attention_other: '{{count}} of {{of}} need attention: {{names}}.',
    bare_one: '1 of {{of}} needs attention.',
    bare_other: '{{count}} of {{of}} need attention.',
    more_one: '{{names}}; and one more',
    more_other: '{{names}}; and {{count}} more',
  },
  summary: {
    label: 'Summary',
    perWeekHint:
      'Counted successful deployments in production of all services of the team, week by week; restarts never count.',
    trend: 'All deployments of the team per week',
    trendWords: '{{running}} in the week so far, {{last}} the week before',
    readiness: 'Ready in production',
    readinessHint:
      'Services by whether their production targets have the instances that they want. Choose one to see only those.',
    platforms: 'Runs on',
    platformsHint:
      'Services with at least one instance on the platform; a service may be on two.',
    noPlatform: 'nothing seen yet',
  },
  services: {
    caption: 'Services',
    service: 'Service',
    state: 'State',
    stateHint:
      'Why somebody should look, most urgent first; else whether it is ready in production.',
    runsOn: 'Runs on',
    runsOnHint: 'Platform and cluster, and instances ready of wanted.',
    last: 'Last deployment',
    lastHint:
      'The newest deployment that is no restart, production first, and how it went.',
    perWeek: '/week',
    perWeekHint:
      'Counted successful deployments ÷ observed weeks of the window; the bars are weeks, the last one is still running.',
    owner: 'Team',
    instances: '{{ready}} of {{desired}}',
    instancesUnknown: 'instances unknown',
    clusters_one: '{{count}} cluster',
    clusters_other: '{{count}} clusters',
    nowhereHint:
      'No source sees this service. See the sources page for what does not match.',
    noDeploymentHint:
      'No deployment has been observed or found for this service.',
    noneInWindow: 'none',
    noneInWindowHint: 'No deployment in this window.',
    moreReasons_one: 'and {{count}} more reason',
    moreReasons_other: 'and {{count}} more reasons',
    weeks:
      '{{list}} deployments in the weeks since {{since}}; the last week is still running.',
    noOwner: 'no owner',
  },
  filters: {
    label: 'Filters',
    text: 'Search services',
    attention: 'Needs attention',
    readiness: 'Readiness',
    outcome: 'Last deployment',
    platform: 'Platform',
    cluster: 'Cluster',
    environment: 'Environment',
    any: 'any',
    chosen: '{{name}}: {{values}}',
    team: 'Team',
    clear: 'Clear',
    activeText: 'Name: {{text}}',
    sort: 'Order',
  },
  card: {
    title: 'Services of this team',
    open: 'Open the dashboard',
  },
} as const;
