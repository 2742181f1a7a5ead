import { Link } from '@backstage/ui';
import { Panel, Section } from '../../components/Frame';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { useQualityGroups } from '../../data/useFleetQuery';
import styles from './ToMend.module.css';
import { qualitySentence } from './words';

/** What of records does not join, in a sentence that leads to the page of data quality. */
export function ToMend() {
  const t = useT();
  const paths = useFleetPaths();
  const { data } = useQualityGroups({ limit: 1 });
  if (!data || data.total === 0) return null;
  return (
    <Section title={t('delivery.quality.toMend.title')}>
      <Panel>
        <p className={styles.lead}>{qualitySentence(t, data, undefined)}</p>
        <Link href={paths.quality()}>{t('delivery.quality.toMend.link')}</Link>
      </Panel>
    </Section>
  );
}
