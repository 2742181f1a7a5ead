import { useEffect, useState } from 'react';
import type { PrintSheet } from './PrintSheet';

/** What is printed, once it is there. Fetched ahead with the chart's library, because printing waits for nobody. */
export function usePrintSheet(): typeof PrintSheet | undefined {
  const [sheet, setSheet] = useState<{ component: typeof PrintSheet }>();
  useEffect(() => {
    let wanted = true;
    import('./PrintSheet').then(
      module => {
        if (wanted) setSheet({ component: module.PrintSheet });
      },
      // The chart says that its part of the app did not come; then the page itself is printed.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);
  return sheet?.component;
}
