import { ToggleButton } from '@backstage/ui';
import type {
  CompanyMetrics,
  PlatformMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { useAsTable } from '../../url/useAsTable';
import { SHOWN_METRICS } from '../metrics/shownMetrics';
import { NewServicesFigure } from './NewServicesFigure';
import { PlatformFigure } from './PlatformFigure';
import { platformSentence } from './platformSentence';
import { PlatformTable } from './PlatformTable';
import styles from './PlatformDelivery.module.css';

/** How services deliver on each platform, beside each other; nothing where there are no two to compare. */
export function PlatformDelivery({ metrics }: { metrics: CompanyMetrics }) {
  const t = useT();
  const [asTable, setAsTable] = useAsTable('platforms');
  const { byPlatform, newServices, windowDays } = metrics;
  const groups = useMemo(
    () => (byPlatform ?? []).filter(isShown),
    [byPlatform],
  );
  if (!byPlatform || groups.length < 2) return null;
  return (
    <Section
      title={
        <Hint text={t('platforms.hint')} underline>
          {t('platforms.title')}
        </Hint>
      }
      aside={
        <ToggleButton size="small" isSelected={asTable} onChange={setAsTable}>
          {t('platforms.asTable')}
        </ToggleButton>
      }
    >
      <Panel>
        <p className={styles.sentence}>
          {platformSentence(t, { groups: byPlatform, windowDays })}
        </p>
        <div className={styles.figures}>
          {SHOWN_METRICS.map(metric => (
            <PlatformFigure
              key={metric}
              metric={metric}
              groups={groups}
              windowDays={windowDays}
            />
          ))}
          {newServices && <NewServicesFigure births={newServices} />}
        </div>
        <p className={styles.legend}>{t('platforms.legend')}</p>
      </Panel>
      {asTable && (
        <Panel flush>
          <PlatformTable
            metrics={SHOWN_METRICS}
            groups={groups}
            windowDays={windowDays}
          />
        </Panel>
      )}
    </Section>
  );
}

/** Those that nobody saw run are counted in the sentence; of most of them no number is known. */
function isShown({ runsOn, distributions }: PlatformMetrics): boolean {
  return (
    runsOn !== 'none' ||
    distributions.some(one => SHOWN_METRICS.includes(one.metric) && one.n > 0)
  );
}
