import type { TeamList } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useTeams, type Answer } from '../../data/useFleetQuery';
import { useCursorPages, type CursorPages } from '../../url/useCursorPages';
import { toTree, type TeamNode, type TeamSort } from './teamTree';

/** Up to so many teams are laid out as one tree; more are paged by name, flat. */
export const TREE_SIZE = 200;

/** The list of teams with its search and order, both in the URL. */
export interface TeamListState {
  answer: Answer<TeamList>;
  nodes: TeamNode[];
  /** Teams that own services themselves, whatever is searched for; undefined until known. */
  owners: number | undefined;
  /** Whether all of them are here, so that they can be a tree and be ordered otherwise than by name. */
  whole: boolean;
  text: string;
  sort: TeamSort;
  setText: (text: string) => void;
  setSort: (sort: TeamSort) => void;
  pages: CursorPages;
}

/** Reads the list of teams as the URL asks for it. */
export function useTeamList(): TeamListState {
  const [params, setParams] = useSearchParams();
  const pages = useCursorPages();
  const text = params.get('text') ?? '';
  const sort: TeamSort =
    params.get('sort') === 'attention' ? 'attention' : 'name';
  const answer = useTeams({
    limit: TREE_SIZE,
    ...(text && { text }),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  const { data } = answer;
  const whole = !data || (data.items.length === data.total && !pages.cursor);
  const nodes = useMemo(
    () => (data ? toTree(data.items, whole ? sort : 'name') : []),
    [data, whole, sort],
  );
  const change = (name: string, value: string, replace: boolean) =>
    setParams(
      old => {
        const copy = new URLSearchParams(old);
        copy.delete('cursor');
        if (value) copy.set(name, value);
        else copy.delete(name);
        return copy;
      },
      { replace },
    );
  return {
    answer,
    nodes,
    owners: data?.owners,
    whole,
    text,
    sort,
    setText: next => change('text', next, true),
    setSort: next => change('sort', next === 'name' ? '' : next, false),
    pages,
  };
}
