import type { FoundDeployments } from '@landfall/backstage-plugin-fleet-common';
import { Link, useLocation, useSearchParams } from 'react-router-dom';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { withWeekZone } from '../../components/weekZone';
import { formatDay } from '../../format/times';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import {
  writeDeploymentSearch,
  type DeploymentSearchView,
} from '../../url/deploymentSearch';
import { weekSpan } from './weekSpan';
import styles from './WeekStrip.module.css';

const HEIGHT = 56;

type Week = FoundDeployments['weeks'][number];

/** A bar per week of what the filters match, the failed rollouts at its foot; each leads to the deployments of its week. */
export function WeekStrip(props: {
  weeks: Week[];
  timeZone: string;
  view: DeploymentSearchView;
}) {
  const t = useT();
  const [params] = useSearchParams();
  const { pathname } = useLocation();
  const { weeks, timeZone, view } = props;
  const max = Math.max(1, ...weeks.map(week => week.deployments));
  const tall = (count: number) =>
    count === 0 ? 0 : Math.max(2, Math.round((count / max) * HEIGHT));
  return (
    <nav aria-label={t('deployments.weeks.label')} className={styles.strip}>
      {weeks.map(week => {
        const { from, to } = weekSpan(week.weekStart, timeZone);
        const chosen = view.from === from && view.to === to;
        // Once more gives the choice up.
        const next = writeDeploymentSearch(params, {
          from: chosen ? '' : from,
          to: chosen ? '' : to,
        });
        const words = weekWords(t, week);
        return (
          <Hint
            key={week.weekStart}
            text={withWeekZone(t, words)}
            passive
            className={styles.hint}
          >
            <Link
              to={`${pathname}?${next}`}
              className={`${styles.week} ${chosen ? styles.chosen : ''}`}
              aria-label={words}
              aria-current={chosen ? 'true' : undefined}
            >
              <span
                className={`${styles.bar} ${
                  week.running ? styles.running : ''
                }`}
                style={{ height: tall(week.deployments) }}
              >
                <span
                  className={styles.failed}
                  style={{
                    height: Math.min(tall(week.failed), tall(week.deployments)),
                  }}
                />
              </span>
              <span className={styles.day}>{formatDay(t, week.weekStart)}</span>
            </Link>
          </Hint>
        );
      })}
    </nav>
  );
}

/** "Week of 16 Nov: 12 deployments, 2 with a failed rollout, still running" */
function weekWords(t: FleetT, week: Week): string {
  const counted = t('deployments.weeks.week', {
    count: week.deployments,
    day: formatDay(t, week.weekStart),
  });
  const failed =
    week.failed === 0
      ? counted
      : t('deployments.weeks.failed', {
          week: counted,
          failed: formatNumber(t, week.failed),
        });
  return week.running
    ? t('deployments.weeks.running', { week: failed })
    : failed;
}
