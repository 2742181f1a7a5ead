import type { EnvironmentMappings } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { CopyButton } from '../components/CopyButton';
import { DataTable, type DataColumn } from '../components/DataTable';
import { Panel, Section } from '../components/Frame';
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
}) {
  const t = useT();
  const { of, mappings } = props;
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
            columns={columnsOf(t)}
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
    </Section>
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'environment',
      label: t('measures.production.environment'),
      isRowHeader: true,
      width: 'min(240px, 40cqi)',
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
      cell: ({ conditions }) =>
        conditions.length === 0
          ? t('measures.production.everything')
          : conditions
              .map(({ of, patterns }) =>
                t('measures.production.condition', {
                  of,
                  patterns: patterns.join(', '),
                }),
              )
              .join('; '),
    },
  ];
}
