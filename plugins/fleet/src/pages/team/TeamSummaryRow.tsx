import {
  readinessSchema,
  type TeamDashboard,
} from '@landfall/backstage-plugin-fleet-common';
import { Box } from '@backstage/ui';
import type { ReactNode } from 'react';
import { FilterChip } from '../../components/FilterChip';
import { Hint } from '../../components/Hint';
import { readinessTone } from '../../components/marks';
import { StackBar } from '../../components/StackBar';
import { WeekBars } from '../../components/WeekBars';
import { readinessWord } from '../../components/words';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { ServiceViewState } from '../../url/useServiceView';

import styles from './TeamSummaryRow.module.css';

/** What a team's services run on and how ready they are, and how much was deployed per week, on one row. */
export function TeamSummaryRow(props: {
  dashboard: TeamDashboard;
  view: ServiceViewState;
}) {
  const t = useT();
  const { dashboard, view } = props;
  const { summary } = dashboard;
  const readiness = readinessSchema.options.filter(
    one => summary.readiness[one] > 0,
  );
  return (
    <Box
      as="section"
      bg="neutral"
      className={styles.row}
      aria-label={t('team.summary.label')}
    >
      <Part
        label={t('team.summary.trend')}
        hint={t('team.summary.perWeekHint')}
      >
        <Trend weeks={summary.weeks} />
      </Part>
      <Part
        label={t('team.summary.readiness')}
        hint={t('team.summary.readinessHint')}
      >
        <StackBar
          parts={readiness.map(one => ({
            id: one,
            value: summary.readiness[one],
            tone: readinessTone(one),
          }))}
        />
        <div className={styles.chips}>
          {readiness.map(one => (
            <FilterChip
              key={one}
              count={summary.readiness[one]}
              word={readinessWord(t, one)}
              chosen={view.filters.readiness.includes(one)}
              onChange={on => view.setFilters({ readiness: on ? [one] : [] })}
            />
          ))}
        </div>
      </Part>
      <Part
        label={t('team.summary.platforms')}
        hint={t('team.summary.platformsHint')}
      >
        <div className={styles.chips}>
          {summary.platforms.length === 0 && (
            <span className={styles.quiet}>{t('team.summary.noPlatform')}</span>
          )}
          {summary.platforms.map(({ platform, services }) => (
            <FilterChip
              key={platform}
              count={services}
              word={platform}
              chosen={view.filters.platform.includes(platform)}
              onChange={on =>
                view.setFilters({ platform: on ? [platform] : [] })
              }
            />
          ))}
        </div>
      </Part>
    </Box>
  );
}

/** A bar per week, and the last two in words. */
function Trend({ weeks }: { weeks: TeamDashboard['summary']['weeks'] }) {
  const t = useT();
  const running = weeks.find(week => week.running);
  const last = weeks.filter(week => !week.running).at(-1);
  return (
    <>
      <div className={styles.trend}>
        <WeekBars weeks={weeks} height={44} size="large" />
      </div>
      {running && last && (
        <span className={styles.quiet}>
          {t('team.summary.trendWords', {
            running: formatNumber(t, running.deployments),
            last: formatNumber(t, last.deployments),
          })}
        </span>
      )}
    </>
  );
}

function Part(props: { label: string; hint: string; children: ReactNode }) {
  return (
    <div className={styles.part}>
      <div className={styles.label}>
        <Hint text={props.hint} underline>
          {props.label}
        </Hint>
      </div>
      {props.children}
    </div>
  );
}
