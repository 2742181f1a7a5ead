import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { Notice, NoticeKind } from './notice';

const MAX_NAMED = 5;
const MAX_LINES = 20;

/** The gravest first. */
const order: readonly NoticeKind[] = [
  'fell_back',
  'exemption_ended',
  'exemption_ends',
  'wave_begins',
  'date_nears',
];

/** Puts all that one team is told of one migration at once into one notification. */
export function digest(options: {
  migration: { id: string; title: string };
  team: string;
  /** At least one, all of this migration and team. */
  notices: readonly Notice[];
}): NotificationPayload {
  const { migration, team } = options;
  const notices = [...options.notices].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind),
  );
  const sentences = notices.map(sentenceOf);
  const more = sentences.length - MAX_LINES;
  const isGrave = notices.some(({ kind }) => kind === 'fell_back');
  return {
    title: `${migration.title}: ${
      notices.length === 1
        ? headlineOf(notices[0])
        : `${notices.length} things to know`
    }`,
    description: [
      ...sentences.slice(0, MAX_LINES),
      ...(more > 0 ? [`And ${more} more.`] : []),
    ].join('\n'),
    link: `/fleet/migrations/${encodeURIComponent(
      migration.id,
    )}?team=${encodeURIComponent(team)}`,
    severity: isGrave ? 'high' : 'normal',
    topic: 'Migrations',
    // The same notices again replace what was sent instead of standing beside it.
    scope: `fleet:migration:${migration.id}:${team}:${notices
      .map(({ kind, subject }) => `${kind}/${subject}`)
      .join(',')}`.slice(0, 250),
  };
}

function headlineOf(notice: Notice): string {
  const { kind, services } = notice;
  const count =
    services.length === 1 ? services[0] : `${services.length} services`;
  switch (kind) {
    case 'fell_back':
      return `${count} fell back`;
    case 'exemption_ended':
      return `the exemption of ${count} has ended`;
    case 'exemption_ends':
      return `the exemption of ${count} ends soon`;
    case 'wave_begins':
      return `${notice.wave} begins`;
    default:
      return `${notice.wave || 'the target date'} is near`;
  }
}

function sentenceOf({ kind, services, wave, day }: Notice): string {
  const names = listOf(services);
  switch (kind) {
    case 'fell_back':
      return `${names} fell back on ${day}.`;
    case 'exemption_ended':
      return `The exemption of ${names} ended on ${day}: it is to be moved again.`;
    case 'exemption_ends':
      return `The exemption of ${names} ends on ${day}.`;
    case 'wave_begins':
      return `${wave} begins on ${day} with ${names}.`;
    default:
      return `${
        wave ? `${wave} ends` : 'The migration should be done'
      } on ${day}; still to move: ${names}.`;
  }
}

function listOf(services: readonly string[]): string {
  const more = services.length - MAX_NAMED;
  const named = services.slice(0, MAX_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
