import { VisuallyHidden } from '@backstage/ui';
import type { ServiceSummary } from '@landfall/backstage-plugin-fleet-common';
import { AttentionMark, ReadinessMark } from '../components/marks';
import { useT } from '../components/useT';
import styles from './cells.module.css';

/** Why somebody should look, most urgent first; else whether it is ready. */
export function StateCell({ service }: { service: ServiceSummary }) {
  const t = useT();
  const [first, ...rest] = service.attention;
  if (!first) return <ReadinessMark readiness={service.readiness} />;
  const all = service.attention
    .map(reason => t(`common.attention.${reason}`))
    .join(', ');
  return (
    <span className={styles.line}>
      <AttentionMark reason={first} hint={all} />
      {rest.length > 0 && (
        <span className={styles.more}>
          <span aria-hidden="true">+{rest.length}</span>
          <VisuallyHidden>
            {t('team.services.moreReasons', { count: rest.length })}
          </VisuallyHidden>
        </span>
      )}
    </span>
  );
}
