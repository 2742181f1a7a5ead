import { Button } from '@backstage/ui';
import type { QualityGroupList } from '@landfall/backstage-plugin-fleet-common';
import { RiCheckboxCircleLine, RiFilterOffLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { FilterChip } from '../../components/FilterChip';
import { Panel, Sentence } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { Pager } from '../../components/Pager';
import { Restricted } from '../../components/Restricted';
import { SearchBox } from '../../components/SearchBox';
import { StateBox } from '../../components/StateBox';
import { TeamSelect } from '../../components/TeamSelect';
import { useT } from '../../components/useT';
import { shortName } from '../../format/entities';
import {
  isQualityFiltered,
  withoutQualityFilters,
  writeQualityFilter,
  writeQualitySort,
  type QualityView as View,
} from '../../url/qualityQuery';
import type { CursorPages } from '../../url/useCursorPages';
import { QualityTable } from './QualityTable';
import styles from './QualityView.module.css';
import { kindWord, qualitySentence } from './words';

/** How many things to mend a page asks for. */
export const QUALITY_PAGE_SIZE = 50;

/** What to mend: how much and what would help most in a sentence, of which kinds, and each with where, whose and what it improves. */
export function QualityView(props: {
  list: QualityGroupList;
  view: View;
  pages: CursorPages;
  isStale: boolean;
  onMend: (group: string) => void;
}) {
  const t = useT();
  const { list, view, pages, isStale, onMend } = props;
  const [, setParams] = useSearchParams();
  const filtered = isQualityFiltered(view);
  const clear = () => setParams(withoutQualityFilters);
  return (
    <>
      <PageHead
        title={t('delivery.quality.page')}
        meta={<Restricted restricted={list.restricted} />}
      />
      {list.total > 0 && (
        <Sentence>{qualitySentence(t, list, view.kind)}</Sentence>
      )}
      {(filtered || list.total > 0) && (
        <Filters list={list} view={view} clear={clear} />
      )}
      {list.total === 0 ? (
        <Nothing filtered={filtered} clear={clear} />
      ) : (
        <Panel flush>
          <QualityTable
            groups={list.items}
            isStale={isStale}
            sort={view.sort}
            onSort={column => setParams(old => writeQualitySort(old, column))}
            onMend={onMend}
          />
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

function Filters(props: {
  list: QualityGroupList;
  view: View;
  clear: () => void;
}) {
  const t = useT();
  const { list, view, clear } = props;
  const [, setParams] = useSearchParams();
  const set = (
    name: Parameters<typeof writeQualityFilter>[1],
    value: string | undefined,
    options?: { replace: boolean },
  ) => setParams(old => writeQualityFilter(old, name, value), options);
  return (
    <>
      <div
        className={styles.bar}
        role="search"
        aria-label={t('delivery.quality.filters')}
      >
        <SearchBox
          label={t('delivery.quality.search')}
          value={view.text ?? ''}
          onChange={text => set('text', text, { replace: true })}
        />
        <TeamSelect chosen={view.team} onChange={team => set('team', team)} />
        {view.service && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => set('service', undefined)}
          >
            {t('delivery.quality.drop', {
              filter: t('delivery.quality.ofService', {
                name: shortName(view.service),
              }),
            })}
          </Button>
        )}
        {isQualityFiltered(view) && (
          <Button size="small" variant="tertiary" onPress={clear}>
            {t('states.noResult.all')}
          </Button>
        )}
      </div>
      <div
        className={styles.bar}
        role="group"
        aria-label={t('delivery.quality.kinds')}
      >
        {chipsOf(list, view.kind).map(one => (
          <FilterChip
            key={one.kind}
            count={one.count}
            word={kindWord(t, one.kind)}
            chosen={view.kind === one.kind}
            onChange={on => set('kind', on ? one.kind : undefined)}
          />
        ))}
      </div>
    </>
  );
}

/** The chosen kind also where nothing is left of it: else nobody could give it up. */
function chipsOf({ kinds }: QualityGroupList, chosen: string | undefined) {
  return chosen && !kinds.some(one => one.kind === chosen)
    ? [{ kind: chosen, count: 0 }, ...kinds]
    : kinds;
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
