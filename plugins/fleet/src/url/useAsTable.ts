import { useSearchParams } from 'react-router-dom';

/** Whether a picture is shown as a table too: `?name=table` in the URL. */
export function useAsTable(
  name: 'weeks' | 'platforms' | 'days',
): [boolean, (on: boolean) => void] {
  const [params, setParams] = useSearchParams();
  return [
    params.get(name) === 'table',
    on =>
      setParams(
        old => {
          const copy = new URLSearchParams(old);
          if (on) copy.set(name, 'table');
          else copy.delete(name);
          return copy;
        },
        { preventScrollReset: true },
      ),
  ];
}
