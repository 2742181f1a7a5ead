import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { nextStepPhrase } from '../../sentences/standing';
import { SideMark, StageMark } from '../components/StageMark';
import { holdsPhrase } from './holdsPhrase';
import { PanelPart } from './PanelPart';
import styles from './Ladder.module.css';

type Rung = StandingDetail['ladder'][number];

/** The rungs with what holds and since when, and on the next one what is missing for it. */
export function Ladder(props: { detail: StandingDetail; moment: number }) {
  const t = useT();
  const { detail, moment } = props;
  const { migration, standing, ladder } = detail;
  const current = ladder.findIndex(rung => rung.state === 'current');
  return (
    <PanelPart
      title={t('migration.ladder.title')}
      hint={t('migration.ladder.hint')}
    >
      {standing.side && (
        <p className={styles.beside}>
          <SideMark side={standing.side} />
          <RelativeTime
            at={standing.since}
            asOf={detail.live ? undefined : moment}
            className={styles.since}
          />
        </p>
      )}
      <ol
        className={styles.ladder}
        aria-label={t('migration.ladder.label', { title: migration.title })}
      >
        {ladder.map((rung, index) => (
          <li
            key={rung.stage}
            className={`${styles.rung} ${styles[rung.state]}`}
            aria-current={rung.state === 'current' ? 'step' : undefined}
          >
            <RungLine
              rung={rung}
              detail={detail}
              asOf={detail.live ? undefined : moment}
            />
            {rung.state === 'current' && (
              <span className={styles.holds}>{holdsPhrase(t, detail)}</span>
            )}
            {current >= 0 && index === current + 1 && (
              <Missing detail={detail} />
            )}
          </li>
        ))}
      </ol>
      {current < 0 && standing.next.length > 0 && <Missing detail={detail} />}
    </PanelPart>
  );
}

function RungLine(props: {
  rung: Rung;
  detail: StandingDetail;
  asOf: number | undefined;
}) {
  const { rung, detail, asOf } = props;
  return (
    <span className={styles.line}>
      <StageMark
        stage={rung.stage}
        declared={rung.state === 'current' && detail.standing.declared}
      />
      {rung.since && rung.state !== 'ahead' && (
        <RelativeTime at={rung.since} asOf={asOf} className={styles.since} />
      )}
    </span>
  );
}

/** What is missing, in words that say what to do. */
function Missing({ detail }: { detail: StandingDetail }) {
  const t = useT();
  const { next } = detail.standing;
  if (next.length === 0) return null;
  return (
    <div className={styles.missing}>
      <span className={styles.since}>{t('migration.ladder.next')}</span>
      <ul className={styles.steps}>
        {next.map(step => (
          <li key={JSON.stringify(step)}>{nextStepPhrase(t, step)}</li>
        ))}
      </ul>
    </div>
  );
}
