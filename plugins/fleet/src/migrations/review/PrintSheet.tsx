import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { createPortal } from 'react-dom';
import { useT } from '../../components/useT';
import { dayIn } from '../../format/calendar';
import { formatDate, formatExact } from '../../format/times';
import { formatNumber, formatPercent } from '../../format/units';
import { weekNumber } from '../../format/weeks';
import { decisionPhrase } from '../../sentences/decision';
import {
  reviewSentence,
  slipPhrase,
  targetPhrase,
} from '../../sentences/migration';
import { stageWord } from '../../sentences/standing';
import { SCOPE_FILTERS } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { LADDER_FROM_TOP } from '../components/ladder';
import { LadderBar } from '../components/LadderBar';
import BurnUpChart from './BurnUpChart';
import { BurnUpLegend } from './BurnUpLegend';
import { backlog, cutLines, firstLines, type CutLine } from './cutRows';
import { filterTitles, filterWords } from './filterWords';
import { inColumns, PAPER, shareRows } from './paper';
import { WaveList } from './Waves';
import styles from './PrintSheet.module.css';

interface Printed {
  review: MigrationReview;
  view: ReviewViewState;
  moment: number;
}

/** The review on two pages of paper: sentence, chart, decisions and waves on the first, teams on the second. */
export function PrintSheet(props: Printed) {
  const { review } = props;
  // Beside the app and not in it: nothing of the app is on paper, however it is built.
  return createPortal(
    <div className={styles.sheet} data-theme-mode="light">
      <div className={styles.page}>
        <Head {...props} />
        <Picture review={review} />
        <DecisionsAndWaves {...props} />
      </div>
      <div className={styles.page}>
        <Cut {...props} />
      </div>
    </div>,
    document.body,
  );
}

function Head({ review, view, moment }: Printed) {
  const t = useT();
  const { migration, progress, asOf, timeZone } = review;
  const today = dayIn(timeZone, moment);
  const titles = filterTitles(review);
  const filters = SCOPE_FILTERS.filter(name => view.filters[name]?.length).map(
    name => filterWords(t, view.filters, { name, titles }),
  );
  const done = progress.scope > 0 && progress.done >= progress.scope;
  return (
    <>
      <h1 className={styles.title}>
        {t('migrations.print.title', {
          title: migration.title,
          week: String(weekNumber(today)),
          at: formatExact(t, asOf, timeZone),
        })}
      </h1>
      <p className={styles.sentence}>
        {reviewSentence(review, { t, now: moment })}
      </p>
      <p className={styles.quiet}>
        {[
          targetPhrase(migration, { t, today, done }),
          slipPhrase(t, migration),
          `${t('migrations.head.owner')} ${migration.owner.title}`,
          filters.length > 0
            ? t('migrations.print.filtered', { filters: filters.join('; ') })
            : '',
          review.restricted ? t('states.restricted') : '',
          migration.demo ? t('migrations.print.demo') : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  );
}

function Picture({ review }: { review: MigrationReview }) {
  const t = useT();
  const { stages } = review.progress;
  return (
    <>
      <BurnUpLegend review={review} />
      {review.burnUp.length > 0 && (
        <BurnUpChart review={review} size={PAPER.chart} />
      )}
      <LadderBar stages={stages} />
      <p className={styles.line}>
        {LADDER_FROM_TOP.filter(stage => stages[stage] > 0)
          .map(
            stage => `${stageWord(t, stage)} ${formatNumber(t, stages[stage])}`,
          )
          .join(' · ')}
      </p>
    </>
  );
}

function DecisionsAndWaves({ review, moment }: Printed) {
  const t = useT();
  const { decisions } = review;
  const rows = shareRows({
    decisions: decisions.items.length,
    waves: review.waves,
  });
  const shown = decisions.items.slice(0, rows.decisions);
  return (
    <>
      <h2 className={styles.heading}>
        {t('migrations.decisions.title')} ({formatNumber(t, decisions.total)})
      </h2>
      {decisions.total === 0 && <p>{t('migrations.decisions.none')}</p>}
      {shown.map(item => (
        <p key={`${item.kind} ${item.service}`} className={styles.decision}>
          <b className={styles.name}>{item.title}</b>
          <span className={styles.why}>
            {[
              decisionPhrase(item, { t, now: moment }),
              item.waitingFor
                ? t('migrations.decisions.waitingFor', {
                    whom: item.waitingFor,
                  })
                : '',
            ].join(' ')}
          </span>
          <span className={styles.name}>
            {item.owner?.title ?? t('migrations.decisions.noOwner')}
          </span>
          <span className={styles.date}>
            {formatDate(t, dayIn(review.timeZone, item.since))}
          </span>
        </p>
      ))}
      {decisions.total > shown.length && (
        <p className={styles.quiet}>
          {t('migrations.print.more', {
            count: decisions.total - shown.length,
          })}
        </p>
      )}
      {review.waves.length > 0 && (
        <>
          <h2 className={styles.heading}>{t('migrations.waves.title')}</h2>
          <WaveList review={review} waves={rows.waves} compact />
          {rows.moreWaves > 0 && (
            <p className={styles.quiet}>
              {t('migrations.waves.more', { count: rows.moreWaves })}
            </p>
          )}
        </>
      )}
    </>
  );
}

function Cut({ review, view }: Printed) {
  const t = useT();
  const lines = cutLines(review.cut, view.cutSort);
  const { shown, more, left } = firstLines(lines, PAPER.mostLines);
  return (
    <>
      <h2 className={styles.heading}>
        {t(`migrations.cut.by.${review.cut.by}`)}
      </h2>
      <div className={styles.columns}>
        {inColumns(shown).map(column => (
          <table key={column[0].id} className={styles.table}>
            <thead>
              <tr>
                <th>{t('migrations.cut.name')}</th>
                <th>{t('migrations.cut.done')}</th>
                <th>{t('migrations.cut.left')}</th>
                <th>{t('migrations.print.moved')}</th>
                <th>{t('migrations.cut.lagging')}</th>
                <th>{t('migrations.cut.blocked')}</th>
              </tr>
            </thead>
            <tbody>
              {column.map(line => (
                <Line key={line.id} line={line} by={review.cut.by} />
              ))}
            </tbody>
          </table>
        ))}
      </div>
      {more > 0 && (
        <p className={styles.quiet}>
          {t('migrations.cut.more', {
            count: more,
            left: formatNumber(t, left),
          })}
        </p>
      )}
    </>
  );
}

function Line(props: { line: CutLine; by: MigrationReview['cut']['by'] }) {
  const t = useT();
  const { line, by } = props;
  const title =
    line.key === null ? t(`migrations.cut.nothing.${by}`) : line.title;
  return (
    <tr className={line.group ? styles.group : ''}>
      <td className={line.depth === 1 ? styles.below : ''}>{title}</td>
      <td>
        {line.scope > 0
          ? formatPercent(t, line.done / line.scope)
          : t('common.none')}
      </td>
      <td>{formatNumber(t, backlog(line))}</td>
      <td>{formatNumber(t, line.moved)}</td>
      <td>{formatNumber(t, line.lagging)}</td>
      <td>{formatNumber(t, line.blocked)}</td>
    </tr>
  );
}
