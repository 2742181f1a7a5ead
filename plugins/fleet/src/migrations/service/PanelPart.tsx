import type { ReactNode } from 'react';
import { Hint } from '../../components/Hint';
import styles from './MigrationPanel.module.css';

/** A part of a migration's panel under a small heading. */
export function PanelPart(props: {
  title: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.part}>
      <h4 className={styles.title}>
        <Hint text={props.hint} underline>
          {props.title}
        </Hint>
      </h4>
      {props.children}
    </section>
  );
}
