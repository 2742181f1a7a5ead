/** From what the engine knows to rows, and the columns of those. */
import type { ColumnType } from '../../database/dialect';
import type {
  FoldState,
  StandingChange,
  StandingValues,
} from '../../migration/types';
import type {
  StandingHistoryRow,
  StandingRow,
  StandingValuesRow,
} from '../tables';

const VALUES_COLUMNS: Record<keyof StandingValuesRow, ColumnType> = {
  migration: 'text',
  service: 'text',
  in_scope: 'boolean',
  stage: 'text',
  side: 'text',
  declared: 'boolean',
  derived_stage: 'text',
  conflict: 'boolean',
  since: 'bigint',
  share: 'double precision',
  share_by: 'text',
  traffic_from: 'double precision',
  traffic_to: 'double precision',
  traffic_claimed_twice: 'boolean',
  health: 'text',
  health_since: 'bigint',
  wave: 'text',
  owner: 'text',
  owner_then: 'text',
  system: 'text',
  domain: 'text',
  tier: 'text',
  from_targets: 'bigint',
  from_ready: 'bigint',
  to_targets: 'bigint',
  to_ready: 'bigint',
  born_on_from_at: 'bigint',
  fell_back_at: 'bigint',
  blocked: 'text',
  override: 'text',
  exemption: 'text',
  next: 'text',
  reached: 'text',
};

export const STANDING_COLUMNS: Record<keyof StandingRow, ColumnType> = {
  ...VALUES_COLUMNS,
  state: 'text',
  next_timer: 'bigint',
  folded_through: 'bigint',
  folded: 'text',
};

export const HISTORY_COLUMNS: Record<
  Exclude<keyof StandingHistoryRow, 'id'>,
  ColumnType
> = {
  ...VALUES_COLUMNS,
  learnt_at: 'bigint',
  at: 'bigint',
  move: 'text',
  stage_before: 'text',
  scope_delta: 'bigint',
  done_delta: 'bigint',
  migrated_delta: 'bigint',
};

/** Which service in which migration. */
export interface Place {
  migration: string;
  service: string;
}

function valuesOf(place: Place, values: StandingValues): StandingValuesRow {
  const json = (value: unknown) =>
    value === null ? null : JSON.stringify(value);
  return {
    ...place,
    in_scope: values.inScope,
    stage: values.stage,
    side: values.side,
    declared: values.declared,
    derived_stage: values.derivedStage,
    conflict: values.conflict,
    since: values.since,
    share: values.share,
    share_by: values.shareBy,
    traffic_from: values.trafficFrom,
    traffic_to: values.trafficTo,
    traffic_claimed_twice: values.trafficClaimedTwice,
    health: values.health,
    health_since: values.healthSince,
    wave: values.wave,
    owner: values.owner,
    owner_then: values.ownerThen,
    system: values.system,
    domain: values.domain,
    tier: values.tier,
    from_targets: values.from.targets,
    from_ready: values.from.ready,
    to_targets: values.to.targets,
    to_ready: values.to.ready,
    born_on_from_at: values.bornOnFromAt,
    fell_back_at: values.fellBackAt,
    blocked: json(values.blocked),
    override: json(values.override),
    exemption: json(values.exemption),
    next: JSON.stringify(values.next),
    reached: JSON.stringify(values.reached),
  };
}

/** Of what nothing is known yet: a row that no sum and no list counts. */
const NOTHING: Omit<StandingValuesRow, keyof Place> = {
  in_scope: false,
  stage: null,
  side: null,
  declared: false,
  derived_stage: null,
  conflict: false,
  since: 0,
  share: null,
  share_by: null,
  traffic_from: null,
  traffic_to: null,
  traffic_claimed_twice: false,
  health: null,
  health_since: null,
  wave: null,
  owner: null,
  owner_then: null,
  system: null,
  domain: null,
  tier: null,
  from_targets: 0,
  from_ready: 0,
  to_targets: 0,
  to_ready: 0,
  born_on_from_at: null,
  fell_back_at: null,
  blocked: null,
  override: null,
  exemption: null,
  next: '[]',
  reached: '{}',
};

/** The row of a standing; `before` is what was known until then, where nothing changed. */
export function standingRow(
  place: Place,
  options: {
    values: StandingValues | undefined;
    before: StandingValuesRow | undefined;
    state: FoldState;
    nextTimer: number | null;
    foldedThrough: number;
    folded: readonly string[];
  },
): StandingRow {
  const { values, before } = options;
  const shown = values
    ? valuesOf(place, values)
    : { ...NOTHING, ...before, ...place };
  return {
    ...shown,
    state: JSON.stringify(options.state),
    next_timer: options.nextTimer,
    folded_through: options.foldedThrough,
    folded: JSON.stringify(options.folded),
  };
}

/** What sums count of a standing. */
interface Counted {
  scope: number;
  done: number;
  migrated: number;
}

/** What a row counts for in sums: the denominator, what is done, what is at least migrated. */
export function countedOf(
  row: Pick<StandingValuesRow, 'in_scope' | 'side' | 'stage'> | undefined,
): Counted {
  if (!row || !row.in_scope) return { scope: 0, done: 0, migrated: 0 };
  const { side, stage } = row;
  const done = side === null && stage === 'retired' ? 1 : 0;
  return {
    scope: side === null || side === 'not_seen' ? 1 : 0,
    done,
    migrated: done || (side === null && stage === 'migrated') ? 1 : 0,
  };
}

/** Rows of the history, each compared with the one before it. */
export function historyRows(
  place: Place,
  options: {
    changes: readonly StandingChange[];
    before: StandingValuesRow | undefined;
  },
): Omit<StandingHistoryRow, 'id'>[] {
  let before = options.before;
  return options.changes.map(change => {
    const row = valuesOf(place, change.values);
    const [was, is] = [countedOf(before), countedOf(row)];
    const stageBefore = before?.stage ?? null;
    before = row;
    return {
      ...row,
      learnt_at: change.learntAt,
      at: change.at,
      move: change.move,
      stage_before: stageBefore,
      scope_delta: is.scope - was.scope,
      done_delta: is.done - was.done,
      migrated_delta: is.migrated - was.migrated,
    };
  });
}
