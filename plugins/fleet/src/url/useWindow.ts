import type { WindowDays } from '@landfall/backstage-plugin-fleet-common';
import { useSearchParams } from 'react-router-dom';
import { readWindow } from './serviceQuery';

/** The window of the metrics, in the URL; undefined where it names none. */
export function useWindow(): [
  WindowDays | undefined,
  (days: WindowDays) => void,
] {
  const [params, setParams] = useSearchParams();
  return [
    readWindow(params),
    days =>
      setParams(old => {
        const copy = new URLSearchParams(old);
        copy.delete('cursor');
        copy.set('window', String(days));
        return copy;
      }),
  ];
}
