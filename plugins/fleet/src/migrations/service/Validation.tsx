import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiQuestionLine,
  RiTimerLine,
} from '@remixicon/react';
import { Mark } from '../../components/Mark';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatMoment } from '../../format/times';
import { formatDuration, formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { HowToReport } from './HowToReport';
import { OutLink } from './OutLink';
import { PanelPart } from './PanelPart';
import styles from './MigrationPanel.module.css';

type Result = StandingDetail['validation'][number];

/** What has to be shown before it counts as migrated, what is, and how to report what is not. */
export function Validation(props: { detail: StandingDetail; moment: number }) {
  const t = useT();
  const { detail, moment } = props;
  const { validation, standing } = detail;
  return (
    <PanelPart
      title={t('migration.validation.title')}
      hint={t('migration.validation.hint')}
    >
      {validation.length === 0 ? (
        <p className={`${styles.text} ${styles.quiet}`}>
          {t('migration.validation.none')}
        </p>
      ) : (
        <ul className={styles.list}>
          {validation.map(result => (
            <li key={result.rule.rule} className={styles.part}>
              <ResultLine
                result={result}
                asOf={detail.live ? undefined : moment}
              />
              {detail.live &&
                result.state !== 'met' &&
                standing.stage !== 'retired' &&
                (result.rule.rule === 'load_test' ||
                  result.rule.rule === 'stress_test') && (
                  <HowToReport
                    service={standing.service}
                    rule={result.rule.rule}
                    peakRate={result.rule.peakRate}
                  />
                )}
            </li>
          ))}
        </ul>
      )}
    </PanelPart>
  );
}

function ResultLine(props: { result: Result; asOf: number | undefined }) {
  const t = useT();
  const { result, asOf } = props;
  return (
    <span className={styles.line}>
      <ResultMark result={result} />
      <span>
        {t(`migration.validation.rule.${result.rule.rule}`)}
        <span className={styles.quiet}> {wanted(t, result)}</span>
      </span>
      <span className={`${styles.text} ${styles.quiet}`}>
        {facts(t, result)}
      </span>
      {result.at && (
        <RelativeTime at={result.at} asOf={asOf} className={styles.quiet} />
      )}
      <OutLink href={result.link}>{t('migration.validation.result')}</OutLink>
    </span>
  );
}

function ResultMark({ result }: { result: Result }) {
  const t = useT();
  const { state, until } = result;
  // A soak that runs has an end; nobody has to report it.
  if (state !== 'met' && until) {
    return (
      <Mark
        tone="busy"
        icon={<RiTimerLine size={16} />}
        word={t('migration.validation.soaking')}
      />
    );
  }
  const look = {
    met: { tone: 'good', icon: <RiCheckboxCircleFill size={16} /> },
    not_met: { tone: 'bad', icon: <RiCloseCircleFill size={16} /> },
    not_reported: { tone: 'quiet', icon: <RiQuestionLine size={16} /> },
  } as const;
  return (
    <Mark
      {...look[state]}
      word={t(`migration.validation.state.${state}`)}
      hint={t(`migration.validation.stateHint.${state}`)}
    />
  );
}

/** What the rule asks for. */
function wanted(t: FleetT, { rule }: Result): string {
  switch (rule.rule) {
    case 'soak':
      return t('migration.validation.hours', {
        span: formatDuration(t, rule.hours * 3600),
      });
    case 'manual':
      return t('migration.validation.manual');
    default:
      return rule.peakRate === undefined
        ? ''
        : t('migration.validation.atLeast', {
            rate: formatNumber(t, rule.peakRate),
          });
  }
}

/** What was reported. */
function facts(t: FleetT, result: Result): string {
  const { peakRate, durationSeconds, author, note, until, state } = result;
  return [
    peakRate === null
      ? ''
      : t('migration.validation.peak', { rate: formatNumber(t, peakRate) }),
    durationSeconds === null
      ? ''
      : t('migration.validation.took', {
          span: formatDuration(t, durationSeconds),
        }),
    until && state !== 'met'
      ? t('migration.validation.until', { until: formatMoment(t, until) })
      : '',
    author ? t('migration.validation.by', { author: author.title }) : '',
    note ? `“${note}”` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
