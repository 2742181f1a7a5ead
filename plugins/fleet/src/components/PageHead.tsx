import type { Freshness } from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { DemoMark } from './DemoMark';
import { FreshnessBadge } from './FreshnessBadge';
import styles from './PageHead.module.css';

/** First line of a page: what it is about, and at the other end the window, the freshness and the demo mark. */
export function PageHead(props: {
  title: ReactNode;
  /** For screen readers only, where the app says the same right above. */
  hideTitle?: boolean;
  /** Quiet words after the title. */
  meta?: ReactNode;
  tools?: ReactNode;
  freshness?: Freshness;
}) {
  const { title, hideTitle = false, meta, tools, freshness } = props;
  return (
    <div className={styles.head}>
      <h2 className={hideTitle ? styles.hidden : styles.title}>{title}</h2>
      {meta && <div className={styles.meta}>{meta}</div>}
      <div className={styles.tools}>
        {freshness && <DemoMark demo={freshness.demo} />}
        {freshness && <FreshnessBadge freshness={freshness} />}
        {tools}
      </div>
    </div>
  );
}
