import { Box, VisuallyHidden } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './Frame.module.css';

/** The space of a page under the app's header, or of a tab in the catalog. */
export function Frame({
  children,
  flush = false,
}: {
  children: ReactNode;
  /** Without margins, where what is around has them. */
  flush?: boolean;
}) {
  return flush ? (
    <div className={`${styles.frame} ${styles.within}`}>{children}</div>
  ) : (
    <main className={styles.frame}>{children}</main>
  );
}

/** A part of a page with a heading and, on the same line, what belongs to it. */
export function Section(props: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <div className={styles.heading}>
        <h3 className={styles.title}>{props.title}</h3>
        {props.aside && <div className={styles.aside}>{props.aside}</div>}
      </div>
      {props.children}
    </section>
  );
}

/** A surface that sets its content off from the page. */
export function Panel({
  children,
  flush = false,
}: {
  children: ReactNode;
  /** Without padding at the sides, for tables. */
  flush?: boolean;
}) {
  return (
    // A Box, and not a div, so that what is in it knows on what it stands.
    <Box
      bg="neutral"
      className={`${styles.panel} ${flush ? styles.flush : ''}`}
    >
      {children}
    </Box>
  );
}

/** The computed sentence that a page begins with. */
export function Sentence({
  children,
  announce,
}: {
  children: ReactNode;
  /** What screen readers say aloud when it changes: without times, which change every minute. */
  announce?: string;
}) {
  return (
    <>
      <p className={styles.sentence}>{children}</p>
      <VisuallyHidden aria-live="polite">{announce}</VisuallyHidden>
    </>
  );
}
