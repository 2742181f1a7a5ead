/** What an administrator chose about how delivery is measured: said with the definitions, and on a page of its own. */
export const measures = {
  tab: 'Measures',
  link: 'How it is measured',
  /** Said after the definition of a metric. */
  says: {
    leadTimeFrom: {
      committer: 'The clock starts when the commit was committed.',
      author: 'The clock starts when the commit was written.',
    },
    finish: {
      last: 'Where it goes to several targets, it is finished with the last.',
      first: 'Where it goes to several targets, it is finished with the first.',
      majority:
        'Where it goes to several targets, it is finished once more than half of them are.',
    },
    joinMinutes:
      'What is rolled out as the same version within {{minutes}} min of the first is one deployment.',
    incidentHours:
      'An incident speaks of the deployment before it for {{hours}} h.',
    rolledBack: {
      first:
        'Where several were taken back at once, the first of them has failed.',
      directly_before:
        'Where several were taken back at once, the last of them has failed.',
    },
    rollbacks: {
      without: 'Rollbacks count on neither side.',
      with: 'Rollbacks count on both sides.',
    },
    hotfix: 'A hotfix has {{what}}.',
    hotfixLabels: 'the label {{names}}',
    hotfixBranches: 'a branch that begins with {{names}}',
    noHotfix: 'No label and no branch makes a pull request a hotfix.',
    either: '{{first}} or {{last}}',
    hours:
      'People work from {{from}} to {{until}} on {{days}} ({{zone}}), unless the team has hours of its own.',
    noHours: 'Nobody works on any day, unless the team has hours of its own.',
    night:
      'The night is from {{from}} to {{until}} ({{zone}}), unless the team has one of its own.',
    shift:
      'Shifts begin at {{from}} and twelve hours later ({{zone}}), unless the team has other ones.',
    minutes: 'One takes: {{list}}.',
    minutesOf: '{{kind}} {{minutes}} min',
    noMinutes: 'No minutes are chosen, so no hours are estimated.',
    windows:
      'Numbers are told over {{list}}, today included, and compared with as many days before. {{first}} are shown first.',
    timeZone: 'Days and weeks are cut in {{zone}}; weeks begin on Monday.',
    bands: {
      none: 'Metrics carry no band.',
      edition:
        'Metrics carry the bands that dora.dev published in {{edition}}.',
    },
  },
  day: {
    monday: 'Monday',
    tuesday: 'Tuesday',
    wednesday: 'Wednesday',
    thursday: 'Thursday',
    friday: 'Friday',
    saturday: 'Saturday',
    sunday: 'Sunday',
  },
  dayRange: '{{first}} to {{last}}',
  page: {
    title: 'How it is measured',
    lead: 'Where the definitions of delivery leave a choice, this is what holds in this portal. An administrator changes it in the configuration; then every number is derived again, the past included.',
    waiting: 'Waiting for what is chosen …',
    chosen_one: '{{count}} choice differs from the default.',
    chosen_other: '{{count}} choices differ from the default.',
    allDefaults: 'Every choice is the default.',
    isDefault: 'default',
    insteadOf: 'instead of {{value}}',
    key: 'Key',
    copyKey: 'Copy the lines for {{key}}',
    none: 'none',
    yes: 'yes',
    no: 'no',
    time: 'Time',
    deployments: 'Deployments and lead time',
    failures: 'Failures and rework',
    load: 'Operational load',
    teams: 'Calendars of teams',
    teamsMore: 'Showing {{shown}} of {{total}} teams.',
    noTeams:
      'No team has hours of its own in the configuration. The annotation landfall.dev/time-zone gives a team its time zone.',
    holidays: 'free: {{list}}',
    holidaysMore_one: '{{list}} and {{count}} more',
    holidaysMore_other: '{{list}} and {{count}} more',
    hoursOf:
      '{{from}}–{{until}}, {{days}}; night {{nightFrom}}–{{nightUntil}}; shifts from {{shiftFrom}}; {{zone}}',
  },
  choice: {
    windows: 'Windows',
    timeZone: 'Time zone',
    joinMinutes: 'One deployment',
    finish: 'Finish of a deployment',
    leadTimeFrom: 'Start of lead time',
    incidentHours: 'Incidents after a deployment',
    rolledBack: 'What a rollback blames',
    failRateWithRollbacks: 'Rollbacks in the fail rate',
    hotfixLabels: 'Labels of hotfixes',
    hotfixBranches: 'Branches of hotfixes',
    workingHours: 'Working hours',
    minutesPerLoad: 'Minutes per kind of load',
    bands: 'Bands',
  },
  value: {
    finish: {
      last: 'the last target',
      first: 'the first target',
      majority: 'more than half of the targets',
    },
    leadTimeFrom: { committer: 'committed', author: 'written' },
    rolledBack: {
      first: 'the first that was taken back',
      directly_before: 'the one directly before',
    },
  },
  production: {
    title: 'What is production',
    lead: 'Only what a mapping says is production. The first that matches counts, from the top; what none matches is unmapped, and never production by its name.',
    targets: 'Targets of clusters',
    ci: 'Environments of CI and code hosts',
    caption: {
      targets: 'Which targets are in which environment',
      ci: 'Which environments of CI are in which environment',
    },
    environment: 'Environment',
    production: 'counts as production',
    match: 'Where',
    everything: 'everything else',
    condition: '{{of}} is {{patterns}}',
    noMappings: {
      targets:
        'Nothing is mapped, so no deployment counts: name the environments of targets in the configuration.',
      ci: 'Nothing is mapped: what CI deploys counts only where a cluster shows it.',
    },
    more: 'Showing {{shown}} of {{total}} mappings.',
    holds: 'Holds',
    holdsHint:
      'How much is in the environment now, by all of its mappings together, of what you may see.',
    count: {
      targets_one: '{{count}} target',
      targets_other: '{{count}} targets',
      ci_one: '{{count}} of CI',
      ci_other: '{{count}} of CI',
    },
    unmapped: {
      targets_one: '{{count}} target is unmapped',
      targets_other: '{{count}} targets are unmapped',
      ci_one: '{{count}} environment of CI is unmapped: {{names}}',
      ci_other: '{{count}} environments of CI are unmapped: {{names}}',
    },
    named: '{{environment}} of {{origin}}',
    further: '{{names}}, …',
  },
} as const;
