import type { StageTimes } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatDuration } from '../../format/units';
import styles from './StageBar.module.css';

const STAGES = ['coding', 'pickup', 'review', 'waiting', 'rollout'] as const;

/** Where the time of a change went: a thin bar whose parts are as long as the stages took, and the same in words below. */
export function StageBar({
  stages,
  thin = false,
}: {
  stages: StageTimes;
  /** Without the words, where a row has no room; they are on hover and focus. */
  thin?: boolean;
}) {
  const t = useT();
  const known = STAGES.flatMap(stage => {
    const seconds = stages[stage];
    return seconds === null ? [] : [{ stage, seconds }];
  });
  const words = STAGES.map(stage => {
    const seconds = stages[stage];
    return seconds === null
      ? t('delivery.evidence.stageMissing', {
          stage: t(`delivery.evidence.stage.${stage}`),
        })
      : `${t(`delivery.evidence.stage.${stage}`)} ${formatDuration(
          t,
          seconds,
        )}`;
  });
  const bar = (
    <span
      className={styles.bar}
      role={thin ? 'img' : undefined}
      aria-label={thin ? words.join(', ') : undefined}
      aria-hidden={thin ? undefined : true}
    >
      {known.map(({ stage, seconds }) => (
        <span
          key={stage}
          className={`${styles.part} ${styles[stage]}`}
          style={{ flexGrow: seconds }}
        />
      ))}
    </span>
  );
  if (thin) {
    return (
      <Hint text={words.join(' · ')} className={styles.hint}>
        {bar}
      </Hint>
    );
  }
  return (
    <>
      {bar}
      <ul className={styles.words}>
        {STAGES.map((stage, index) => (
          <li key={stage} className={styles.word}>
            <span
              className={`${styles.key} ${styles[stage]}`}
              aria-hidden="true"
            />
            <Hint
              text={
                stages[stage] === null
                  ? t('delivery.evidence.stageMissingHint')
                  : t(`delivery.evidence.stageHint.${stage}`)
              }
              underline
            >
              {words[index]}
            </Hint>
          </li>
        ))}
      </ul>
    </>
  );
}
