import type { Deployment } from '@landfall/backstage-plugin-fleet-common';
import { Missing } from '../components/Missing';
import { OutcomeMark } from '../components/marks';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../components/useT';
import styles from './cells.module.css';

/** How the last deployment went, which version it brought and when. */
export function LastDeploymentCell({
  deployment,
}: {
  deployment: Deployment | null;
}) {
  const t = useT();
  if (!deployment) {
    return <Missing reason={t('team.services.noDeploymentHint')} />;
  }
  return (
    <span className={styles.last}>
      <OutcomeMark
        outcome={deployment.outcome}
        overdue={deployment.overdueSince !== null && !deployment.finishedAt}
      />
      <span className={styles.version} title={deployment.version}>
        {deployment.version}
      </span>
      <RelativeTime
        at={deployment.finishedAt ?? deployment.startedAt}
        className={styles.when}
      />
    </span>
  );
}
