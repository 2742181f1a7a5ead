import { Link } from '@backstage/ui';
import type {
  EnvironmentMappings,
  EnvironmentUse,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { CopyButton } from '../components/CopyButton';
import { DataTable, type DataColumn } from '../components/DataTable';
import { Panel, Section } from '../components/Frame';
import { useFleetPaths } from '../components/paths';
import { useT } from '../components/useT';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';
import styles from './Mappings.module.css';

type Mapping = EnvironmentMappings['items'][number];
type Row = Mapping & { id: string };

const KEYS = {
  targets: 'fleet.environments',
  ci: 'fleet.delivery.environments',
} as const;

const EXAMPLES = {
  targets: `fleet:
  environments:
    - name: production
      production: true
      match: { cluster: 'prod-*' }
`,
  ci: `fleet:
  delivery:
    environments:
      - name: production
        production: true
        match: { environment: 'production' }
`,
} as const;

/** What is mapped to which environment, in the order in which it is tried. */
export function Mappings(props: {
  of: keyof typeof KEYS;
  mappings: EnvironmentMappings;
  /** Undefined while that is not known. */
  use: EnvironmentUse | undefined;
}) {
  const t = useT();
  const { of, mappings, use } = props;
  const rows = useMemo(
    () => mappings.items.map((one, index) => ({ ...one, id: String(index) })),
    [mappings.items],
  );
  const key = KEYS[of];
  return (
    <Section
      title={t(`measures.production.${of}`)}
      aside={
        <>
          <code>{key}</code>
          <CopyButton
            text={EXAMPLES[of]}
            label={t('measures.page.copyKey', { key })}
          />
        </>
      }
    >
      {rows.length === 0 ? (
        <Panel>{t(`measures.production.noMappings.${of}`)}</Panel>
      ) : (
        <Panel flush>
          <DataTable<Row>
            label={t(`measures.production.caption.${of}`)}
            columns={columnsOf(t, { of, use })}
            rows={rows}
          />
          {rows.length < mappings.total && (
            <p className={styles.more}>
              {t('measures.production.more', {
                shown: formatNumber(t, rows.length),
                total: formatNumber(t, mappings.total),
              })}
            </p>
          )}
        </Panel>
      )}
      {use && <Unmapped of={of} use={use} />}
    </Section>
  );
}

/** What no mapping matches, with the way to where it is mended. */
function Unmapped({ of, use }: { of: keyof typeof KEYS; use: EnvironmentUse }) {
  const t = useT();
  const paths = useFleetPaths();
  const { targets, ciEnvironments, named } = use.unmapped;
  if (of === 'targets') {
    return targets === 0 ? null : (
      <Link href={paths.sources}>
        {t('measures.production.unmapped.targets', { count: targets })}
      </Link>
    );
  }
  const names = named
    .map(one => t('measures.production.named', one))
    .join(', ');
  return ciEnvironments === 0 ? null : (
    <Link href={paths.quality()}>
      {t('measures.production.unmapped.ci', {
        count: ciEnvironments,
        names:
          named.length < ciEnvironments
            ? t('measures.production.further', { names })
            : names,
      })}
    </Link>
  );
}

/** How much is in an environment. */
function holdsWords(
  t: FleetT,
  name: string,
  { of, use }: { of: keyof typeof KEYS; use: EnvironmentUse },
): string {
  const found = use.environments.find(one => one.name === name);
  return of === 'targets'
    ? t('measures.production.count.targets', { count: found?.targets ?? 0 })
    : t('measures.production.count.ci', { count: found?.ciEnvironments ?? 0 });
}

function matchWords(t: FleetT, conditions: Mapping['conditions']): string {
  if (conditions.length === 0) return t('measures.production.everything');
  return conditions
    .map(({ of, patterns }) =>
      t('measures.production.condition', { of, patterns: patterns.join(', ') }),
    )
    .join('; ');
}

function columnsOf(
  t: FleetT,
  options: { of: keyof typeof KEYS; use: EnvironmentUse | undefined },
): DataColumn<Row>[] {
  const { of, use } = options;
  return [
    {
      id: 'environment',
      label: t('measures.production.environment'),
      isRowHeader: true,
      width: 'min(240px, 34cqi)',
      cell: ({ name, production }) => (
        <span className={styles.name}>
          {name}
          {production && (
            <span className={styles.production}>
              {t('measures.production.production')}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'match',
      label: t('measures.production.match'),
      cell: ({ conditions }) => (
        <span className={styles.match}>{matchWords(t, conditions)}</span>
      ),
    },
    {
      id: 'holds',
      label: t('measures.production.holds'),
      hint: t('measures.production.holdsHint'),
      width: 'min(200px, 30cqi)',
      cell: ({ name }) =>
        use && (
          <span className={styles.match}>
            {holdsWords(t, name, { of, use })}
          </span>
        ),
    },
  ];
}
