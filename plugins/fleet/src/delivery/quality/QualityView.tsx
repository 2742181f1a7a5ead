import { Button } from '@backstage/ui';
import type { QualityList } from '@landfall/backstage-plugin-fleet-common';
import { RiCheckboxCircleLine, RiFilterOffLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { FilterChip } from '../../components/FilterChip';
import { Panel, Sentence } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { Pager } from '../../components/Pager';
import { Restricted } from '../../components/Restricted';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';
import { shortName } from '../../format/entities';
import type { FleetT } from '../../translation';
import {
  readQualityFilters,
  writeQualityFilter,
  type QualityFilters,
} from '../../url/qualityQuery';
import type { CursorPages } from '../../url/useCursorPages';
import { kindWord } from './kindWord';
import { QualityTable } from './QualityTable';
import styles from './QualityView.module.css';

/** How many findings a page asks for. */
export const QUALITY_PAGE_SIZE = 50;

/** What does not join or is left out of numbers: how much, of which kinds, and each with what mends it. */
export function QualityView(props: {
  list: QualityList;
  pages: CursorPages;
  isStale: boolean;
}) {
  const t = useT();
  const { list, pages, isStale } = props;
  const [params, setParams] = useSearchParams();
  const filters = readQualityFilters(params);
  const setFilter = (name: keyof QualityFilters, value: string | undefined) =>
    setParams(old => writeQualityFilter(old, name, value));
  const filtered = Object.values(filters).some(Boolean);
  return (
    <>
      <PageHead
        title={t('delivery.quality.page')}
        meta={<Restricted restricted={list.restricted ?? false} />}
        tools={
          <Filters
            filters={filters}
            drop={name => setFilter(name, undefined)}
          />
        }
      />
      {list.total > 0 && <Sentence>{sentenceOf(t, list)}</Sentence>}
      {(list.kinds.length > 0 || filters.kind) && (
        <div
          className={styles.chips}
          role="group"
          aria-label={t('delivery.quality.kinds')}
        >
          {chipsOf(list, filters.kind).map(one => (
            <FilterChip
              key={one.kind}
              count={one.count}
              word={kindWord(t, one.kind)}
              chosen={filters.kind === one.kind}
              onChange={on => setFilter('kind', on ? one.kind : undefined)}
            />
          ))}
        </div>
      )}
      {list.total === 0 ? (
        <Nothing filtered={filtered} clear={() => setParams({})} />
      ) : (
        <Panel flush>
          <QualityTable items={list.items} isStale={isStale} />
          <Pager
            pages={pages}
            pageSize={QUALITY_PAGE_SIZE}
            shown={list.items.length}
            total={list.total}
            nextCursor={list.nextCursor}
          />
        </Panel>
      )}
    </>
  );
}

/** Of a company or of what the filters match, what to mend in one sentence. */
function sentenceOf(t: FleetT, list: QualityList): string {
  const improves = list.kinds.reduce((sum, one) => sum + one.improves, 0);
  return t('delivery.quality.lead', {
    count: list.total,
    improves: t('delivery.quality.numbers', { count: improves }),
  });
}

/** The kinds, what improves most first, and the chosen one also where nothing is left of it: else nobody could give it up. */
function chipsOf({ kinds }: QualityList, chosen: string | undefined) {
  const sorted = [...kinds].sort(
    (a, b) => b.improves - a.improves || b.count - a.count,
  );
  return chosen && !kinds.some(one => one.kind === chosen)
    ? [{ kind: chosen, count: 0, improves: 0 }, ...sorted]
    : sorted;
}

function Filters(props: {
  filters: QualityFilters;
  drop: (name: keyof QualityFilters) => void;
}) {
  const t = useT();
  const { filters, drop } = props;
  const named = [
    filters.team && {
      id: 'team' as const,
      text: t('delivery.quality.team', { name: shortName(filters.team) }),
    },
    filters.service && {
      id: 'service' as const,
      text: t('delivery.quality.ofService', {
        name: shortName(filters.service),
      }),
    },
  ].filter(one => typeof one === 'object');
  return (
    <>
      {named.map(one => (
        <Button
          key={one.id}
          size="small"
          variant="secondary"
          onPress={() => drop(one.id)}
        >
          {t('delivery.quality.drop', { filter: one.text })}
        </Button>
      ))}
    </>
  );
}

function Nothing(props: { filtered: boolean; clear: () => void }) {
  const t = useT();
  return props.filtered ? (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('delivery.quality.noResult')}
      action={
        <Button size="small" variant="secondary" onPress={props.clear}>
          {t('states.noResult.all')}
        </Button>
      }
    />
  ) : (
    <StateBox
      icon={<RiCheckboxCircleLine />}
      title={t('delivery.quality.clean')}
    >
      <p>{t('delivery.quality.cleanBody')}</p>
    </StateBox>
  );
}
