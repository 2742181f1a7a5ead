/** The list of migrations, their review, and the words for where a service stands in one. */
export const migrations = {
  stage: {
    not_started: 'not started',
    planned: 'planned',
    ready: 'ready',
    side_by_side: 'side by side',
    shifting: 'shifting',
    validating: 'validating',
    migrated: 'migrated',
    retired: 'retired',
  },
  stageHint: {
    not_started: 'Seen on the old side only, and in no wave that has a date.',
    planned: 'Seen on the old side only; its wave has a date.',
    ready: 'Exists on the new side, without a ready instance there.',
    side_by_side:
      'Both sides have ready instances; no traffic is known on the new one.',
    shifting:
      'Both sides have ready instances, and a part of the traffic is on the new one.',
    validating:
      'All known traffic, or all ready instances where traffic is unknown, is on the new side; what has to be shown is not all shown yet.',
    migrated: 'All that has to be shown is shown; the old side still exists.',
    retired:
      'It served on the new side, and the old side has been gone for long enough, looked at all the while. This is done.',
  },
  declared: 'retired (declared)',
  declaredHint:
    'The definition lists it as moved before Landfall looked; nobody saw it.',
  side: {
    born_on_target: 'born on the new side',
    exempt: 'exempt',
    retired_service: 'service gone',
    not_seen: 'not seen',
  },
  sideHint: {
    born_on_target:
      'Never seen on the old side: there is nothing to move, so it is not in the denominator.',
    exempt:
      'Taken out of the denominator for a reason and until a date, approved by somebody else.',
    retired_service:
      'Seen on neither side and gone from the catalog, so it is not in the denominator.',
    not_seen:
      'In the scope, but seen on neither side now. It stays in the denominator until somebody finds it.',
  },
  health: {
    blocked: 'blocked',
    stalled: 'stalled',
    lagging: 'behind its wave',
    at_risk: 'at risk',
    unknown: 'unknown',
    on_track: 'on track',
  },
  healthHint: {
    blocked: 'Somebody said that it cannot go on, and why.',
    stalled:
      'In its stage for longer than that stage usually takes (its 85th percentile; 21 days where that is not known).',
    lagging: 'The planned end of its wave has passed, and it is not migrated.',
    at_risk: 'The forecast misses the target date.',
    unknown: 'The evidence is stale, so nobody can tell.',
    on_track: 'Nothing says that it is late or stuck.',
  },
  decision: {
    blocked: 'blocked',
    conflict: 'conflict',
    fell_back: 'fell back',
    lagging: 'behind wave',
    stalled: 'stalled',
    exemption_requested: 'exemption requested',
    exemption_ends: 'exemption ends',
  },
  decisionHint: {
    blocked: 'Somebody said that it cannot go on, and why.',
    conflict: 'Somebody set a stage by hand, and what is seen contradicts it.',
    fell_back:
      'It went down the ladder on fresh, complete evidence, and has not climbed since.',
    lagging: 'The planned end of its wave has passed, and it is not migrated.',
    stalled: 'In its stage for longer than that stage usually takes.',
    exemption_requested:
      'Somebody asks to take it out; another person has to approve or reject that.',
    exemption_ends:
      'Its exemption runs out soon; then it returns to the denominator.',
  },
  next: {
    plan: 'Plan it: put it into a wave with a date',
    create: 'Create it on the new side',
    makeReady:
      'Get its instances on the new side ready ({{ready}} of {{desired}})',
    makeReadyUnknown: 'Get its instances on the new side ready',
    shiftTraffic: 'Send the first traffic to the new side',
    tellTraffic:
      'Send traffic to the new side, and connect a source that tells of it',
    finishShift: {
      traffic: 'Move the rest of the traffic to the new side',
      instances: 'Stop the last instances on the old side',
    },
    report: {
      load_test: 'Report a load test from CI',
      stress_test: 'Report a stress test from CI',
    },
    reportAt: {
      load_test: 'Report a load test of at least {{rate}} requests/s from CI',
      stress_test:
        'Report a stress test of at least {{rate}} requests/s from CI',
    },
    repeat: {
      load_test: 'Repeat the load test: the last one was not met',
      stress_test: 'Repeat the stress test: the last one was not met',
    },
    repeatAt: {
      load_test:
        'Repeat the load test with at least {{rate}} requests/s: the last one was not met',
      stress_test:
        'Repeat the stress test with at least {{rate}} requests/s: the last one was not met',
    },
    soak: 'Wait: it soaks until {{until}} if nothing happens',
    sign_off: 'Sign it off',
    remove: 'Remove it from the old side',
    stayGone:
      'Wait: it counts as retired on {{until}} if the old side stays gone',
  },
} as const;
