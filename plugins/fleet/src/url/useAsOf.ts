import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { readMoment } from './reviewQuery';

/** The moment that the page is about, in the URL; undefined for the present. */
export function useAsOf(): [string | undefined, () => void] {
  const [params, setParams] = useSearchParams();
  const at = useMemo(() => readMoment(params.get('at'), Date.now()), [params]);
  return [
    at,
    () =>
      setParams(
        old => {
          const copy = new URLSearchParams(old);
          copy.delete('at');
          return copy;
        },
        { preventScrollReset: true },
      ),
  ];
}
