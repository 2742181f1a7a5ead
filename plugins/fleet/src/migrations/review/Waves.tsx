import { Button } from '@backstage/ui';
import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatMonth } from '../../format/times';
import { toggled } from '../../url/reviewQuery';
import {
  waveActual,
  waveBehind,
  waveDone,
  wavePlan,
} from '../../sentences/wave';
import type { ReviewViewState } from '../../url/useReviewView';
import { monthTicks } from './burnUpData';
import { actualBar, plannedBar, waveAxis, type Bar } from './waveAxis';
import styles from './Waves.module.css';

/** Plan and actual of each wave as bars on one axis, with how much of it is done. */
export function Waves(props: {
  review: MigrationReview;
  view: ReviewViewState;
}) {
  const t = useT();
  const { review, view } = props;
  return (
    <Section
      title={
        <Hint text={t('migrations.waves.hint')} underline>
          {t('migrations.waves.title')}
        </Hint>
      }
      aside={review.waves.length > 0 && <Legend />}
    >
      <Panel flush>
        {review.waves.length === 0 ? (
          <p className={styles.none}>{t('migrations.waves.none')}</p>
        ) : (
          <WaveList
            review={review}
            waves={review.waves}
            chosen={view.filters.wave}
            onChoose={id =>
              view.setFilters({ wave: toggled(view.filters.wave, id) })
            }
          />
        )}
      </Panel>
    </Section>
  );
}

/** The bars of waves under each other, for the page and for paper. */
export function WaveList(props: {
  review: Pick<MigrationReview, 'migration' | 'asOf'>;
  waves: MigrationReview['waves'];
  chosen?: string[];
  onChoose?: (id: string) => void;
  /** One line each, for paper. */
  compact?: boolean;
}) {
  const t = useT();
  const { review, waves, chosen = [], onChoose, compact = false } = props;
  const today = Date.parse(review.asOf);
  const axis = waveAxis(waves, { ...review.migration, today });
  // The name of a month stands to the right of its beginning, and needs room there.
  const months = monthTicks(axis.span, 6).filter(at => axis.at(at) < 0.8);
  return (
    <div className={`${styles.chart} ${compact ? styles.compact : ''}`}>
      <div className={`${styles.row} ${styles.axis}`} aria-hidden="true">
        <span />
        <span className={styles.track}>
          {months.map(at => (
            <span
              key={at}
              className={styles.tick}
              style={{ left: percent(axis.at(at)) }}
            >
              {formatMonth(t, new Date(at).toISOString().slice(0, 10))}
            </span>
          ))}
        </span>
        <span />
      </div>
      <ul className={styles.list}>
        {waves.map(wave => {
          const plan = plannedBar(axis, wave);
          const actual = actualBar(axis, wave, today);
          const words = `${wavePlan(t, wave)}; ${waveActual(t, wave)}`;
          return (
            <li key={wave.id} className={styles.row}>
              <span className={styles.name}>
                {onChoose ? (
                  <Button
                    size="small"
                    variant="tertiary"
                    className={styles.choose}
                    aria-pressed={chosen.includes(wave.id)}
                    aria-label={t('migrations.waves.filter', {
                      title: wave.title,
                    })}
                    onPress={() => onChoose(wave.id)}
                  >
                    <span className={styles.ellipsis} title={wave.title}>
                      {wave.title}
                    </span>
                  </Button>
                ) : (
                  <span className={styles.ellipsis}>{wave.title}</span>
                )}
                {!compact && wave.gates.length > 0 && (
                  <Hint
                    text={t('migrations.waves.gates', {
                      list: wave.gates.join('; '),
                    })}
                    underline
                    className={styles.gates}
                  >
                    {t('migrations.waves.gateCount', {
                      count: wave.gates.length,
                    })}
                  </Hint>
                )}
              </span>
              <span className={styles.track}>
                <span
                  className={styles.today}
                  style={{ left: percent(axis.at(today)) }}
                  aria-hidden="true"
                />
                {plan && <span className={styles.plan} style={place(plan)} />}
                {actual && (
                  <span className={styles.actual} style={place(actual)}>
                    <span
                      className={styles.done}
                      style={{
                        width: percent(
                          wave.scope > 0 ? wave.done / wave.scope : 0,
                        ),
                      }}
                    />
                  </span>
                )}
              </span>
              <span className={styles.words}>
                <span className={styles.share}>{waveDone(t, wave)}</span>
                {wave.behind > 0 && (
                  <Hint
                    text={t('migrations.waves.behindHint')}
                    className={styles.behind}
                    underline
                  >
                    {waveBehind(t, wave)}
                  </Hint>
                )}
                {!compact && <span className={styles.dates}>{words}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Legend() {
  const t = useT();
  return (
    <>
      <span className={styles.key}>
        <span className={`${styles.sample} ${styles.plan}`} />
        {t('migrations.waves.legendPlan')}
      </span>
      <span className={styles.key}>
        <span className={`${styles.sample} ${styles.actual}`} />
        {t('migrations.waves.legendActual')}
      </span>
      <span className={styles.key}>
        <span className={`${styles.sample} ${styles.actual}`}>
          <span className={styles.done} style={{ width: '100%' }} />
        </span>
        {t('migrations.waves.legendDone')}
      </span>
      <span className={styles.key}>
        <span className={styles.todaySample} />
        {t('migrations.waves.today')}
      </span>
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

function place({ start, length }: Bar) {
  return { left: percent(start), width: percent(length) };
}
