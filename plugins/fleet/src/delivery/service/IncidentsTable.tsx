import { Link } from '@backstage/ui';
import type { Incident } from '@landfall/backstage-plugin-fleet-common';
import { RiErrorWarningFill } from '@remixicon/react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink } from '../../components/EntityLink';
import { Mark } from '../../components/Mark';
import { Missing } from '../../components/Missing';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { useNow } from '../../format/now';
import { refName } from '../../format/entities';
import { formatDuration } from '../../format/units';
import { OutLink } from '../../migrations/service/OutLink';
import type { FleetT } from '../../translation';
import { useEvidenceLink } from '../../url/useEvidenceLink';
import styles from './IncidentsTable.module.css';

/** Incidents of one series, one line each; the title leads to where it came from, a number to the deployment that failed by it. */
export function IncidentsTable(props: {
  series: Incident['series'];
  incidents: Incident[];
  isStale: boolean;
}) {
  const t = useT();
  const { hrefOf } = useEvidenceLink();
  const { series, incidents, isStale } = props;
  return (
    <DataTable<Incident>
      label={t('delivery.incidents.caption', {
        series: t(`delivery.incidents.${series}`),
      })}
      columns={columnsOf(t, { series, hrefOf })}
      rows={incidents}
      isStale={isStale}
    />
  );
}

function columnsOf(
  t: FleetT,
  options: { series: Incident['series']; hrefOf: (id: string) => string },
): DataColumn<Incident>[] {
  const columns: DataColumn<Incident>[] = [
    {
      id: 'incident',
      label: t('delivery.incidents.incident'),
      isRowHeader: true,
      cell: incident => <Title incident={incident} />,
    },
    {
      id: 'service',
      label: t('delivery.incidents.of'),
      width: 'min(180px, 30cqi)',
      cell: ({ service, hidden }) =>
        hidden ? (
          <Missing reason={t('delivery.incidents.hidden')} />
        ) : (
          <ServiceLink to={service} title={refName(service)} />
        ),
    },
    {
      id: 'opened',
      label: t('delivery.incidents.opened'),
      width: '120px',
      hideBelow: 'narrow',
      cell: ({ openedAt }) => <RelativeTime at={openedAt} />,
    },
    {
      id: 'acknowledged',
      label: t('delivery.incidents.acknowledged'),
      width: '120px',
      hideBelow: 'wide',
      cell: ({ acknowledgedAt }) =>
        acknowledgedAt ? (
          <RelativeTime at={acknowledgedAt} />
        ) : (
          <Missing reason={t('delivery.incidents.notAcknowledged')} />
        ),
    },
    {
      id: 'took',
      label: t('delivery.incidents.took'),
      width: 'min(160px, 40cqi)',
      cell: incident => <Took incident={incident} />,
    },
    {
      id: 'severity',
      label: t('delivery.incidents.severity'),
      width: '110px',
      hideBelow: 'medium',
      cell: ({ severity }) =>
        severity ?? <Missing reason={t('delivery.incidents.noSeverity')} />,
    },
    {
      id: 'deployments',
      label: t('delivery.incidents.failed'),
      width: '130px',
      hideBelow: 'medium',
      cell: incident => (
        <Deployments incident={incident} hrefOf={options.hrefOf} />
      ),
    },
  ];
  return columns.filter(({ id }) => isTold(id, options.series));
}

function isTold(column: string, series: Incident['series']): boolean {
  switch (column) {
    // Whose it is goes without saying but where it is another's.
    case 'service':
      return series === 'elsewhere';
    // Nobody takes on what a cluster detects, and it has no severity.
    case 'acknowledged':
    case 'severity':
      return series !== 'detected';
    default:
      return true;
  }
}

function Title({ incident }: { incident: Incident }) {
  const t = useT();
  const title = incident.hidden
    ? t('delivery.incidents.hidden')
    : incident.title || t(`delivery.incidents.untitled.${incident.series}`);
  return (
    <span className={styles.title} title={title}>
      {incident.link ? <OutLink href={incident.link}>{title}</OutLink> : title}
    </span>
  );
}

function Took({ incident }: { incident: Incident }) {
  const t = useT();
  const now = useNow(60_000);
  if (incident.resolvedAt === null) {
    return (
      <Mark
        tone="bad"
        icon={<RiErrorWarningFill size={14} />}
        word={t('delivery.incidents.open', {
          span: formatDuration(t, (now - Date.parse(incident.openedAt)) / 1000),
        })}
      />
    );
  }
  if (incident.seconds === null) {
    return <Missing reason={t('delivery.incidents.noSpan')} />;
  }
  return <>{formatDuration(t, incident.seconds)}</>;
}

function Deployments(props: {
  incident: Incident;
  hrefOf: (id: string) => string;
}) {
  const t = useT();
  const { deployments } = props.incident;
  if (deployments.length === 0) {
    return <Missing reason={t('delivery.incidents.noDeployment')} />;
  }
  return (
    <span className={styles.deployments}>
      {deployments.map((id, index) => (
        <Link key={id} href={props.hrefOf(id)} standalone>
          {t('delivery.incidents.deployment', {
            number: String(index + 1),
          })}
        </Link>
      ))}
    </span>
  );
}
