/** What is said where there is nothing, not yet anything, or not all of it. */
export const states = {
  waiting: {
    team: 'Waiting for the numbers of this team …',
    teams: 'Waiting for the list of teams …',
    services: 'Waiting for the list of services …',
    service: 'Waiting for what is known about this service …',
    deployments: 'Waiting for the deployments of this service …',
    evidence: 'Waiting for the evidence of this deployment …',
    sources: 'Waiting for the state of the sources …',
    unmatched: 'Waiting for the list of workloads …',
    quarantine: 'Waiting for the list of refused records …',
  },
  error: {
    title: 'That did not work',
    unreachable: 'The backend cannot be reached.',
    kept: 'What you see is from {{ago}}; it may have changed since.',
    nothingKept:
      'Nothing is lost: what the sources report goes on being recorded.',
    again: 'Try again',
    forbiddenTitle: 'You may not see this',
    forbidden:
      'Your role lacks the permission. Whoever administers the portal can give it to you.',
    notFoundTitle: 'There is nothing of this name',
  },
  freshness: {
    fresh: 'All sources fresh',
    troubled_one: '{{count}} source in trouble',
    troubled_other: '{{count}} sources in trouble',
    none: 'No source',
    asOf: 'data as of {{ago}}',
    line: '{{scope}}: {{state}}, last read {{ago}}',
    hint: 'How long ago the source that is furthest behind was last read.',
    label: 'Freshness of the data: {{state}}',
  },
  heard: {
    stale_one:
      'We have not heard from {{scope}} for {{span}}; what is shown of it is from before that.',
    stale_other:
      'We have not heard from {{scope}} for {{span}}, nor from {{more}} more; what is shown of them is from before that.',
    never_one: '{{scope}} has never been read successfully.',
    never_other:
      '{{scope}} and {{more}} more have never been read successfully.',
    partial_one: 'Of {{scope}} we see only a part.',
    partial_other: 'Of {{scope}} and {{more}} more we see only a part.',
  },
  restricted: 'Sums cover the services that you may see.',
  restrictedHint:
    'You may not see every service of this portal. Numbers and lists leave the others out.',
  start: {
    title: 'Nothing has been observed yet',
    lead: 'Connect the first source in three steps:',
    step1:
      'Add a cluster under fleet.kubernetes.clusters in app-config.yaml. A read-only ClusterRole is all that it needs; the documentation has it as YAML.',
    step2:
      'Say which namespaces or labels are production under fleet.environments.',
    step3:
      'Give workloads the label or annotation backstage.io/kubernetes-id with the name of their catalog component, and restart the portal.',
    demo: 'Or look at a made-up company first. In app-config.yaml:',
    demoConfig: 'fleet:\n  demo:\n    enabled: true',
    sources: 'What the sources say',
    reading: 'The first look is on its way',
    readingBody:
      'The sources below are connected, and what they report is being put in order. This page fills by itself.',
    readingNone:
      'The sources below are connected, but nothing that they see belongs to a service of the catalog yet.',
  },
  noServices: {
    title: 'This team owns no service that anybody can see here',
    body: 'A service belongs to the team that its catalog entry names as owner (spec.owner). Services of child teams are counted too.',
    example: 'spec:\n  owner: {{team}}',
    lead: 'In the catalog-info.yaml of a service:',
  },
  noTeams: {
    title: 'There is no team yet',
    body: 'Teams are the catalog entries of kind Group. Register them, for example through your organisation’s provider, and they appear here.',
  },
  noResult: {
    title: 'Nothing matches these filters',
    drop: 'Drop “{{filter}}” ({{number}})',
    dropUnknown: 'Drop “{{filter}}”',
    all: 'Drop all filters',
  },
} as const;
