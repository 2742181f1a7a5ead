/**
 * Keeps targets: what each runs now, to which service and environment it belongs, and its rollouts. The caller holds the locks
 * of the targets and the directory.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import { among } from '../database/dialect';
import { sameRow } from '../directory/compareRows';
import { currentService, type AttributionEntry } from '../directory/history';
import { appendEntries, entryFor, readHistories } from './attributions';
import { TARGET_COLUMNS, upsert } from './columns';
import { earlier, FROM_SCRATCH, type ProjectionContext } from './context';
import type { UsedImages } from './images';
import { projectRollouts } from './projectRollouts';
import { readFirstSeen } from './rolloutReads';
import { nullable } from './rolloutRows';
import type { TargetRow } from './tables';
import {
  factsOf,
  newestPresence,
  rowOfTarget,
  type Presence,
} from './targetRows';
import type { Touched } from './touched';

const columns = Object.keys(TARGET_COLUMNS) as (keyof TargetRow)[];

/**
 * Derives targets again, each from its earliest touched instant on.
 *
 * @param touched - gets the services for which something is different.
 * @param used - gets the images of rollouts that are different.
 */
export async function projectTargets(
  context: ProjectionContext,
  options: {
    work: ReadonlyMap<string, Instant>;
    touched: Touched;
    used: UsedImages;
  },
): Promise<void> {
  const { transaction, now, directory } = context;
  const { touched, used } = options;
  const targets = [...options.work.keys()];
  if (targets.length === 0) {
    return;
  }
  const presences = await readPresences(context, targets);
  const histories = await readHistories(transaction, targets);
  const before = await readRows(context, targets);

  const plans = [...options.work].map(([target, touchedFrom]) => {
    const presence = newestPresence(presences.get(target) ?? []);
    const facts = factsOf(target, presence);
    const attribution = directory.attribute(facts);
    const known = histories.get(target) ?? [];
    const entry = entryFor({
      history: known,
      attribution,
      gone: presence?.ended ?? false,
      directory,
      now: changedAt({ known: before.get(target), presence, now }),
    });
    return {
      target,
      presence,
      facts,
      attribution,
      entry,
      environment: directory.environmentOf(facts),
      history: entry ? [...known, entry] : known,
      earliest: entry
        ? earlier(touchedFrom, entry.validFrom ?? FROM_SCRATCH)
        : touchedFrom,
    };
  });

  const lastRollouts = await projectRollouts(context, {
    work: plans,
    touched,
    used,
  });
  const firstSeen = await readFirstSeen(transaction, targets);
  // When presences began says nothing of who looked.
  const firstPresent = await context.ledger.firstRecorded({
    kind: 'presence',
    targets: plans.flatMap(plan =>
      isKnownPresent(before.get(plan.target), plan.earliest) ? [] : plan.target,
    ),
  });

  const rows: TargetRow[] = [];
  const entries: Parameters<typeof appendEntries>[1]['entries'][number][] = [];
  const vanished: string[] = [];
  for (const plan of plans) {
    const { target, history } = plan;
    const known = before.get(target);
    const present = isKnownPresent(known, plan.earliest)
      ? nullable(known.first_present)
      : firstPresent.get(target) ?? null;
    const row = rowOfTarget(target, {
      ...plan,
      service: currentService(history),
      lastRollout: lastRollouts.get(target),
      firstPresent: present,
      observedSince: least(firstSeen.get(target) ?? null, present),
    });
    if (!row) {
      vanished.push(target);
      history.forEach(entry => touched.add(entry.service, FROM_SCRATCH));
      continue;
    }
    if (plan.entry) {
      const { entry, attribution } = plan;
      entries.push({ target, entry, attribution });
    }
    if (!sameRow(known, row, columns)) {
      rows.push(row);
      touchOwners(touched, { known, row, history });
    } else if (plan.earliest === FROM_SCRATCH) {
      touched.add(row.service, null);
    }
  }
  await appendEntries(transaction, { entries, now });
  await upsert<TargetRow>(transaction, {
    table: 'targets',
    columns: TARGET_COLUMNS,
    key: ['target'],
    rows,
  });
  if (vanished.length > 0) {
    for (const table of ['targets', 'attributions']) {
      await transaction(table)
        .where(among(transaction, 'target', vanished))
        .del();
    }
  }
}

/**
 * When a target changed hands, if it did: where its workload carries other labels, when it got them; else the directory has changed,
 * which nobody dates.
 */
function changedAt(given: {
  known: TargetRow | undefined;
  presence: Presence | undefined;
  now: Instant;
}): Instant {
  const { known, presence, now } = given;
  const isRelabelled =
    known !== undefined &&
    presence !== undefined &&
    (known.labels !== JSON.stringify(presence.body.labels) ||
      known.annotations !== JSON.stringify(presence.body.annotations));
  return isRelabelled ? earlier(now, instant(presence.body.since)) : now;
}

/** Another environment is another deployment: then all of the past is different for everybody who ever owned the target. */
function touchOwners(
  touched: Touched,
  change: {
    known: TargetRow | undefined;
    row: TargetRow;
    history: readonly AttributionEntry[];
  },
) {
  const { known, row, history } = change;
  touched.add(known?.service ?? null, null);
  touched.add(row.service, null);
  const movedEnvironment =
    known !== undefined &&
    (known.environment !== row.environment ||
      Boolean(known.production) !== Boolean(row.production));
  if (movedEnvironment) {
    history.forEach(entry => touched.add(entry.service, FROM_SCRATCH));
  }
}

async function readPresences(
  { ledger }: ProjectionContext,
  targets: readonly string[],
): Promise<Map<string, Presence[]>> {
  const presences = new Map<string, Presence[]>();
  for (const presence of await ledger.observations({
    kind: 'presence',
    targets,
  })) {
    const target = targetOf(presence);
    presences.set(target, [...(presences.get(target) ?? []), presence]);
  }
  return presences;
}

async function readRows(
  { transaction }: ProjectionContext,
  targets: readonly string[],
): Promise<Map<string, TargetRow>> {
  const rows: TargetRow[] = await transaction('targets')
    .select('*')
    .where(among(transaction, 'target', targets));
  return new Map(rows.map(row => [row.target, row]));
}

/** What was first recorded stays so: it need not be read again. */
function isKnownPresent(
  row: TargetRow | undefined,
  earliest: Instant,
): row is TargetRow {
  return (
    row !== undefined && row.first_present !== null && earliest !== FROM_SCRATCH
  );
}

function least(a: Instant | null, b: Instant | null): Instant | null {
  return a !== null && b !== null ? earlier(a, b) : a ?? b;
}

function targetOf(presence: Pick<Presence, 'target'>): string {
  return targetKey(presence.target);
}
