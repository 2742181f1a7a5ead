import { ToggleButton } from '@backstage/ui';
import type { CompanyMetrics } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { useAsTable } from '../../url/useAsTable';
import { CapacityDays } from './CapacityDays';
import { platformRows } from './capacityRows';
import { capacitySentence } from './capacitySentence';
import styles from './CompanyCapacity.module.css';
import { PlatformsTable } from './PlatformsTable';

/** What platforms make of the processors that they have, the old one against the new one; why it is missing where it is. */
export function CompanyCapacity({ metrics }: { metrics: CompanyMetrics }) {
  const t = useT();
  const [asTable, setAsTable] = useAsTable('days');
  const { capacity, byPlatform, restricted = false, windowDays } = metrics;
  const platforms = useMemo(
    () => platformRows({ capacity, byPlatform }),
    [capacity, byPlatform],
  );
  // An older portal tells of no platforms at all.
  if (!capacity && !restricted) return null;
  const isTold = capacity?.platforms.some(({ hours }) => hours > 0) ?? false;
  return (
    <Section
      title={
        <Hint text={t('utilisation.hint')} underline>
          {t('utilisation.title')}
        </Hint>
      }
      aside={
        isTold && (
          <>
            <span>{t('utilisation.period', { days: String(windowDays) })}</span>
            <ToggleButton
              size="small"
              isSelected={asTable}
              onChange={setAsTable}
            >
              {t('utilisation.asTable')}
            </ToggleButton>
          </>
        )
      }
    >
      {capacity && isTold ? (
        <Panel flush>
          <p className={styles.sentence}>{capacitySentence(t, capacity)}</p>
          <PlatformsTable
            platforms={platforms}
            ratios={capacity.ratios}
            windowDays={windowDays}
          />
          {asTable && (
            <div className={styles.days}>
              <CapacityDays platforms={platforms} />
            </div>
          )}
        </Panel>
      ) : (
        <Panel>
          {t(capacity ? 'utilisation.nothing' : 'utilisation.restricted')}
        </Panel>
      )}
    </Section>
  );
}
