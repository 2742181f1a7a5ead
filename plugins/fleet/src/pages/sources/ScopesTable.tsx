import type {
  ScopeState,
  SourceScope,
  SourceStatus,
} from '@landfall/backstage-plugin-fleet-common';
import { RiErrorWarningFill } from '@remixicon/react';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Hint } from '../../components/Hint';
import { Missing } from '../../components/Missing';
import { Panel } from '../../components/Frame';
import { Mark } from '../../components/Mark';
import { FreshnessMark } from '../../components/marks';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatDuration, formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';

/** One scope of a source; a source without any has one line without a scope. */
interface ScopeRow {
  id: string;
  source: SourceStatus;
  scope: SourceScope | undefined;
}

const URGENCY: ScopeState[] = [
  'error',
  'never',
  'stale',
  'partial',
  'fresh',
  'not_watched',
];

/** All scopes of all sources, those with trouble first. */
export function scopeRows(sources: SourceStatus[]): ScopeRow[] {
  const rows = sources.flatMap((source): ScopeRow[] =>
    source.scopes.length === 0
      ? [{ id: source.id, source, scope: undefined }]
      : source.scopes.map(scope => ({
          id: `${source.id}/${scope.scope}`,
          source,
          scope,
        })),
  );
  const urgency = (row: ScopeRow) =>
    row.scope ? URGENCY.indexOf(row.scope.state) : -1;
  return rows.sort(
    (a, b) =>
      urgency(a) - urgency(b) ||
      a.source.title.localeCompare(b.source.title) ||
      a.id.localeCompare(b.id),
  );
}

/** Every source and scope: state, last success and attempt, completeness, how many observations and refused records. */
export function ScopesTable({ sources }: { sources: SourceStatus[] }) {
  const t = useT();
  const rows = useMemo(() => scopeRows(sources), [sources]);
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <Panel flush>
      <DataTable<ScopeRow>
        label={t('sources.table.caption')}
        columns={columns}
        rows={rows}
      />
    </Panel>
  );
}

function columnsOf(t: FleetT): DataColumn<ScopeRow>[] {
  return [
    {
      id: 'scope',
      label: t('sources.table.scope'),
      isRowHeader: true,
      cell: ({ scope }) =>
        scope ? (
          <span title={scope.scope}>{scope.scope}</span>
        ) : (
          <Missing reason={t('sources.table.noScope')} />
        ),
    },
    {
      id: 'source',
      label: t('sources.table.source'),
      width: '16cqi',
      hideBelow: 'medium',
      cell: ({ source }) => (
        <Hint
          text={t('sources.table.observes', {
            kinds: source.observes.join(', '),
          })}
        >
          {source.title}
        </Hint>
      ),
    },
    {
      id: 'state',
      label: t('sources.table.state'),
      cell: ({ scope }) =>
        scope ? (
          <FreshnessMark state={scope.state} />
        ) : (
          <Mark
            tone="bad"
            icon={<RiErrorWarningFill size={16} />}
            word={t('sources.table.notStarted')}
            hint={t('sources.table.noScope')}
          />
        ),
    },
    {
      id: 'lastSuccess',
      label: t('sources.table.lastSuccess'),
      hint: t('sources.table.lastSuccessHint'),
      cell: ({ scope }) => scope && <Time at={scope.lastSuccess} />,
    },
    {
      id: 'lastAttempt',
      label: t('sources.table.lastAttempt'),
      hideBelow: 'medium',
      cell: ({ scope }) => scope && <Time at={scope.lastAttempt} />,
    },
    {
      id: 'complete',
      label: t('sources.table.complete'),
      hint: t('sources.table.completeHint'),
      hideBelow: 'wide',
      width: '90px',
      cell: ({ scope }) => scope && <Complete scope={scope} />,
    },
    {
      id: 'mode',
      label: t('sources.table.mode'),
      hideBelow: 'wide',
      cell: ({ scope }) => scope && <Mode scope={scope} />,
    },
    {
      id: 'observations',
      label: t('sources.table.observations'),
      hint: t('sources.table.observationsHint'),
      align: 'end',
      hideBelow: 'narrow',
      width: '120px',
      cell: ({ scope }) => scope && formatNumber(t, scope.observations),
    },
    {
      id: 'refused',
      label: t('sources.table.refused'),
      hint: t('sources.table.refusedHint'),
      align: 'end',
      hideBelow: 'medium',
      width: '90px',
      cell: ({ scope }) => scope && formatNumber(t, scope.quarantined),
    },
  ];
}

function Time({ at }: { at: string | null }) {
  const t = useT();
  return at ? <RelativeTime at={at} /> : <>{t('common.never')}</>;
}

function Complete({ scope }: { scope: SourceScope }) {
  const t = useT();
  if (!scope.lastSuccess) {
    return <Missing reason={t('common.freshnessHint.never')} />;
  }
  return <>{scope.complete ? t('common.yes') : t('common.no')}</>;
}

function Mode({ scope }: { scope: SourceScope }) {
  const t = useT();
  const span = formatDuration(t, scope.intervalSeconds);
  return scope.mode === 'watch' ? (
    <Hint text={t('sources.table.watchHint', { span })}>
      {t('sources.table.watch')}
    </Hint>
  ) : (
    <Hint text={t('sources.table.pollHint', { span })}>
      {t('sources.table.poll', { span })}
    </Hint>
  );
}
