import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  NO_FILTERS,
  readServiceView,
  writeFilters,
  type ServiceFilters,
  type ServiceSort,
  type ServiceView,
} from './serviceQuery';

/** The view of a list of services that the URL holds, and how to change it. */
export interface ServiceViewState extends ServiceView {
  setFilters: (
    patch: Partial<ServiceFilters>,
    options?: { replace?: boolean },
  ) => void;
  clearFilters: () => void;
  /** Chooses an order; the same one again turns it round. */
  toggleSort: (sort: ServiceSort) => void;
  setSort: (sort: ServiceSort) => void;
}

/** Which way each order runs when it is not said. */
export const DESCENDING: Record<ServiceSort, boolean> = {
  attention: true,
  name: false,
  lastDeployment: true,
  frequency: true,
};

/** Reads and writes the view of a list of services in the URL. */
export function useServiceView(): ServiceViewState {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readServiceView(params), [params]);

  const setOrder = (sort: ServiceSort, order?: 'asc' | 'desc') =>
    setParams(old => {
      const copy = new URLSearchParams(old);
      copy.delete('cursor');
      copy.set('sort', sort);
      if (order) copy.set('order', order);
      else copy.delete('order');
      return copy;
    });

  return {
    ...view,
    setFilters: (patch, options) =>
      setParams(old => writeFilters(old, patch), options),
    clearFilters: () => setParams(old => writeFilters(old, NO_FILTERS)),
    setSort: sort => setOrder(sort),
    toggleSort: sort => {
      if (sort !== view.sort) {
        setOrder(sort);
        return;
      }
      const descending = isDescending(view);
      setOrder(sort, descending ? 'asc' : 'desc');
    },
  };
}

/** Which way a view is ordered. */
export function isDescending(
  view: Pick<ServiceView, 'sort' | 'order'>,
): boolean {
  return view.order ? view.order === 'desc' : DESCENDING[view.sort];
}
