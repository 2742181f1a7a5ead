import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Whether the page is being printed, at once: what is rendered then is on paper. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const query = window.matchMedia?.('print');
    const change = (value: boolean) => flushSync(() => setPrinting(value));
    const begin = () => change(true);
    const end = () => change(false);
    const onQuery = (event: MediaQueryListEvent) => change(event.matches);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    query?.addEventListener?.('change', onQuery);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
      query?.removeEventListener?.('change', onQuery);
    };
  }, []);
  return printing;
}
