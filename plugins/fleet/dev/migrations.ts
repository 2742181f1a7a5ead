import {
  decisionKindSchema,
  migrationHealthSchema,
  sideStateSchema,
  stageSchema,
  type Cut,
  type DecisionKind,
  type FleetApi,
  type Freshness,
  type MigrationInfo,
  type MigrationProgress,
  type MigrationReview,
  type MigrationWeek,
  type Standing,
  type StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { aBurnUp, aMigration, aStanding } from './migrationBuilders';
import { before, DAY, HOUR } from './times';

/** What the fixture of the API knows of one migration. */
export interface MigrationFixture {
  info: MigrationInfo;
  standings: Standing[];
  waves?: MigrationReview['waves'];
  week?: Partial<MigrationWeek>;
  previousWeek?: Partial<MigrationWeek>;
  newOnOld?: MigrationReview['newOnOld'];
  /** Team above, by reference of the team. */
  parents?: Record<string, string>;
  knownSince?: string | null;
}

type ReviewQuery = NonNullable<Parameters<FleetApi['getMigration']>[1]>;
type StandingQuery = NonNullable<Parameters<FleetApi['listStandings']>[1]>;

/** What an answer is about besides the migration. */
export interface Asked {
  now: number;
  at: string | undefined;
  freshness: Freshness;
  restricted: boolean;
}

/** The head of every answer about migrations. */
export function asOfPart({ now, at, restricted }: Asked) {
  return {
    asOf: at ?? new Date(now).toISOString(),
    live: at === undefined,
    timeZone: 'UTC',
    restricted,
  };
}

/** The counts of some services. */
export function progressOf(standings: Standing[]): MigrationProgress {
  const count = (is: (one: Standing) => boolean) => standings.filter(is).length;
  const counts = <T extends string>(
    names: readonly T[],
    is: (one: Standing, name: T) => boolean,
  ) =>
    Object.fromEntries(
      names.map(name => [name, count(one => is(one, name))]),
    ) as Record<T, number>;
  const scope = count(one => one.side === null || one.side === 'not_seen');
  const done = count(one => one.stage === 'retired');
  const migrated = count(
    one => one.stage === 'retired' || one.stage === 'migrated',
  );
  const ready = (side: 'from' | 'to') =>
    standings.reduce((sum, one) => sum + one[side].ready, 0);
  return {
    scope,
    done,
    declared: count(one => one.declared),
    doneShare: scope > 0 ? done / scope : null,
    migrated,
    migratedShare: scope > 0 ? migrated / scope : null,
    instancesShare:
      ready('from') + ready('to') > 0
        ? ready('to') / (ready('from') + ready('to'))
        : null,
    trafficShare: null,
    trafficServices: count(one => one.shareBy === 'traffic'),
    stages: counts(stageSchema.options, (one, stage) => one.stage === stage),
    sides: counts(sideStateSchema.options, (one, side) => one.side === side),
    health: counts(
      migrationHealthSchema.options,
      (one, health) => one.health === health,
    ),
  };
}

/** The review of some of a migration's services. */
export function reviewOf(
  fixture: MigrationFixture,
  query: ReviewQuery,
  asked: Asked,
): MigrationReview {
  const standings = fixture.standings.filter(one =>
    matchesStanding(one, query),
  );
  const progress = progressOf(standings);
  const decisions = decisionsOf(standings);
  return {
    ...asOfPart(asked),
    migration: fixture.info,
    progress,
    week: weekOf(asked.now, fixture.week),
    previousWeek: weekOf(asked.now - 7 * DAY, fixture.previousWeek),
    burnUp: burnUpOf(progress, asked, 1),
    freshness: asked.freshness,
    onTheWay: null,
    knownSince:
      fixture.knownSince === undefined
        ? before(300 * DAY, asked.now)
        : fixture.knownSince,
    decisions: {
      total: decisions.length,
      counts: Object.fromEntries(
        decisionKindSchema.options.map(kind => [
          kind,
          decisions.filter(one => one.kind === kind).length,
        ]),
      ) as Record<DecisionKind, number>,
      items: decisions.slice(0, 50),
    },
    waves: fixture.waves ?? [],
    cut: cutOf(standings, {
      by: query.cut ?? 'team',
      parents: fixture.parents ?? {},
    }),
    newOnOld: fixture.newOnOld ?? { total: 0, items: [] },
  };
}

/** A migration as the list shows it. */
export function summaryOf(fixture: MigrationFixture, asked: Asked) {
  const progress = progressOf(fixture.standings);
  return {
    migration: fixture.info,
    progress,
    week: weekOf(asked.now, fixture.week),
    burnUp: burnUpOf(progress, asked, 5),
    freshness: asked.freshness,
    onTheWay: null,
  };
}

/** Whether a service passes the filters of a query. */
export function matchesStanding(
  one: Standing,
  query: StandingQuery | ReviewQuery,
): boolean {
  const text = query.text?.toLocaleLowerCase('en-US') ?? '';
  return (
    one.title.toLocaleLowerCase('en-US').includes(text) &&
    (!query.team || one.owner?.ref === query.team) &&
    any(query.stage, one.stage) &&
    any(query.side, one.side) &&
    any(query.health, one.health) &&
    any(query.wave, one.wave?.id) &&
    any(query.tier, one.tier) &&
    any(query.system, one.system) &&
    any(query.domain, one.domain) &&
    (query.decision === undefined || any(query.decision, decisionOf(one)))
  );
}

/** Everything about one service in one migration. */
export function detailOf(
  info: MigrationInfo,
  standing: Standing,
  asked: Asked,
): StandingDetail {
  const reached = standing.stage
    ? stageSchema.options.indexOf(standing.stage)
    : -1;
  return {
    ...asOfPart(asked),
    migration: info,
    standing,
    ladder: stageSchema.options.map((stage, index) => ({
      stage,
      state: rungState(index, reached),
      since:
        index <= reached
          ? new Date(
              Date.parse(standing.since) - (reached - index) * 9 * DAY,
            ).toISOString()
          : null,
    })),
    evidence: evidenceOf(info, standing, asked),
    traffic:
      standing.shareBy === 'traffic' && standing.share !== null
        ? (['from', 'to'] as const).map(side => ({
            side,
            platform: side === 'from' ? info.fromTitle : info.toTitle,
            requestsPerSecond:
              420 *
              (side === 'to' ? standing.share ?? 0 : 1 - (standing.share ?? 0)),
            since: before(HOUR, asked.now),
            source: 'prometheus',
            scope: 'prometheus-eu',
            claimedTwice: false,
          }))
        : [],
    validation: info.validation.map((rule, index) => {
      const met = reached >= stageSchema.options.indexOf('migrated');
      const running =
        rule.rule === 'soak' && standing.stage === 'validating' && !met;
      return {
        rule,
        state: resultState(met, running),
        at: met ? before((index + 1) * 2 * DAY, asked.now) : null,
        peakRate: met && rule.rule === 'stress_test' ? 432 : null,
        durationSeconds: met && rule.rule === 'stress_test' ? 900 : null,
        link:
          met && rule.rule === 'stress_test'
            ? 'https://ci.example.com/runs/4711'
            : null,
        author: null,
        note: null,
        until: running ? before(-2 * DAY, asked.now) : null,
      };
    }),
    changes: changesOf(standing, reached),
    acts: actsOf(standing),
  };
}

function rungState(index: number, reached: number) {
  if (index === reached) return 'current';
  return index < reached ? 'passed' : 'ahead';
}

function resultState(met: boolean, running: boolean) {
  if (met) return 'met';
  return running ? 'not_met' : 'not_reported';
}

function evidenceOf(
  info: MigrationInfo,
  standing: Standing,
  asked: Asked,
): StandingDetail['evidence'] {
  return (['from', 'to'] as const).flatMap(side =>
    Array.from({ length: standing[side].targets }, (_, index) => {
      const share = Math.floor(standing[side].ready / standing[side].targets);
      const cluster = ['prod-eu', 'prod-us', 'prod-ap'][index % 3];
      return {
        side,
        target: `${side}-${standing.title}-${index}`,
        platform:
          side === 'from'
            ? info.fromTitle.toLocaleLowerCase('en-US')
            : info.toTitle.toLocaleLowerCase('en-US'),
        cluster,
        namespace: 'shop',
        workloadKind: side === 'from' ? 'Job' : 'Deployment',
        workload: standing.title,
        environment: 'production',
        ready: share,
        desired: share || 4,
        images: [`registry.example.com/shop/${standing.title}:v141`],
        since: before(30 * DAY, asked.now),
        goneAt: null,
        source: side === 'from' ? 'helios' : 'kubernetes',
        scope: cluster,
        data: standing.data,
        seenAt: before(20_000, asked.now),
      };
    }),
  );
}

function changesOf(
  standing: Standing,
  reached: number,
): StandingDetail['changes'] {
  const change = (
    at: string,
    stage: Standing['stage'],
    move: StandingDetail['changes'][number]['move'],
  ) => ({ at, knownAt: at, stage, side: null, move });
  const climbed = stageSchema.options
    .slice(1, reached + 1)
    .map((stage, index) =>
      change(
        new Date(
          Date.parse(standing.since) - (reached - index - 1) * 9 * DAY,
        ).toISOString(),
        stage,
        'up',
      ),
    )
    .reverse();
  return standing.fellBackAt
    ? [change(standing.fellBackAt, standing.stage, 'fall_back'), ...climbed]
    : climbed;
}

function actsOf(standing: Standing): StandingDetail['acts'] {
  const { blocked, override, exemption } = standing;
  return [
    blocked && { kind: 'block' as const, said: blocked },
    override && { kind: 'override' as const, said: override },
    exemption && { kind: 'request_exemption' as const, said: exemption },
  ].flatMap(one =>
    one
      ? [
          {
            id: one.said.id,
            act: one.kind,
            of: null,
            stage: 'stage' in one.said ? one.said.stage : null,
            reason: one.said.reason,
            link: one.said.link,
            waitingFor: 'waitingFor' in one.said ? one.said.waitingFor : null,
            expiresAt: one.said.expiresAt,
            author: one.said.author,
            at: one.said.at,
            active: true,
          },
        ]
      : [],
  );
}

function burnUpOf(progress: MigrationProgress, asked: Asked, step: number) {
  const { scope, done, migrated } = progress;
  return scope === 0
    ? []
    : aBurnUp({
        scope,
        done,
        migrated,
        step,
        now: asked.at ? Date.parse(asked.at) : asked.now,
      });
}

function weekOf(now: number, week: Partial<MigrationWeek> = {}): MigrationWeek {
  const day = new Date(now);
  const monday = now - ((day.getUTCDay() + 6) % 7) * DAY;
  return {
    weekStart: new Date(monday).toISOString().slice(0, 10),
    moved: 0,
    done: 0,
    fellBack: 0,
    scopeAdded: 0,
    scopeRemoved: 0,
    newOnOld: 0,
    ...week,
  };
}

function decisionOf(one: Standing): DecisionKind | undefined {
  if (one.health === 'blocked') return 'blocked';
  if (one.conflict) return 'conflict';
  if (one.fellBackAt) return 'fell_back';
  if (one.exemption)
    return one.exemption.approved ? 'exemption_ends' : 'exemption_requested';
  return one.health === 'lagging' || one.health === 'stalled'
    ? one.health
    : undefined;
}

function decisionsOf(
  standings: Standing[],
): MigrationReview['decisions']['items'] {
  return standings
    .flatMap(one => {
      const kind = decisionOf(one);
      const act = one.blocked ?? one.exemption ?? one.override;
      return kind
        ? [
            {
              kind,
              service: one.service,
              title: one.title,
              owner: one.owner,
              stage: one.stage,
              wave: one.wave,
              since: act?.at ?? one.fellBackAt ?? one.healthSince ?? one.since,
              reason: act?.reason ?? null,
              link: act?.link ?? null,
              waitingFor: one.blocked?.waitingFor ?? null,
              until: one.exemption?.expiresAt ?? null,
              usualDays: kind === 'stalled' ? 6 : null,
              act: act?.id ?? null,
            },
          ]
        : [];
    })
    .sort(
      (a, b) =>
        decisionKindSchema.options.indexOf(a.kind) -
          decisionKindSchema.options.indexOf(b.kind) ||
        a.since.localeCompare(b.since),
    );
}

function cutOf(
  standings: Standing[],
  options: { by: Cut; parents: Record<string, string> },
): MigrationReview['cut'] {
  const { by, parents } = options;
  const groups = new Map<
    string | null,
    { title: string; standings: Standing[] }
  >();
  for (const one of standings) {
    const [key, title] = keyOf(one, by, parents);
    const group = groups.get(key) ?? { title, standings: [] };
    group.standings.push(one);
    groups.set(key, group);
  }
  const rows = [...groups].map(([key, group]) => {
    const { scope, done, migrated, health } = progressOf(group.standings);
    return {
      key,
      title: group.title,
      parent: by === 'team' && key ? parents[key] ?? null : null,
      parentTitle: null,
      scope,
      done,
      migrated,
      moved: group.standings.length % 3,
      lagging: health.lagging,
      blocked: health.blocked,
      stalled: health.stalled,
    };
  });
  return {
    by,
    rows: rows
      .sort(
        (a, b) =>
          b.scope - b.done - (a.scope - a.done) ||
          a.title.localeCompare(b.title),
      )
      .slice(0, 500),
    total: rows.length,
  };
}

function keyOf(
  one: Standing,
  by: Cut,
  parents: Record<string, string>,
): [string | null, string] {
  const name = (value: string | null) => value?.split('/').at(-1) ?? '';
  switch (by) {
    case 'team':
      return [one.owner?.ref ?? null, one.owner?.title ?? ''];
    case 'parent': {
      const parent = one.owner ? parents[one.owner.ref] ?? one.owner.ref : null;
      return [parent, name(parent)];
    }
    case 'wave':
      return [one.wave?.id ?? null, one.wave?.title ?? ''];
    case 'platform':
      return one.to.ready > 0
        ? ['kubernetes', 'kubernetes']
        : ['helios', 'helios'];
    case 'cluster':
      return ['prod-eu', 'prod-eu'];
    default:
      return [one[by], name(one[by])];
  }
}

/** `anyOf` of the contract takes one value or several. */
function any(wanted: unknown, value: unknown): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
}

/** A company in the middle of two migrations, in every state that a service can be in. Test data. */
export function aMovingCompany(
  now: number,
  size: 'small' | 'large' = 'small',
): MigrationFixture[] {
  const count = size === 'large' ? 2000 : 150;
  const teams = size === 'large' ? 110 : 14;
  const ago = (days: number) => before(days * DAY, now);
  const author = { ref: 'user:default/robin', title: 'Robin Ek' };
  const standings = Array.from({ length: count }, (_, index) =>
    aMover(index, { count, teams, now }),
  );
  standings.push(
    aStanding({
      title: 'ledger',
      stage: 'ready',
      health: 'blocked',
      healthSince: ago(16),
      since: ago(30),
      to: { targets: 1, ready: 0 },
      blocked: {
        id: 'act-1',
        reason: 'needs static IP',
        link: 'https://tickets.example.com/NET-12',
        author,
        at: ago(16),
        expiresAt: null,
        waitingFor: 'network team',
      },
      next: [{ step: 'make_ready', ready: 0, desired: 4 }],
    }),
    aStanding({
      title: 'recommendations-and-personalised-listings-experience-gateway',
      owner: {
        ref: 'group:default/recommendations',
        title: 'Recommendations and Personalised Listings Experience',
      },
      ownerThen: { ref: 'group:default/discovery', title: 'Discovery' },
      stage: 'shifting',
      health: 'stalled',
      healthSince: ago(3),
      since: ago(12),
      share: 0.3,
      shareBy: 'traffic',
      to: { targets: 3, ready: 12 },
      blocked: null,
      next: [{ step: 'finish_shift', by: 'traffic' }],
    }),
    aStanding({
      title: 'invoices',
      stage: 'migrated',
      derivedStage: 'side_by_side',
      conflict: true,
      since: ago(5),
      to: { targets: 2, ready: 3 },
      override: {
        id: 'act-2',
        stage: 'migrated',
        reason:
          'Checked by hand with the auditors on Friday, the load test stands in their report',
        link: null,
        author,
        at: ago(5),
        expiresAt: before(-20 * DAY, now),
      },
      next: [{ step: 'remove' }],
    }),
    aStanding({
      title: 'search-suggest',
      stage: 'side_by_side',
      fellBackAt: ago(2),
      since: ago(2),
      to: { targets: 1, ready: 2 },
      next: [{ step: 'shift_traffic', known: false }],
    }),
    aStanding({
      title: 'payroll',
      stage: 'not_started',
      wave: null,
      since: ago(200),
      exemption: {
        id: 'act-3',
        reason: 'Is replaced by a product in March',
        link: null,
        author,
        at: ago(1),
        expiresAt: before(-120 * DAY, now),
        approver: null,
        approved: false,
      },
      next: [{ step: 'plan' }],
    }),
    aStanding({
      title: 'fax-gateway',
      stage: null,
      side: 'exempt',
      health: null,
      since: ago(150),
      exemption: {
        id: 'act-4',
        reason: 'The hardware stands in the old data centre',
        link: null,
        author,
        at: ago(150),
        expiresAt: before(-9 * DAY, now),
        approver: { ref: 'user:default/kim', title: 'Kim Lund' },
        approved: true,
      },
      next: [],
    }),
    aStanding({
      title: 'ghost',
      stage: null,
      side: 'not_seen',
      health: 'unknown',
      data: 'stale',
      from: { targets: 0, ready: 0 },
      since: ago(4),
      owner: null,
      next: [],
    }),
  );
  const waves = Array.from({ length: 8 }, (_, index) => {
    const own = standings.filter(one => one.wave?.id === `wave-${index + 1}`);
    const { scope, done, migrated } = progressOf(own);
    const day = (age: number) =>
      new Date(now - age * DAY).toISOString().slice(0, 10);
    const begin = 290 - index * 45;
    return {
      id: `wave-${index + 1}`,
      title: `Wave ${index + 1}`,
      plannedStart: index === 7 ? null : day(begin),
      plannedEnd: index >= 6 ? null : day(begin - 40),
      actualStart: begin > 0 ? day(begin - 4) : null,
      actualEnd: index < 2 ? day(begin - 52) : null,
      scope,
      done,
      migrated,
      behind: own.filter(one => one.health === 'lagging').length,
      gates:
        index === 5
          ? [
              'The new load balancers are in both regions',
              'On-call has been trained',
            ]
          : [],
    };
  });
  return [
    {
      info: aMigration({
        demo: true,
        originalTarget: '2026-09-30',
        slips: [
          { from: '2026-09-30', to: '2026-12-31', at: ago(120) },
          { from: '2026-12-31', to: '2027-01-31', at: ago(40) },
        ],
      }),
      standings,
      waves,
      week: { moved: 9, done: 3, fellBack: 1 },
      previousWeek: {
        moved: 61,
        done: 34,
        fellBack: 3,
        scopeAdded: 12,
        newOnOld: 2,
      },
      newOnOld: {
        total: 2,
        items: [
          {
            service: 'component:default/gift-cards',
            title: 'gift-cards',
            at: ago(9),
          },
          {
            service: 'component:default/returns-portal',
            title: 'returns-portal',
            at: ago(11),
          },
        ],
      },
      parents: Object.fromEntries(
        Array.from({ length: teams }, (_, index) => [
          `group:default/team-${index}`,
          `group:default/tribe-${index % 9}`,
        ]),
      ),
    },
    {
      info: aMigration({
        id: 'untraced-to-traced',
        title: 'Untraced → traced',
        fromTitle: 'untraced',
        toTitle: 'OpenTelemetry',
        target: '2026-10-31',
        originalTarget: '2026-10-31',
        technology: null,
        sponsor: null,
        demo: true,
        problems: [
          {
            text: 'Wave “pilots” matches no service of the scope.',
            fix: 'Change its match in fleet.migrations[1].waves[0].',
          },
        ],
      }),
      standings: standings.slice(0, 40),
    },
  ];
}

/** One of many, further along the lower its number. */
function aMover(
  index: number,
  { count, teams, now }: { count: number; teams: number; now: number },
): Standing {
  const team = (index * 7 + Math.floor(index / 9)) % teams;
  const place = (index * 37) % count;
  const part = place / count;
  const stage = stageFor(part);
  const late = stage !== 'retired' && stage !== 'migrated' && index % 11 === 0;
  const on = stageSchema.options.indexOf(stage);
  const base = {
    title: `${
      ['cart', 'pay', 'find', 'user', 'ship', 'mail', 'bill'][index % 7]
    }-${['api', 'worker', 'fe', 'sync'][index % 4]}-${index}`,
    owner: {
      ref: `group:default/team-${team}`,
      title: `Team ${String.fromCharCode(65 + (team % 26))}${team}`,
    },
    system: `system:default/system-${index % 6}`,
    domain: `domain:default/${
      ['commerce', 'discovery', 'logistics'][index % 3]
    }`,
    tier: String((index % 3) + 1),
    wave:
      index % 9 === 8
        ? null
        : { id: `wave-${(index % 8) + 1}`, title: `Wave ${(index % 8) + 1}` },
    stage,
    since: before((3 + (index % 60)) * DAY + HOUR, now),
    health: healthFor(stage, late),
    healthSince: late ? before(11 * DAY, now) : null,
    from: {
      targets: stage === 'retired' ? 0 : 1,
      ready: on >= 5 ? 0 : 6 - (index % 3),
    },
    to: { targets: on >= 2 ? 3 : 0, ready: on >= 3 ? 12 : 0 },
    declared: stage === 'retired' && index % 23 === 0,
  };
  return aStanding({
    ...base,
    ...(stage === 'shifting' && {
      share: 0.1 + (index % 9) / 10,
      shareBy: 'traffic' as const,
    }),
    ...(stage === 'validating' && { share: 1, shareBy: 'instances' as const }),
    next: nextOf(stage, now),
  });
}

function healthFor(
  stage: Standing['stage'],
  late: boolean,
): Standing['health'] {
  if (stage === 'retired') return null;
  return late ? 'lagging' : 'on_track';
}

function stageFor(part: number): NonNullable<Standing['stage']> {
  if (part < 0.64) return 'retired';
  if (part < 0.69) return 'migrated';
  if (part < 0.74) return 'validating';
  if (part < 0.79) return 'shifting';
  if (part < 0.82) return 'side_by_side';
  if (part < 0.86) return 'ready';
  return part < 0.95 ? 'planned' : 'not_started';
}

function nextOf(
  stage: NonNullable<Standing['stage']>,
  now: number,
): Standing['next'] {
  switch (stage) {
    case 'not_started':
      return [{ step: 'plan' }, { step: 'create' }];
    case 'planned':
      return [{ step: 'create' }];
    case 'ready':
      return [{ step: 'make_ready', ready: 0, desired: 12 }];
    case 'side_by_side':
      return [{ step: 'shift_traffic', known: true }];
    case 'shifting':
      return [{ step: 'finish_shift', by: 'traffic' }];
    case 'validating':
      return [
        {
          step: 'report_test',
          rule: 'stress_test',
          failed: false,
          peakRate: 400,
        },
        { step: 'soak', until: before(-2 * DAY, now) },
      ];
    case 'migrated':
      return [{ step: 'remove' }];
    default:
      return [];
  }
}
