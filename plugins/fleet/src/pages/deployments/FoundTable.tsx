import type { FoundDeployment } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { useLocation } from 'react-router-dom';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink } from '../../components/EntityLink';
import { Hint } from '../../components/Hint';
import { ClassMark, OutcomeMark } from '../../components/marks';
import { Missing } from '../../components/Missing';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatDuration, formatNumber } from '../../format/units';
import { Environment, Took, Version } from '../../service/deploymentCells';
import type { FleetT } from '../../translation';
import type { DeploymentSearchView } from '../../url/deploymentSearch';
import { useEvidenceLink } from '../../url/useEvidenceLink';

/** Deployments of all services, one line each; the version opens the evidence. */
export function FoundTable(props: {
  deployments: FoundDeployment[];
  view: DeploymentSearchView;
  isStale: boolean;
  onSort: (sort: DeploymentSearchView['sort']) => void;
}) {
  const t = useT();
  const { hrefOf } = useEvidenceLink();
  const { search } = useLocation();
  const { deployments, view, isStale, onSort } = props;
  // The same columns for the same address: the table keeps what it made of them.
  const columns = useMemo(
    () => columnsOf(t, hrefOf),
    // The address decides what `hrefOf` gives.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, search],
  );
  return (
    <DataTable<FoundDeployment>
      label={t('deployments.caption')}
      columns={columns}
      rows={deployments}
      isStale={isStale}
      sort={{ column: view.sort, descending: view.descending }}
      onSort={column => onSort(column === 'took' ? 'took' : 'started')}
    />
  );
}

function columnsOf(
  t: FleetT,
  hrefOf: (id: string) => string,
): DataColumn<FoundDeployment>[] {
  return [
    {
      id: 'service',
      label: t('deployments.service'),
      hint: t('deployments.serviceHint'),
      isRowHeader: true,
      cell: ({ service, title }) => <ServiceLink to={service} title={title} />,
    },
    {
      id: 'version',
      label: t('service.deployments.version'),
      width: 'max(13%, 70px)',
      cell: deployment => (
        <Version deployment={deployment} href={hrefOf(deployment.id)} />
      ),
    },
    {
      id: 'outcome',
      label: t('service.deployments.outcome'),
      width: 'min(120px, 26cqi)',
      cell: ({ outcome, overdueSince, finishedAt }) => (
        <OutcomeMark
          outcome={outcome}
          overdue={overdueSince !== null && !finishedAt}
        />
      ),
    },
    {
      id: 'failedBy',
      label: t('deployments.failed'),
      hint: t('deployments.failedHint'),
      width: '8%',
      hideBelow: 'medium',
      cell: ({ failedBy }) =>
        failedBy.map(rule => t(`deployments.rule.${rule}`)).join(', '),
    },
    {
      id: 'class',
      label: t('service.deployments.class'),
      width: '100px',
      hideBelow: 'medium',
      cell: deployment => <ClassMark value={deployment.class} />,
    },
    {
      id: 'environment',
      label: t('service.deployments.environment'),
      width: '10%',
      hideBelow: 'medium',
      cell: deployment => <Environment deployment={deployment} />,
    },
    {
      id: 'commits',
      label: t('deployments.commits'),
      hint: t('deployments.commitsHint'),
      width: '70px',
      align: 'end',
      hideBelow: 'wide',
      cell: deployment => <Commits deployment={deployment} />,
    },
    {
      id: 'told',
      label: t('deployments.toldBy'),
      hint: t('deployments.toldByHint'),
      width: '8%',
      hideBelow: 'wide',
      cell: ({ toldBy }) =>
        toldBy.length > 0 ? (
          toldBy.join(', ')
        ) : (
          <Missing reason={t('deployments.nobody')} />
        ),
    },
    {
      id: 'took',
      label: t('service.deployments.took'),
      hint: t('service.deployments.tookHint'),
      width: '80px',
      align: 'end',
      sortable: true,
      hideBelow: 'narrow',
      cell: deployment => <Took deployment={deployment} />,
    },
    {
      id: 'started',
      label: t('service.deployments.started'),
      width: 'min(110px, 28cqi)',
      align: 'end',
      sortable: true,
      cell: ({ startedAt }) => <RelativeTime at={startedAt} />,
    },
  ];
}

function Commits({ deployment }: { deployment: FoundDeployment }) {
  const t = useT();
  const { commits, leadTimeSeconds } = deployment;
  if (commits === null) {
    return <Missing reason={t('deployments.commitsUnknown')} />;
  }
  const text =
    leadTimeSeconds === null
      ? ''
      : t('deployments.leadTime', { span: formatDuration(t, leadTimeSeconds) });
  return <Hint text={text}>{formatNumber(t, commits)}</Hint>;
}
