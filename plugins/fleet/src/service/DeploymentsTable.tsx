import { Link } from '@backstage/ui';
import type { Deployment } from '@landfall/backstage-plugin-fleet-common';
import { DataTable, type DataColumn } from '../components/DataTable';
import { Hint } from '../components/Hint';
import { ClassMark, OutcomeMark } from '../components/marks';
import { Missing } from '../components/Missing';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../components/useT';
import { useNow } from '../format/now';
import { formatDuration } from '../format/units';
import type { FleetT } from '../translation';
import { useEvidenceLink } from '../url/useEvidenceLink';
import styles from './DeploymentsTable.module.css';

/** Deployments, one line each; the version opens the evidence. */
export function DeploymentsTable({
  deployments,
  isStale,
}: {
  deployments: Deployment[];
  isStale?: boolean;
}) {
  const t = useT();
  const { hrefOf } = useEvidenceLink();
  return (
    <DataTable<Deployment>
      label={t('service.deployments.caption')}
      columns={columnsOf(t, hrefOf)}
      rows={deployments}
      isStale={isStale}
    />
  );
}

function columnsOf(
  t: FleetT,
  hrefOf: (id: string) => string,
): DataColumn<Deployment>[] {
  return [
    {
      id: 'version',
      label: t('service.deployments.version'),
      isRowHeader: true,
      cell: deployment => (
        <Version deployment={deployment} href={hrefOf(deployment.id)} />
      ),
    },
    {
      id: 'outcome',
      label: t('service.deployments.outcome'),
      width: 'min(140px, 34cqi)',
      cell: ({ outcome, overdueSince, finishedAt }) => (
        <OutcomeMark
          outcome={outcome}
          overdue={overdueSince !== null && !finishedAt}
        />
      ),
    },
    {
      id: 'class',
      label: t('service.deployments.class'),
      width: '140px',
      hideBelow: 'medium',
      cell: deployment => <ClassMark value={deployment.class} />,
    },
    {
      id: 'environment',
      label: t('service.deployments.environment'),
      width: '14%',
      hideBelow: 'medium',
      cell: deployment => <Environment deployment={deployment} />,
    },
    {
      id: 'targets',
      label: t('service.deployments.targets'),
      width: '16%',
      hideBelow: 'wide',
      cell: deployment => <Targets deployment={deployment} />,
    },
    {
      id: 'took',
      label: t('service.deployments.took'),
      hint: t('service.deployments.tookHint'),
      width: '90px',
      align: 'end',
      hideBelow: 'narrow',
      cell: deployment => <Took deployment={deployment} />,
    },
    {
      id: 'started',
      label: t('service.deployments.started'),
      width: 'min(190px, 30cqi)',
      align: 'end',
      cell: deployment => <Started deployment={deployment} />,
    },
  ];
}

function Version({
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

function Environment({ deployment }: { deployment: Deployment }) {
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

function Targets({ deployment }: { deployment: Deployment }) {
  const t = useT();
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

function Took({ deployment }: { deployment: Deployment }) {
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

function Started({ deployment }: { deployment: Deployment }) {
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
