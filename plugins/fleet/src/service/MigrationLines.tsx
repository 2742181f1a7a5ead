import { Link } from '@backstage/ui';
import type { ServiceMigrations } from '@landfall/backstage-plugin-fleet-common';
import { useFleetPaths } from '../components/paths';
import { useT } from '../components/useT';
import { useServiceMigrations } from '../data/useFleetQuery';
import { useNow } from '../format/now';
import { PlaceMark } from '../migrations/components/StageMark';
import { panelAnchor } from '../migrations/service/panelAnchor';
import { failureText } from '../components/errors';
import { serviceMigrationSentence } from '../sentences/serviceMigration';
import styles from './MigrationLines.module.css';

/** Of every migration that a service is in, where it stands and what is next; nothing where it is in none. */
export function MigrationLines({ serviceRef }: { serviceRef: string }) {
  const { data, error } = useServiceMigrations(serviceRef);
  if (!data) {
    return error ? (
      <p className={styles.text} role="alert">
        {failureText(error)}
      </p>
    ) : null;
  }
  return <Lines items={data.items} serviceRef={serviceRef} />;
}

function Lines(props: {
  items: ServiceMigrations['items'];
  serviceRef: string;
}) {
  const t = useT();
  const now = useNow(10_000);
  const paths = useFleetPaths();
  return (
    <>
      {props.items.map(detail => (
        <div key={detail.migration.id} className={styles.line}>
          <span className={styles.head}>
            <Link
              href={`${paths.service(props.serviceRef)}#${panelAnchor(
                detail.migration.id,
              )}`}
            >
              {detail.migration.title}
            </Link>
            <PlaceMark place={detail.standing} />
          </span>
          <p className={styles.text}>
            {serviceMigrationSentence(detail, { t, now })}
          </p>
        </div>
      ))}
    </>
  );
}
