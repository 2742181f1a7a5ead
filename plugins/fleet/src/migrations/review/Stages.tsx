import { ToggleButton } from '@backstage/ui';
import {
  sideStateSchema,
  type MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatNumber, formatPercent } from '../../format/units';
import { toggled } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { LADDER_FROM_TOP } from '../components/ladder';
import { SideMark, StageMark } from '../components/StageMark';
import tint from '../components/stageTint.module.css';
import { showServices } from './anchors';
import styles from './Stages.module.css';

/** The ladder from the top down with how many services stand on each rung; a rung chosen limits the table below. */
export function Stages({
  review,
  view,
}: {
  review: MigrationReview;
  view: ReviewViewState;
}) {
  const t = useT();
  const { stages, sides, declared } = review.progress;
  const { filters, setFilters } = view;
  const most = Math.max(1, ...Object.values(stages));
  // The same whole as in the sentence: what nobody sees counts as well.
  const whole = Math.max(1, review.progress.scope);
  const beside = sideStateSchema.options.filter(side => sides[side] > 0);
  return (
    <Section
      title={
        <Hint text={t('migrations.stages.hint')} underline>
          {t('migrations.stages.title')}
        </Hint>
      }
    >
      <Panel flush>
        <ul className={styles.ladder}>
          {LADDER_FROM_TOP.map(stage => (
            <li key={stage} className={styles.rung}>
              <ToggleButton
                size="small"
                className={styles.button}
                isSelected={filters.stage.includes(stage)}
                aria-label={t('migrations.stages.filter', {
                  word: t(`migrations.stage.${stage}`),
                  number: formatNumber(t, stages[stage]),
                  share: formatPercent(t, stages[stage] / whole),
                })}
                onChange={chosen => {
                  setFilters({ stage: toggled(filters.stage, stage) });
                  if (chosen) showServices();
                }}
              >
                <span className={styles.line}>
                  <span className={styles.word}>
                    <StageMark stage={stage} passive />
                  </span>{' '}
                  <span className={styles.track} aria-hidden="true">
                    <span
                      className={`${styles.fill} ${tint[stage]} ${tint.part}`}
                      style={{ width: `${(stages[stage] / most) * 100}%` }}
                    />
                  </span>
                  <span className={styles.count}>
                    {formatNumber(t, stages[stage])}
                  </span>{' '}
                  <span className={styles.share}>
                    {formatPercent(t, stages[stage] / whole)}
                  </span>
                </span>
              </ToggleButton>
            </li>
          ))}
          {declared > 0 && (
            <li className={styles.note}>
              <Hint text={t('migrations.declaredHint')} underline>
                {t('migrations.stages.declared', { count: declared })}
              </Hint>
            </li>
          )}
          {beside.length > 0 && (
            <li className={styles.note}>{t('migrations.stages.beside')}</li>
          )}
          {beside.map(side => (
            <li key={side} className={styles.rung}>
              <ToggleButton
                size="small"
                className={styles.button}
                isSelected={filters.side.includes(side)}
                aria-label={t('migrations.stages.filter', {
                  word: t(`migrations.side.${side}`),
                  number: formatNumber(t, sides[side]),
                  share: '',
                })}
                onChange={chosen => {
                  setFilters({ side: toggled(filters.side, side) });
                  if (chosen) showServices();
                }}
              >
                <span className={`${styles.line} ${styles.beside}`}>
                  <span className={styles.word}>
                    <SideMark side={side} passive />
                  </span>{' '}
                  <span className={styles.count}>
                    {formatNumber(t, sides[side])}
                  </span>
                  <span />
                </span>
              </ToggleButton>
            </li>
          ))}
        </ul>
      </Panel>
    </Section>
  );
}
