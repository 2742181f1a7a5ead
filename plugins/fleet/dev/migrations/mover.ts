import {
  stageSchema,
  type Standing,
} from '@landfall/backstage-plugin-fleet-common';
import { aStanding } from '../migrationBuilders';
import { DAY, HOUR, before } from '../times';

/** One of many, further along the lower its number. */
export function aMover(
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
