import type {
  MigrationEvidence,
  StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Hint } from '../../components/Hint';
import { FreshnessMark } from '../../components/marks';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatExact, formatMoment } from '../../format/times';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { PanelPart } from './PanelPart';
import panel from './MigrationPanel.module.css';
import styles from './EvidenceSides.module.css';

type Row = MigrationEvidence & { id: string };

/** What is seen on both sides, beside each other; what counts on neither below. */
export function EvidenceSides(props: {
  detail: StandingDetail;
  moment: number;
}) {
  const t = useT();
  const { detail, moment } = props;
  const { migration, evidence } = detail;
  const asOf = detail.live ? undefined : moment;
  const on = (...sides: MigrationEvidence['side'][]) =>
    evidence.filter(one => sides.includes(one.side));
  const neither = on('neither');
  return (
    <PanelPart
      title={t('migration.evidence.title')}
      hint={t('migration.evidence.hint')}
    >
      <div className={styles.sides}>
        <Side
          title={migration.fromTitle}
          items={on('from', 'both')}
          asOf={asOf}
        />
        <Side title={migration.toTitle} items={on('to', 'both')} asOf={asOf} />
        {neither.length > 0 && (
          <Side
            title={t('migration.evidence.other')}
            items={neither}
            asOf={asOf}
          />
        )}
      </div>
    </PanelPart>
  );
}

function Side(props: {
  title: string;
  items: MigrationEvidence[];
  asOf: number | undefined;
}) {
  const t = useT();
  const { title, items, asOf } = props;
  const rows = useMemo(
    () => items.map(one => ({ ...one, id: `${one.source} ${one.target}` })),
    [items],
  );
  const columns = useMemo(() => columnsOf(t, asOf), [t, asOf]);
  return (
    <div className={styles.side}>
      <h5 className={styles.title}>{title}</h5>
      {rows.length === 0 ? (
        <p className={panel.quiet}>
          {t('migration.evidence.none', { side: title })}
        </p>
      ) : (
        <DataTable<Row>
          label={t('migration.evidence.caption', { side: title })}
          columns={columns}
          rows={rows}
        />
      )}
    </div>
  );
}

function columnsOf(t: FleetT, asOf: number | undefined): DataColumn<Row>[] {
  return [
    {
      id: 'place',
      label: t('migration.evidence.place'),
      isRowHeader: true,
      cell: one => (
        <Hint text={placeWords(t, one)} className={styles.place}>
          {one.cluster} · {one.namespace}/{one.workload}
        </Hint>
      ),
    },
    {
      id: 'ready',
      label: t('migration.evidence.ready'),
      hint: t('migration.evidence.readyHint'),
      width: '88px',
      align: 'end',
      cell: one => <Ready evidence={one} />,
    },
    {
      id: 'images',
      label: t('migration.evidence.images'),
      hideBelow: 'narrow',
      width: '24%',
      cell: one => (
        <Hint text={one.images.join('\n')} className={styles.place}>
          {one.images.map(shortImage).join(', ')}
        </Hint>
      ),
    },
    {
      id: 'seen',
      label: t('migration.evidence.seen'),
      hint: t('migration.evidence.seenHint'),
      width: '92px',
      cell: one => <Seen evidence={one} asOf={asOf} />,
    },
  ];
}

function Ready({ evidence }: { evidence: MigrationEvidence }) {
  const t = useT();
  const { ready, desired, goneAt } = evidence;
  if (goneAt) {
    return (
      <Hint
        text={t('migration.evidence.goneSince', {
          date: formatExact(t, goneAt),
        })}
        underline
      >
        {t('common.readiness.gone')}
      </Hint>
    );
  }
  if (desired === 0 && ready === 0) return <>{t('common.readiness.at_rest')}</>;
  return (
    <>
      {desired === null
        ? formatNumber(t, ready)
        : t('migration.evidence.of', {
            ready: formatNumber(t, ready),
            desired: formatNumber(t, desired),
          })}
    </>
  );
}

function Seen(props: {
  evidence: MigrationEvidence;
  asOf: number | undefined;
}) {
  const t = useT();
  const { seenAt, data } = props.evidence;
  if (data !== 'fresh' && data !== 'none')
    return <FreshnessMark state={data} />;
  return seenAt ? (
    <RelativeTime at={seenAt} asOf={props.asOf} className={panel.quiet} />
  ) : (
    <>{t('migration.evidence.neverSeen')}</>
  );
}

/** Everything about a place, line by line. */
function placeWords(t: FleetT, one: MigrationEvidence): string {
  return [
    `${one.platform} ${one.cluster}: ${one.workloadKind} ${one.namespace}/${one.workload}`,
    one.environment ?? t('common.unmapped'),
    one.side === 'both' ? t('migration.evidence.both') : '',
    one.goneAt
      ? t('migration.evidence.goneSince', { date: formatMoment(t, one.goneAt) })
      : t('migration.evidence.since', { date: formatMoment(t, one.since) }),
    t('migration.evidence.source', { source: one.source, scope: one.scope }),
  ]
    .filter(Boolean)
    .join('\n');
}

/** The last part of an image's reference: name and tag. */
function shortImage(reference: string): string {
  return reference.split('/').at(-1) ?? reference;
}
