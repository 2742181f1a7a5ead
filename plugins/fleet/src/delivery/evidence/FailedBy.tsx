import { Link } from '@backstage/ui';
import type { DeploymentDelivery } from '@landfall/backstage-plugin-fleet-common';
import { ServiceLink } from '../../components/EntityLink';
import { refName } from '../../format/entities';
import { useT } from '../../components/useT';
import { OutLink } from '../../migrations/service/OutLink';
import { useEvidenceLink } from '../../url/useEvidenceLink';
import styles from './DeliveryEvidence.module.css';

type Rule = DeploymentDelivery['failedBy'][number];

/** By which of the four rules a deployment has failed, each with what says so. */
export function FailedBy({ failedBy }: { failedBy: Rule[] }) {
  const t = useT();
  if (failedBy.length === 0) {
    return (
      <span className={styles.quiet}>{t('delivery.evidence.notFailed')}</span>
    );
  }
  return (
    <ul className={styles.list}>
      {failedBy.map(one => (
        <li key={`${one.rule} ${one.by}`}>
          {t(`delivery.evidence.rule.${one.rule}`)}
          <Witness rule={one} />
        </li>
      ))}
    </ul>
  );
}

function Witness({ rule: { rule, by, link, service } }: { rule: Rule }) {
  const t = useT();
  const { hrefOf } = useEvidenceLink();
  if (by && (rule === 'rolled_back' || rule === 'fixed')) {
    return (
      <>
        {': '}
        <Link href={hrefOf(by)}>{t(`delivery.evidence.by.${rule}`)}</Link>
      </>
    );
  }
  if (!link && !service) return null;
  return (
    <>
      {': '}
      <OutLink href={link}>
        {rule === 'incident'
          ? t('delivery.evidence.incident')
          : t('service.evidence.link')}
      </OutLink>
      {service && (
        <>
          {link ? ', ' : ''}
          {t('delivery.evidence.ofService')}{' '}
          <ServiceLink to={service} title={refName(service)} />
        </>
      )}
    </>
  );
}
