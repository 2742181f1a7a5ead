import { Link } from '@backstage/ui';
import type {
  ServiceDetail,
  Target,
} from '@landfall/backstage-plugin-fleet-common';
import { RiEyeOffLine } from '@remixicon/react';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../components/DataTable';
import { Panel } from '../components/Frame';
import { Hint } from '../components/Hint';
import { FreshnessMark, ReadinessMark } from '../components/marks';
import { useFleetPaths } from '../components/paths';
import { RelativeTime } from '../components/RelativeTime';
import { StateBox } from '../components/StateBox';
import { useT } from '../components/useT';
import { refName } from '../format/entities';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';
import { Instances } from './Instances';
import styles from './TargetsTable.module.css';

type Row = Target & { id: string };

/** Every place of a service: environment, platform, cluster, workload, version, instances. */
export function TargetsTable({ service }: { service: ServiceDetail }) {
  const t = useT();
  const rows = useMemo(
    () => service.targets.map(target => ({ ...target, id: target.target })),
    [service.targets],
  );
  const columns = useMemo(() => columnsOf(t), [t]);
  if (rows.length === 0) return <NoTarget service={service} />;
  return (
    <Panel flush>
      <DataTable<Row>
        label={t('service.targets.caption')}
        columns={columns}
        rows={rows}
      />
      {service.targetCount > rows.length && (
        <p className={styles.more}>
          {t('service.targets.more', {
            shown: formatNumber(t, rows.length),
            total: formatNumber(t, service.targetCount),
          })}
        </p>
      )}
    </Panel>
  );
}

function NoTarget({ service }: { service: ServiceDetail }) {
  const t = useT();
  const paths = useFleetPaths();
  return (
    <StateBox
      icon={<RiEyeOffLine />}
      title={t('service.targets.none')}
      action={
        <Link href={paths.sources}>{t('service.targets.unmatched')}</Link>
      }
    >
      <p>{t('service.targets.noneFix', { name: refName(service.ref) })}</p>
    </StateBox>
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'place',
      label: t('service.targets.cluster'),
      hint: t('service.targets.hint'),
      isRowHeader: true,
      cell: target => (
        <span
          title={`${target.platform} ${target.cluster}: ${target.workloadKind} ${target.namespace}/${target.workload}`}
        >
          {target.cluster}
        </span>
      ),
    },
    {
      id: 'platform',
      label: t('service.targets.platform'),
      hideBelow: 'medium',
      cell: target => <span className={styles.quiet}>{target.platform}</span>,
    },
    {
      id: 'environment',
      label: t('service.targets.environment'),
      width: '14%',
      hideBelow: 'narrow',
      cell: target =>
        target.environment ?? (
          <Hint text={t('common.unmappedHint')} underline>
            {t('common.unmapped')}
          </Hint>
        ),
    },
    {
      id: 'workload',
      label: t('service.targets.workload'),
      hideBelow: 'medium',
      cell: target => (
        <span
          title={`${target.workloadKind} ${target.namespace}/${target.workload}`}
        >
          {target.namespace}/{target.workload}
        </span>
      ),
    },
    {
      id: 'version',
      label: t('service.targets.version'),
      cell: target => (
        <span
          className={styles.version}
          title={target.images.map(image => image.reference).join('\n')}
        >
          {target.version}
        </span>
      ),
    },
    {
      id: 'instances',
      label: t('service.targets.instances'),
      align: 'end',
      width: '90px',
      cell: target => <Instances target={target} />,
    },
    {
      id: 'state',
      label: t('service.targets.state'),
      width: '130px',
      hideBelow: 'narrow',
      cell: target => <ReadinessMark readiness={target.readiness} />,
    },
    {
      id: 'since',
      label: t('service.targets.since'),
      width: '100px',
      hideBelow: 'wide',
      cell: target => <RelativeTime at={target.since} />,
    },
    {
      id: 'data',
      label: t('service.targets.data'),
      width: '90px',
      hideBelow: 'medium',
      cell: target => <FreshnessMark state={target.freshness} />,
    },
  ];
}
