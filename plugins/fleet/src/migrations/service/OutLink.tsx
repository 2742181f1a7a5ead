import { Link } from '@backstage/ui';
import type { ReactNode } from 'react';

/** A link that somebody gave, out of the portal; nothing where there is none. */
export function OutLink(props: { href: string | null; children: ReactNode }) {
  return props.href ? (
    <Link href={props.href} target="_blank" rel="noopener noreferrer">
      {props.children}
    </Link>
  ) : null;
}
