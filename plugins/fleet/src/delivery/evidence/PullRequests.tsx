import type { DeploymentDelivery } from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../../components/useT';
import { OutLink } from '../../migrations/service/OutLink';
import { StageBar } from './StageBar';
import styles from './PullRequests.module.css';

/** The pull requests that a deployment brought, each with where its time went. */
export function PullRequests({
  pullRequests,
}: {
  pullRequests: DeploymentDelivery['pullRequests'];
}) {
  const t = useT();
  return (
    <>
      <h4 className={styles.title}>{t('delivery.evidence.pullRequests')}</h4>
      <ul className={styles.list}>
        {pullRequests.map(one => {
          const name = `${one.repository}#${one.number}`;
          return (
            <li key={name}>
              <span className={styles.head}>
                {one.link ? <OutLink href={one.link}>{name}</OutLink> : name}
                {one.hotfix && (
                  <span className={styles.hotfix}>
                    {t('delivery.evidence.hotfix')}
                  </span>
                )}
              </span>
              {/* Of a single one the stages are those of the deployment, above. */}
              {pullRequests.length > 1 && <StageBar stages={one.stages} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}
