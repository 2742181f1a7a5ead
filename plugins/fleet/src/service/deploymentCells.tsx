/** Cells of a deployment that several tables have. */
import { Link } from '@backstage/ui';
import type { Deployment } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { Missing } from '../components/Missing';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../components/useT';
import { useNow } from '../format/now';
import { formatDuration } from '../format/units';
import styles from './deploymentCells.module.css';

/** The version, which opens the evidence, and the one that it replaced. */
export function Version({
  deployment,
  href,
}: {
  deployment: Deployment;
  href: string;
}) {
  const t = useT();
  const { version, previousVersion } = deployment;
  let from = '';
  if (previousVersion === null) {
    from = t('service.deployments.firstEver');
  } else if (previousVersion !== version) {
    from = t('service.deployments.from', { version: previousVersion });
  }
  return (
    <span className={styles.line}>
      <Link
        href={href}
        className={styles.version}
        title={version}
        aria-label={t('service.deployments.open', { version })}
      >
        {version}
      </Link>
      <span className={`${styles.quiet} ${styles.from}`}>{from}</span>
    </span>
  );
}

/** The environment; quiet where it does not count. */
export function Environment({ deployment }: { deployment: Deployment }) {
  const t = useT();
  const name = deployment.environment ?? t('common.unmapped');
  const hints = [
    deployment.environment ? '' : t('common.unmappedHint'),
    deployment.counted ? '' : t('service.deployments.notCountedHint'),
  ].filter(Boolean);
  return (
    <Hint text={hints.join(' ')}>
      <span className={deployment.counted ? '' : styles.quiet}>{name}</span>
    </Hint>
  );
}

/** On which clusters, with every target on hover and focus. */
export function Targets({ deployment }: { deployment: Deployment }) {
  const t = useT();
  if (deployment.targets.length === 0) {
    return (
      <Hint text={t('service.deployments.onlyCiHint')}>
        {t('service.deployments.onlyCi')}
      </Hint>
    );
  }
  const clusters = [...new Set(deployment.targets.map(one => one.cluster))];
  const text = deployment.targets
    .map(one => `${one.cluster}, ${one.namespace}/${one.workload}`)
    .join('\n');
  return (
    <Hint text={text}>
      {clusters.length === 1
        ? clusters[0]
        : t('team.services.clusters', { count: clusters.length })}
    </Hint>
  );
}

/** How long it took, or has taken so far. */
export function Took({ deployment }: { deployment: Deployment }) {
  const t = useT();
  const now = useNow();
  const { durationSeconds, estimated, outcome, startedAt } = deployment;
  if (outcome === 'in_progress') {
    const seconds = Math.max(0, (now - Date.parse(startedAt)) / 1000);
    return <>{formatDuration(t, Math.floor(seconds))} …</>;
  }
  if (durationSeconds === null) {
    return <Missing reason={t('common.outcomeHint.unknown')} />;
  }
  const text = formatDuration(t, durationSeconds);
  return estimated.start || estimated.finish ? (
    <Hint text={t('service.deployments.estimatedHint')}>
      {t('service.deployments.estimated')} {text}
    </Hint>
  ) : (
    <>{text}</>
  );
}

/** When it began, and whether that was found later. */
export function Started({ deployment }: { deployment: Deployment }) {
  const t = useT();
  return (
    <span className={styles.when}>
      {deployment.backfilled && (
        <span className={styles.found}>
          <Hint text={t('service.deployments.backfilledHint')} underline>
            {t('service.deployments.backfilled')}
          </Hint>
        </span>
      )}
      <RelativeTime at={deployment.startedAt} />
    </span>
  );
}
