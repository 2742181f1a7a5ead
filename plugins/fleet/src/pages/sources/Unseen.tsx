import type { UnmatchedList } from '@landfall/backstage-plugin-fleet-common';
import { ServiceLink } from '../../components/EntityLink';
import { Panel, Section } from '../../components/Frame';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import styles from './Unseen.module.css';

/** Services of the catalog that no source sees. */
export function Unseen({
  services,
}: {
  services: UnmatchedList['unseenServices'];
}) {
  const t = useT();
  if (services.total === 0) return null;
  const more = services.total - services.items.length;
  return (
    <Section title={t('sources.unseen.title')}>
      <Panel>
        <p className={styles.lead}>
          {t('sources.unseen.lead', { count: services.total })}
        </p>
        <ul className={styles.list}>
          {services.items.map(service => (
            <li key={service.ref} className={styles.item}>
              <ServiceLink to={service.ref} title={service.title} />
            </li>
          ))}
          {more > 0 && (
            <li>
              {t('sources.unseen.more', { number: formatNumber(t, more) })}
            </li>
          )}
        </ul>
      </Panel>
    </Section>
  );
}
