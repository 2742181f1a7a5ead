import type { Deployment } from '@landfall/backstage-plugin-fleet-common';
import { DataTable, type DataColumn } from '../components/DataTable';
import { ClassMark, OutcomeMark } from '../components/marks';
import { useT } from '../components/useT';
import type { FleetT } from '../translation';
import { useEvidenceLink } from '../url/useEvidenceLink';
import {
  Environment,
  Started,
  Targets,
  Took,
  Version,
} from './deploymentCells';

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
