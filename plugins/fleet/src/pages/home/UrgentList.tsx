import type { ServiceSummary } from '@landfall/backstage-plugin-fleet-common';
import { ServiceLink, TeamLink } from '../../components/EntityLink';
import { Panel } from '../../components/Frame';
import { LastDeploymentCell } from '../../services/LastDeploymentCell';
import { StateCell } from '../../services/StateCell';
import styles from './UrgentList.module.css';

/** The services that need attention first, one line each. */
export function UrgentList({ services }: { services: ServiceSummary[] }) {
  return (
    <Panel flush>
      <ul className={styles.list}>
        {services.map(service => (
          <li key={service.ref} className={styles.item}>
            <span className={styles.name}>
              <ServiceLink to={service.ref} title={service.title} />
            </span>
            <span className={styles.state}>
              <StateCell service={service} />
            </span>
            <span className={styles.last}>
              <LastDeploymentCell deployment={service.lastDeployment} />
            </span>
            <span className={styles.team}>
              {service.owner && (
                <TeamLink to={service.owner.ref} title={service.owner.title} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
