import type {
  Standing,
  StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { formatMoment, formatRelative } from '../format/times';
import { formatSpan, toWholeSpan } from '../format/units';
import type { FleetT } from '../translation';
import { joinSentences } from './freshness';
import type { Told } from './migration';
import { nextStepPhrase, stageWord } from './standing';

type About = Pick<StandingDetail, 'migration' | 'standing'>;

/** What a service's panel says first: where it stands, what is wrong, what is next, and what is not known. */
export function serviceMigrationSentence(about: About, told: Told): string {
  const { standing } = about;
  const { t } = told;
  return joinSentences(
    standing.side === null
      ? ladderSentence(about, told)
      : sideSentence(about, told),
    standing.data === 'fresh' || standing.data === 'none'
      ? ''
      : t('migration.sentence.data', {
          state: t(`common.freshness.${standing.data}`),
        }),
  );
}

/** How long ago, in whole units: "12 d". */
export function spanSince(at: string, { t, now }: Told): string {
  return formatSpan(t, toWholeSpan(Math.max(0, (now - Date.parse(at)) / 1000)));
}

function sideSentence({ migration, standing }: About, told: Told): string {
  const { t } = told;
  switch (standing.side) {
    case 'exempt':
      return exemptSentence(t, standing);
    case 'born_on_target':
      return t('migration.sentence.born_on_target', { to: migration.toTitle });
    case 'not_seen':
      return t('migration.sentence.not_seen', {
        span: spanSince(standing.since, told),
      });
    default:
      return t('migration.sentence.retired_service');
  }
}

function exemptSentence(t: FleetT, { exemption }: Standing): string {
  if (!exemption) return t('migration.sentence.exemptBare');
  const { expiresAt, reason } = exemption;
  return expiresAt
    ? t('migration.sentence.exempt', {
        until: formatMoment(t, expiresAt),
        reason,
      })
    : t('migration.sentence.exemptOpen', { reason });
}

function ladderSentence({ migration, standing }: About, told: Told): string {
  const { t, now } = told;
  const { stage, next } = standing;
  if (stage === null) return '';
  if (stage === 'retired') {
    return standing.declared
      ? t('migration.sentence.declared', { from: migration.fromTitle })
      : t('migration.sentence.retired', {
          from: migration.fromTitle,
          ago: formatRelative(t, standing.since, now),
        });
  }
  return joinSentences(
    blockedSentence(standing, told),
    t('migration.sentence.stands', {
      stage: stageWord(t, stage),
      span: spanSince(standing.since, told),
    }),
    lateSentence(t, standing),
    standing.fellBackAt
      ? t('migration.sentence.fellBack', {
          ago: formatRelative(t, standing.fellBackAt, now),
        })
      : '',
    standing.conflict && standing.derivedStage
      ? t('migration.sentence.conflict', {
          derived: stageWord(t, standing.derivedStage),
        })
      : '',
    next.length > 0
      ? t(
          next[0].step === 'soak' || next[0].step === 'stay_gone'
            ? 'migration.sentence.wait'
            : 'migration.sentence.next',
          { step: nextStepPhrase(t, next[0]) },
        )
      : '',
  );
}

function blockedSentence({ blocked }: Standing, told: Told): string {
  if (!blocked) return '';
  const words = {
    span: spanSince(blocked.at, told),
    reason: blocked.reason,
  };
  return blocked.waitingFor
    ? told.t('migration.sentence.blockedWaiting', {
        ...words,
        whom: blocked.waitingFor,
      })
    : told.t('migration.sentence.blocked', words);
}

function lateSentence(t: FleetT, { health, wave }: Standing): string {
  if (health === 'stalled') return t('migration.sentence.stalled');
  if (health !== 'lagging') return '';
  return wave
    ? t('migration.sentence.lagging', { wave: wave.title })
    : t('migration.sentence.laggingNoWave');
}
