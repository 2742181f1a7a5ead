import { Link } from '@backstage/ui';
import { refName } from '../format/entities';
import { useFleetPaths } from './paths';
import styles from './EntityLink.module.css';

/** A service's name, leading to its tab in the catalog. Long names end in an ellipsis; the whole one is in the title. */
export function ServiceLink({ to, title }: { to: string; title: string }) {
  const paths = useFleetPaths();
  return (
    <Link
      href={paths.service(to)}
      standalone
      className={styles.link}
      title={nameWithRef(title, to)}
    >
      {title}
    </Link>
  );
}

/** A team's name, leading to its dashboard. */
export function TeamLink({
  to,
  title,
  strong = false,
}: {
  to: string;
  title: string;
  strong?: boolean;
}) {
  const paths = useFleetPaths();
  return (
    <Link
      href={paths.team(to)}
      standalone
      weight={strong ? 'bold' : 'regular'}
      className={styles.link}
      title={nameWithRef(title, to)}
    >
      {title}
    </Link>
  );
}

function nameWithRef(title: string, ref: string): string {
  return title === refName(ref) ? title : `${title} (${ref})`;
}
