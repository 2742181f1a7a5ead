import {
  Button,
  Link,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  cutSchema,
  type Cut,
  type MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { useT } from '../../components/useT';
import { formatNumber, formatPercent } from '../../format/units';
import type { FleetT } from '../../translation';
import { writeReviewParams } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { backlog, cutLines, firstLines, type CutLine } from './cutRows';
import styles from './CutTable.module.css';

/** How many lines are shown before the others are opened. */
const SHOWN = 15;

/** Cuts in which a service may be on several lines. */
const OVERLAPPING: Cut[] = ['platform', 'cluster'];

/** The progress by team or by something else, most to go first or by name: never by how fast anybody is. */
export function CutTable(props: {
  review: MigrationReview;
  view: ReviewViewState;
  isStale: boolean;
}) {
  const t = useT();
  const { review, view, isStale } = props;
  const { cut } = review;
  const lines = useMemo(() => cutLines(cut, view.cutSort), [cut, view.cutSort]);
  const open = view.open.includes('rows');
  const { shown } = firstLines(lines, open ? lines.length : SHOWN);
  const hrefOf = useFilterLink(cut.by);
  const columns = useMemo(
    () => columnsOf(t, { by: cut.by, hrefOf }),
    [t, cut.by, hrefOf],
  );
  return (
    <Section
      title={t(`migrations.cut.by.${cut.by}`)}
      aside={<CutTools view={view} />}
    >
      <Panel flush>
        {lines.length === 0 ? (
          <p className={styles.none}>{t('migrations.cut.none')}</p>
        ) : (
          <DataTable<CutLine>
            label={t('migrations.cut.caption', {
              cut: t(`migrations.cut.by.${cut.by}`),
            })}
            columns={columns}
            rows={shown}
            isStale={isStale}
          />
        )}
        <div className={styles.foot}>
          {lines.length > SHOWN && (
            <Button
              size="small"
              variant="tertiary"
              onPress={() => view.toggleOpen('rows')}
            >
              {open
                ? t('migrations.cut.fewer')
                : t('migrations.cut.all', { count: lines.length })}
            </Button>
          )}
          {cut.total > cut.rows.length && (
            <span>
              {t('migrations.cut.bounded', {
                shown: formatNumber(t, cut.rows.length),
                total: formatNumber(t, cut.total),
              })}
            </span>
          )}
          {OVERLAPPING.includes(cut.by) && (
            <span>{t('migrations.cut.overlap')}</span>
          )}
        </div>
      </Panel>
    </Section>
  );
}

function CutTools({ view }: { view: ReviewViewState }) {
  const t = useT();
  return (
    <>
      <ToggleButtonGroup
        aria-label={t('migrations.cut.sort')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view.cutSort]}
        onSelectionChange={keys =>
          view.setCutSort(keys.has('name') ? 'name' : 'backlog')
        }
      >
        <ToggleButton id="backlog">
          {t('migrations.cut.byBacklog')}
        </ToggleButton>
        <ToggleButton id="name">{t('migrations.cut.byName')}</ToggleButton>
      </ToggleButtonGroup>
      <Select
        aria-label={t('migrations.cut.label')}
        size="small"
        className={styles.select}
        options={cutSchema.options.map(value => ({
          value,
          label: t(`migrations.cut.by.${value}`),
        }))}
        value={view.cut}
        onChange={key => {
          const cut = cutSchema.options.find(one => one === key);
          if (cut) view.setCut(cut);
        }}
      />
    </>
  );
}

/** The address of this page, limited to one line of a cut. */
function useFilterLink(by: Cut): (key: string) => string {
  const [params] = useSearchParams();
  const { pathname } = useLocation();
  return useMemo(() => {
    const name = by === 'parent' ? 'team' : by;
    return key => `${pathname}?${writeReviewParams(params, { [name]: key })}`;
  }, [by, params, pathname]);
}

function columnsOf(
  t: FleetT,
  { by, hrefOf }: { by: Cut; hrefOf: (key: string) => string },
): DataColumn<CutLine>[] {
  const counted = (
    name: 'moved' | 'lagging' | 'blocked' | 'stalled',
    hideBelow?: 'medium' | 'narrow',
  ): DataColumn<CutLine> => ({
    id: name,
    label: t(`migrations.cut.${name}`),
    hint: t(`migrations.cut.${name}Hint`),
    align: 'end',
    width: 'min(96px, 15cqi)',
    hideBelow,
    cell: line => (
      <span className={line[name] === 0 ? styles.zero : ''}>
        {formatNumber(t, line[name])}
      </span>
    ),
  });
  return [
    {
      id: 'name',
      label: t('migrations.cut.name'),
      isRowHeader: true,
      cell: line => <Name line={line} by={by} hrefOf={hrefOf} />,
    },
    {
      id: 'done',
      label: t('migrations.cut.done'),
      hint: t('migrations.cut.doneHint'),
      width: 'min(220px, 22cqi)',
      cell: line => <Done line={line} />,
    },
    {
      id: 'left',
      label: t('migrations.cut.left'),
      hint: t('migrations.cut.leftHint'),
      align: 'end',
      width: 'min(96px, 18cqi)',
      cell: line => formatNumber(t, backlog(line)),
    },
    {
      id: 'scope',
      label: t('migrations.cut.scope'),
      hint: t('migrations.cut.scopeHint'),
      align: 'end',
      width: '96px',
      hideBelow: 'medium',
      cell: line => formatNumber(t, line.scope),
    },
    counted('moved', 'narrow'),
    counted('lagging', 'narrow'),
    counted('blocked'),
    counted('stalled', 'medium'),
  ];
}

function Name(props: {
  line: CutLine;
  by: Cut;
  hrefOf: (key: string) => string;
}) {
  const t = useT();
  const { line, by, hrefOf } = props;
  const className = [
    styles.name,
    line.depth === 1 ? styles.below : '',
    line.group ? styles.group : '',
  ].join(' ');
  if (line.key === null) {
    return (
      <span className={className}>{t(`migrations.cut.nothing.${by}`)}</span>
    );
  }
  return (
    <span className={className}>
      <Link
        href={hrefOf(line.key)}
        standalone
        weight={line.group ? 'bold' : 'regular'}
        className={styles.link}
        title={t('migrations.cut.only', { name: line.title })}
      >
        {line.title}
      </Link>
    </span>
  );
}

function Done({ line }: { line: CutLine }) {
  const t = useT();
  const share = line.scope > 0 ? line.done / line.scope : null;
  return (
    <span className={styles.done}>
      <span className={styles.bar} aria-hidden="true">
        <span
          className={styles.fill}
          style={{ width: `${(share ?? 0) * 100}%` }}
        />
      </span>
      <span className={styles.number}>
        {share === null ? t('common.none') : formatPercent(t, share)}
      </span>
      <span className={styles.zero}>({formatNumber(t, line.done)})</span>
    </span>
  );
}
