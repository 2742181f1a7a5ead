import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';

/** A part of a page to which an address may lead by its `#id`, also once the page is open. */
export function Anchored({
  id,
  children,
}: {
  id: string;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === `#${id}`) ref.current?.scrollIntoView?.({ block: 'start' });
    // Also when the same address is followed again.
  }, [hash, id, key]);
  return (
    <div id={id} ref={ref}>
      {children}
    </div>
  );
}
