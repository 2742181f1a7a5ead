/** What a service has of processors and what it uses. */
export const capacity = {
  title: 'Capacity',
  hint: 'What the service has of processors and what it uses, on each platform where it runs.',
  period: 'Means of the last {{days}} days',
  caption: 'Capacity over {{days}} days',
  platform: 'Platform',
  used: 'Cores used',
  usedHint: 'The mean over the hours of which it is told.',
  requested: 'Cores requested',
  requestedHint:
    'The mean of what is set aside for it over the hours of which it is told.',
  usedOfRequested: 'Used of requested',
  usedOfRequestedHint:
    'What is used as a share of what is set aside, over the hours of which both are told. Above 100 % it uses more than is set aside.',
  ofAllocatable: 'Of what there is',
  ofAllocatableHint:
    'What is set aside as a share of what the nodes can give, over the hours of which both are told.',
  ofNodes: 'of the nodes that it runs on',
  ofPlatform: 'of the whole platform',
  trend: 'Used of requested, by day',
  trendHint:
    'One point per day of which anything is told, oldest first, from nothing upwards.',
  lineOf: 'Used of requested, {{platform}}',
  asTable: 'Days as a table',
  daysCaption: 'Capacity of this service day by day',
  day: 'Day',
  replicas: 'Replicas',
  replicasHint: 'The least and the greatest number of these days.',
  replicasBetween: '{{min}} – {{max}}',
  replicasFrom: 'from {{min}}',
  replicasUpTo: 'up to {{max}}',
  autoscaled: 'by an autoscaler',
  notAutoscaled: 'fixed',
  requests: 'Requests',
  requestsHint: 'Requests per second as told now, summed over its targets.',
  perSecond: '{{value}} /s',
  missing: {
    not_told:
      'No source tells this of these days. For a cluster the page of sources says whether a right is missing; what is used, and all else, takes a query in the configuration of Prometheus.',
    nothing_to_divide_by: 'Nothing is set aside, so there is no share of it.',
    not_of_all_hosts:
      'Some hosts do not tell how many processors they have. Whoever runs the platform finds out why.',
  },
  nothing:
    'No source tells what this service uses in these days. Clusters tell by the hour what is set aside for it; for what it uses whoever administers the portal adds queries for processors to the configuration of Prometheus.',
} as const;
