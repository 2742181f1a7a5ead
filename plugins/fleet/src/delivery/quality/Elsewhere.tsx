import { Link } from '@backstage/ui';
import { Panel, Section } from '../../components/Frame';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { useUnmatched } from '../../data/useFleetQuery';
import styles from './Elsewhere.module.css';

/** What else is to be mended, which the page of sources lists: what belongs to no service, and services that nobody sees. */
export function Elsewhere() {
  const t = useT();
  const paths = useFleetPaths();
  const { data } = useUnmatched({ limit: 1 });
  // Who may not see it, or does not get it, has the page of sources to tell why.
  if (!data) return null;
  const parts = [
    ['workloads', data.total],
    ['records', data.unclaimed.total],
    ['unseen', data.unseenServices.total],
  ] as const;
  const some = parts.filter(([, count]) => count > 0);
  if (some.length === 0) return null;
  return (
    <Section title={t('delivery.quality.elsewhere.title')}>
      <Panel>
        <ul className={styles.list}>
          {some.map(([part, count]) => (
            <li key={part}>
              {t(`delivery.quality.elsewhere.${part}`, { count })}
            </li>
          ))}
        </ul>
        <Link href={paths.sources}>{t('delivery.quality.elsewhere.link')}</Link>
      </Panel>
    </Section>
  );
}
