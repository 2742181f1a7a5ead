import { useLocation, useSearchParams } from 'react-router-dom';

/** Which deployment's evidence is open, in the URL. */
export interface EvidenceLink {
  open: string | undefined;
  /** Address of this page with the evidence of a deployment open. */
  hrefOf: (id: string) => string;
  close: () => void;
}

/** Reads and writes `?deployment=…`. */
export function useEvidenceLink(): EvidenceLink {
  const [params, setParams] = useSearchParams();
  const { pathname } = useLocation();
  return {
    open: params.get('deployment') ?? undefined,
    hrefOf: id => {
      const copy = new URLSearchParams(params);
      copy.set('deployment', id);
      return `${pathname}?${copy}`;
    },
    close: () =>
      setParams(
        old => {
          const copy = new URLSearchParams(old);
          copy.delete('deployment');
          return copy;
        },
        { preventScrollReset: true },
      ),
  };
}
