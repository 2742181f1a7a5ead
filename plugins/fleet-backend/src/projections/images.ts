/**
 * Keeps which services ran which images, and what registries told of these. With it a label that becomes known late finds the deployments that
 * it is about. The caller holds the locks of the targets, and takes those of the services afterwards: so of a rollout and the label of its
 * image, derived at the same time by two projectors, the second sees the first.
 */
import {
  originOfImage,
  registryImageOf,
  type ContainerImage,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, bulkInsert, type ColumnType } from '../database/dialect';
import type { Recorded } from '../ledger/types';
import type { ProjectionContext } from './context';
import { lockSubjects } from './locks';
import type { BooleanColumn, InstantColumn, RolloutRow } from './tables';
import type { Touched } from './touched';

/** What the labels of an image say that it was made from. */
export interface ImageLabel {
  commit: string;
  /** Null where they name no repository. */
  origin: string | null;
  /** The commit that the labels of its base image name; null where nobody knows. */
  baseCommit: string | null;
}

/** That a service ran an image from somewhere. Rows stay when the rollouts go: one too many only derives the same again. */
export interface ServiceImageRow {
  digest: string;
  service: string;
  registry: string;
  repository: string;
  first_at: InstantColumn;
  last_at: InstantColumn;
  /** Whether a rollout to it does not say itself what it was made from. */
  unannotated: BooleanColumn;
  /** Whether a registry had it. */
  told: BooleanColumn;
  /** JSON: an {@link ImageLabel}. */
  label: string | null;
}

const COLUMNS: Record<keyof ServiceImageRow & string, ColumnType> = {
  digest: 'text',
  service: 'text',
  registry: 'text',
  repository: 'text',
  first_at: 'bigint',
  last_at: 'bigint',
  unannotated: 'boolean',
  told: 'boolean',
  label: 'text',
};
const KEY = '(digest, service, registry, repository)';
/** A span only grows, in whatever order its rollouts become known. */
const GROW = `${KEY} do update set
  first_at = case when excluded.first_at < service_images.first_at then excluded.first_at else service_images.first_at end,
  last_at = case when excluded.last_at > service_images.last_at then excluded.last_at else service_images.last_at end,
  unannotated = service_images.unannotated or excluded.unannotated,
  told = excluded.told,
  label = excluded.label`;

/** The images of rollouts that were written in a round. */
export class UsedImages {
  readonly #rows = new Map<string, ServiceImageRow>();

  /** Takes the images of a rollout; one that is nobody's has none. */
  add(rollout: RolloutRow): void {
    const { service } = rollout;
    if (service === null) return;
    const at = Number(rollout.at);
    for (const image of JSON.parse(rollout.images) as ContainerImage[]) {
      const place = registryImageOf(image);
      if (place) {
        this.#grow({
          ...place,
          service,
          first_at: at,
          last_at: at,
          unannotated: rollout.made_from === null,
          told: false,
          label: null,
        });
      }
    }
  }

  /** One row for each image of a service. */
  rows(): ServiceImageRow[] {
    return [...this.#rows.values()];
  }

  #grow(row: ServiceImageRow): void {
    const id = keyOf(row);
    const known = this.#rows.get(id) ?? row;
    this.#rows.set(id, {
      ...row,
      first_at: Math.min(Number(known.first_at), Number(row.first_at)),
      last_at: Math.max(Number(known.last_at), Number(row.last_at)),
      unannotated: Boolean(known.unannotated) || Boolean(row.unannotated),
    });
  }
}

/**
 * Writes the images of rollouts, and what was told of images.
 *
 * @param options.told - digests of which something was told.
 * @param options.touched - gets the services that ran images whose labels are different now.
 */
export async function projectImages(
  context: ProjectionContext,
  options: { used: UsedImages; told: readonly string[]; touched: Touched },
): Promise<void> {
  const { transaction } = context;
  const used = options.used.rows();
  const digests = [
    ...new Set([...used.map(({ digest }) => digest), ...options.told]),
  ];
  if (digests.length === 0) {
    return;
  }
  await lockSubjects(transaction, 'image', digests);
  const told = await readTold(context, digests);
  const now = <Row extends ServiceImageRow>(row: Row): Row => ({
    ...row,
    told: told.has(row.digest),
    label: told.get(row.digest) ?? null,
  });
  const changed = (await readRows(transaction, options.told)).filter(
    row => Boolean(row.told) !== now(row).told || row.label !== now(row).label,
  );
  for (const row of changed) {
    if (row.label !== now(row).label) {
      options.touched.add(row.service, instant(Number(row.first_at)));
    }
  }
  const rows = new Map(
    [...changed, ...used].map(row => [keyOf(row), now(row)]),
  );
  await bulkInsert(transaction, {
    table: 'service_images',
    columns: COLUMNS,
    rows: [...rows.values()],
    onConflict: GROW,
  });
}

/** The labels of the images that services ran at some time since an instant, by service and digest. */
export async function readImageLabels(
  { transaction }: Pick<ProjectionContext, 'transaction'>,
  query: { services: readonly string[]; since: number },
): Promise<Map<string, Map<string, ImageLabel>>> {
  const rows: Pick<ServiceImageRow, 'service' | 'digest' | 'label'>[] =
    await transaction('service_images')
      .select('service', 'digest', 'label')
      .where(among(transaction, 'service', query.services))
      .where('last_at', '>=', query.since)
      .whereRaw('label is not null');
  const labels = new Map<string, Map<string, ImageLabel>>();
  for (const { service, digest, label } of rows) {
    const its = labels.get(service) ?? new Map<string, ImageLabel>();
    labels.set(service, its);
    if (label !== null) its.set(digest, JSON.parse(label) as ImageLabel);
  }
  return labels;
}

/** What is told of images that some registry has: their labels as JSON, null where they name no commit. */
async function readTold(
  { ledger }: ProjectionContext,
  digests: readonly string[],
): Promise<Map<string, string | null>> {
  const recorded = await ledger.observationsOfOrigins({
    kind: 'image',
    origins: digests.map(originOfImage),
  });
  const told = new Map<string, string | null>();
  for (const one of recorded) {
    // Whichever registry tells it: a digest names its content.
    if (one.body.found && !told.has(one.key)) {
      told.set(one.key, labelOf(one));
    }
  }
  return told;
}

function labelOf({ body }: Recorded<ObservationOf<'image'>>): string | null {
  if (body.madeFrom === null) return null;
  const label: ImageLabel = {
    commit: body.madeFrom.commit,
    origin: body.madeFrom.origin,
    baseCommit: body.base?.commit ?? null,
  };
  return JSON.stringify(label);
}

async function readRows(
  transaction: Knex.Transaction,
  digests: readonly string[],
): Promise<ServiceImageRow[]> {
  return digests.length === 0
    ? []
    : transaction('service_images')
        .select('*')
        .where(among(transaction, 'digest', digests));
}

function keyOf(row: ServiceImageRow): string {
  return JSON.stringify([
    row.digest,
    row.service,
    row.registry,
    row.repository,
  ]);
}
