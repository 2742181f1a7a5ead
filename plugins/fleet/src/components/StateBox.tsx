import { Box } from '@backstage/ui';
import type { ReactElement, ReactNode } from 'react';
import styles from './StateBox.module.css';

/** A state in words instead of a list or above it: empty, failed, refused. */
export function StateBox(props: {
  icon: ReactElement;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'plain' | 'warn' | 'bad';
  /** One band above what is still shown. */
  compact?: boolean;
  role?: 'alert' | 'status';
}) {
  const { icon, title, children, action, tone = 'plain', compact } = props;
  const className = [
    styles.box,
    styles[tone],
    compact ? styles.compact : '',
  ].join(' ');
  return (
    <Box bg="neutral" className={className} role={props.role ?? 'status'}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        {children}
      </div>
      {action && <div className={styles.action}>{action}</div>}
    </Box>
  );
}
