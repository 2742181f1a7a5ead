import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { RiGitForkLine, RiHand } from '@remixicon/react';
import { TeamLink } from '../../components/EntityLink';
import { Hint } from '../../components/Hint';
import { Mark } from '../../components/Mark';
import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import { formatExact, formatMoment } from '../../format/times';
import { formatNumber, formatPercent } from '../../format/units';
import { stageWord } from '../../sentences/standing';
import { HealthMark } from '../components/HealthMark';
import { PlaceMark } from '../components/StageMark';
import type { TableContext } from './StandingsTable';
import styles from './standingCells.module.css';

/** Where it stands; whether somebody set that by hand, and whether what is seen contradicts it. */
export function PlaceCell({ standing }: { standing: Standing }) {
  const t = useT();
  const { override, derivedStage, conflict } = standing;
  return (
    <span className={styles.line}>
      <PlaceMark place={standing} />
      {override && (
        <Mark
          tone={conflict ? 'bad' : 'quiet'}
          icon={conflict ? <RiGitForkLine size={14} /> : <RiHand size={14} />}
          word={
            conflict
              ? t('migrations.table.conflict')
              : t('migrations.table.override')
          }
          hint={t('migrations.table.overrideHint', {
            stage: stageWord(t, override.stage),
            author: override.author.title,
            until: override.expiresAt
              ? formatMoment(t, override.expiresAt)
              : t('common.none'),
            reason: override.reason,
            derived: derivedStage
              ? stageWord(t, derivedStage)
              : t('common.none'),
          })}
        />
      )}
    </span>
  );
}

/** Ready instances on both sides, with the places on hover and focus. */
export function EvidenceCell(props: {
  standing: Standing;
  context: TableContext;
}) {
  const t = useT();
  const { from, to, data } = props.standing;
  const { migration } = props.context;
  if (from.targets === 0 && to.targets === 0) {
    return <Missing reason={t('migrations.table.evidenceNone')} />;
  }
  const places = (count: number) => t('migrations.table.places', { count });
  const hint = [
    t('migrations.table.evidenceWords', {
      from: migration.fromTitle,
      to: migration.toTitle,
      fromReady: formatNumber(t, from.ready),
      toReady: formatNumber(t, to.ready),
      fromTargets: places(from.targets),
      toTargets: places(to.targets),
    }),
    data === 'fresh'
      ? ''
      : t('migrations.table.data', { state: t(`common.freshness.${data}`) }),
  ];
  return (
    <Hint text={hint.filter(Boolean).join('\n')} className={styles.numbers}>
      {t('migrations.table.arrow', {
        from: formatNumber(t, from.ready),
        to: formatNumber(t, to.ready),
      })}
    </Hint>
  );
}

/** How much is on the new side, and by what that is known. */
export function ShareCell({ standing }: { standing: Standing }) {
  const t = useT();
  const { share, shareBy } = standing;
  if (share === null || shareBy === null) {
    return <Missing reason={t('migrations.table.shareNone')} />;
  }
  return (
    <span className={styles.numbers}>
      {formatPercent(t, share)}{' '}
      <span className={styles.quiet}>
        {t(`migrations.table.shareBy.${shareBy}`)}
      </span>
    </span>
  );
}

/** How the move goes, and since when; of what is blocked, why. */
export function HealthCell({ standing }: { standing: Standing }) {
  const t = useT();
  const { health, healthSince, blocked } = standing;
  if (health === null) {
    return <Missing reason={t('migrations.table.healthNone')} />;
  }
  const definition =
    health === 'blocked' && blocked
      ? t('migrations.table.blockedHint', { reason: blocked.reason })
      : t(`migrations.healthHint.${health}`);
  return (
    <HealthMark
      health={health}
      hint={
        healthSince
          ? t('migrations.table.healthSince', {
              definition,
              at: formatExact(t, healthSince),
            })
          : definition
      }
    />
  );
}

/** Who owns it now, and who did when it reached its stage. */
export function OwnerCell({ standing }: { standing: Standing }) {
  const t = useT();
  const { owner, ownerThen } = standing;
  return (
    <span className={styles.line}>
      {owner ? (
        <TeamLink to={owner.ref} title={owner.title} />
      ) : (
        <Missing reason={t('migrations.table.noOwner')} />
      )}
      {ownerThen && (
        <Hint
          className={styles.quiet}
          text={t('migrations.table.ownerThenHint', {
            then: ownerThen.title,
            now: owner?.title ?? t('migrations.table.noOwner'),
          })}
        >
          {t('migrations.table.ownerThen', { team: ownerThen.title })}
        </Hint>
      )}
    </span>
  );
}
