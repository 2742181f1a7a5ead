/** What platforms make of the processors that they have. */
export const utilisation = {
  title: 'Utilisation',
  hint: 'What each platform has of processors, and what is made of it: used and set aside as shares of what its nodes can give to what runs there.',
  period: 'means of the last {{days}} days',
  twoUsed:
    '{{more}} uses {{ratio}} times as much of its processors as {{less}}.',
  sameUsed: '{{more}} and {{less}} use the same share of their processors.',
  oneUsed: '{{platform}} uses {{share}} of its processors.',
  twoPacked:
    'A node of {{more}} runs {{ratio}} times as many workloads as one of {{less}}.',
  nothing:
    'No source tells what platforms have of processors in these days. Whoever administers the portal adds queries for capacity to the configuration of Prometheus, or connects a source that tells it.',
  restricted:
    'What platforms use is about all that runs there: it is told to whoever may see all services.',
  caption: 'What platforms make of their processors, over {{days}} days',
  platform: 'Platform',
  used: 'Used of allocatable',
  usedHint:
    'Cores used as a share of those that the nodes can give, over the hours of which both are told.',
  requested: 'Requested of allocatable',
  requestedHint:
    'Cores set aside as a share of those that the nodes can give, over the hours of which both are told.',
  packed: 'Workloads per node',
  packedHint: 'How densely it is packed: workloads divided by nodes.',
  cores: 'Cores',
  coresHint: 'What the nodes can give, as a mean over the hours.',
  nodes: 'Nodes',
  hours: 'Hours told',
  hoursHint: 'Of how many hours of these days anything is told.',
  change: {
    up: '▲ {{amount}}',
    down: '▼ {{amount}}',
    same: '= as before',
    unknown: 'no comparison',
    unknownHint: 'The {{days}} days before are not told of.',
    words: 'It was {{before}} in the {{days}} days before.',
  },
  ratio: '{{platform}} ÷ {{to}}',
  times: '{{value}} ×',
  line: '{{what}} by day from {{since}} to {{until}}: first {{first}}, last {{last}}, least {{least}}, greatest {{greatest}}.',
  lineGaps_one: '{{count}} day between is not told of.',
  lineGaps_other: '{{count}} days between are not told of.',
  lineOf: '{{what}}, {{platform}}',
  asTable: 'Days as a table',
  daysCaption: 'What platforms make of their processors, day by day',
  day: 'Day',
} as const;
