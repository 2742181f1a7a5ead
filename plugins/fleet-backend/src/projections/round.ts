/**
 * One round of a projector: some marks, worked off in one transaction at *read committed*. It locks the directory, the
 * targets of the marks, reads their observations only then, derives, does the same with the images that they ran or that something was told of,
 * finds out which services are touched, locks those, derives them,
 * derives how they stand in migrations,
 * and deletes exactly the marks whose observations it saw. So two projectors never write one target or service from two pasts, and
 * a mark that arrives meanwhile stays.
 */
import { DAY_MS, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { imageOfOrigin } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { lockDirectory } from '../directory/lock';
import { servicesOfOrigins } from '../directory/origins';
import { marksOf, peekMarks, removeMarks } from '../ledger/marks';
import type { Ledger, Mark } from '../ledger/types';
import { earlier, type ProjectionContext } from './context';
import { readDisturbed } from './delivery/disturbed';
import type { DirectoryCache } from './directoryCache';
import { projectImages, UsedImages } from './images';
import { lockSubjects } from './locks';
import type { MigrationCache } from './migrations/compiled';
import { projectStandings } from './migrations/projectStandings';
import { standingWork } from './migrations/standingWork';
import { projectServices } from './projectServices';
import { projectTargets } from './projectTargets';
import { Touched } from './touched';

/** What a round needs. */
export interface RoundOptions
  extends Pick<ProjectionContext, 'calendar' | 'rules' | 'delivery' | 'now'> {
  database: Knex;
  ledger: Ledger;
  directories: DirectoryCache;
  migrations: MigrationCache;
  /** Marks to look at, at most. */
  limit: number;
  /** To begin with the newest: so that what happens now need not wait for a backlog. */
  newest?: boolean;
}

/** A target that is touched longer ago than this may have much to derive, so a round takes only a few such. */
const LONG_MS = 30 * DAY_MS;
const MAX_LONG_TARGETS = 25;

/** A subject as text. */
function nameOf({ subject }: Pick<Mark, 'subject'>): string {
  return JSON.stringify(subject);
}

/**
 * Works off some marks.
 *
 * @returns the subjects that were derived again; none when there is nothing to do.
 */
export async function workOffRound(
  options: RoundOptions,
): Promise<Mark['subject'][]> {
  return options.database.transaction(async transaction => {
    const picked = await peekMarks(transaction, options);
    const subjects = new Map<string, Mark['subject']>();
    let long = 0;
    for (const mark of picked) {
      if (
        mark.earliest < options.now - LONG_MS &&
        !subjects.has(nameOf(mark))
      ) {
        long++;
      }
      if (long > MAX_LONG_TARGETS) {
        break;
      }
      subjects.set(nameOf(mark), mark.subject);
    }
    if (subjects.size > 0) {
      await workOff(transaction, {
        ...options,
        subjects: [...subjects.values()],
        defer: true,
      });
    }
    return [...subjects.values()];
  });
}

/** Works off the marks of one subject alone, and leaves nothing to others: one of them may be what cannot be derived. */
export async function workOffSubject(
  options: RoundOptions & { subject: Mark['subject'] },
): Promise<void> {
  await options.database.transaction(transaction =>
    workOff(transaction, {
      ...options,
      subjects: [options.subject],
      defer: false,
    }),
  );
}

/** Subjects that a look at the marks names, without locking any. */
export async function peekSubjects(options: {
  database: Knex;
  limit: number;
}): Promise<Mark['subject'][]> {
  const picked = await options.database.transaction(transaction =>
    peekMarks(transaction, options),
  );
  return [
    ...new Map(picked.map(mark => [nameOf(mark), mark.subject])).values(),
  ];
}

async function workOff(
  transaction: Knex.Transaction,
  options: RoundOptions & {
    subjects: readonly Mark['subject'][];
    defer: boolean;
  },
): Promise<void> {
  const { subjects, defer } = options;
  await lockDirectory(transaction, 'shared');
  await lockSubjects(
    transaction,
    'target',
    subjects.flatMap(subject => ('target' in subject ? [subject.target] : [])),
  );
  const marks = await marksOf(transaction, subjects);
  const context: ProjectionContext = {
    transaction,
    ledger: options.ledger.within(transaction),
    now: options.now,
    calendar: options.calendar,
    rules: options.rules,
    delivery: options.delivery,
    directory: await options.directories.load(transaction),
  };

  const targets = new Map<string, Instant>();
  const origins = new Map<string, Instant>();
  const touched = new Touched();
  for (const { subject, earliest } of marks) {
    if ('service' in subject) {
      touched.add(subject.service, earliest);
    } else {
      const [known, name] =
        'target' in subject
          ? [targets, subject.target]
          : [origins, subject.origin];
      known.set(name, earlier(known.get(name) ?? earliest, earliest));
    }
  }
  for (const { service, origin } of await servicesOfOrigins(transaction, [
    ...origins.keys(),
  ])) {
    touched.add(service, origins.get(origin) ?? null);
  }
  const used = new UsedImages();
  await projectTargets(context, { work: targets, touched, used });
  await projectImages(context, {
    used,
    told: [...origins.keys()].flatMap(origin => imageOfOrigin(origin) ?? []),
    touched,
  });
  for (const service of await readDisturbed(transaction, targets)) {
    touched.add(service, null);
  }

  const migrations = await options.migrations.load(transaction);
  const services = touched.entries();
  const stand =
    migrations.length === 0
      ? []
      : await standingWork(transaction, { targets, services, marks, defer });
  await lockSubjects(transaction, 'service', [
    ...services.map(one => one.service),
    ...stand.map(one => one.service),
  ]);
  await projectServices(context, services);
  await projectStandings(context, { work: stand, migrations });
  await removeMarks(
    transaction,
    marks.map(mark => mark.id),
  );
}
