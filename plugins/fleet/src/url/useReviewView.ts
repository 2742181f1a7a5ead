import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  NO_REVIEW_FILTERS,
  readReviewView,
  toggled,
  writeReviewParams,
  type ReviewFilters,
  type ReviewPart,
  type ReviewView,
  type StandingSort,
} from './reviewQuery';

/** The review that the URL holds, and how to change it. */
export interface ReviewViewState extends ReviewView {
  setAt: (at: string | undefined) => void;
  setFilters: (
    patch: Partial<ReviewFilters>,
    options?: { replace?: boolean },
  ) => void;
  clearFilters: () => void;
  setCut: (cut: ReviewView['cut']) => void;
  setCutSort: (sort: ReviewView['cutSort']) => void;
  setSort: (sort: StandingSort) => void;
  /** Chooses an order; the same one again turns it round. */
  toggleSort: (sort: StandingSort) => void;
  toggleOpen: (part: ReviewPart) => void;
}

/** Which way each order runs when it is not said. */
const DESCENDING: Record<StandingSort, boolean> = {
  urgency: true,
  stage: true,
  since: false,
  name: false,
  owner: false,
};

/** Reads and writes the review in the URL. */
export function useReviewView(): ReviewViewState {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readReviewView(params, Date.now()), [params]);

  const write = (
    patch: Parameters<typeof writeReviewParams>[1],
    options?: { replace?: boolean },
  ) =>
    setParams(old => writeReviewParams(old, patch), {
      preventScrollReset: true,
      ...options,
    });
  return {
    ...view,
    setAt: at => write({ at }),
    setFilters: (patch, options) => write({ ...patch }, options),
    clearFilters: () => write({ ...NO_REVIEW_FILTERS }),
    setCut: cut => write({ cut, rows: undefined }),
    setCutSort: rows => write({ rows }),
    setSort: sort => write({ sort, order: undefined }),
    toggleSort: sort => {
      const turned = isSortDescending(view) ? 'asc' : 'desc';
      write({ sort, order: sort === view.sort ? turned : undefined });
    },
    toggleOpen: part =>
      setParams(
        old => {
          const copy = new URLSearchParams(old);
          copy.delete('open');
          toggled(view.open, part).forEach(one => copy.append('open', one));
          return copy;
        },
        { preventScrollReset: true, replace: true },
      ),
  };
}

/** Which way a review's table is ordered. */
export function isSortDescending(
  view: Pick<ReviewView, 'sort' | 'order'>,
): boolean {
  return view.order ? view.order === 'desc' : DESCENDING[view.sort];
}
