import { RiFilterOffLine, RiTeamLine } from '@remixicon/react';
import { useMemo } from 'react';
import { AnswerView } from '../../components/AnswerView';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { Pager } from '../../components/Pager';
import { SearchBox } from '../../components/SearchBox';
import { StateBox } from '../../components/StateBox';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { AttentionCount } from './AttentionCount';
import { TeamName } from './TeamName';
import type { TeamNode } from './teamTree';
import { TREE_SIZE, type TeamListState } from './useTeamList';

/** The teams as a tree: by name, or those first whose services need attention. */
export function TeamList({ state }: { state: TeamListState }) {
  const t = useT();
  const { answer, nodes, text, sort, whole, pages } = state;
  const columns = useMemo(() => columnsOf(t, whole), [t, whole]);
  return (
    <Section
      title={t('team.home.teams')}
      aside={
        <SearchBox
          label={t('team.list.search')}
          value={text}
          onChange={state.setText}
        />
      }
    >
      <AnswerView
        answer={answer}
        waiting={t('states.waiting.teams')}
        skeleton={<TableSkeleton rows={10} />}
      >
        {list =>
          list.total === 0 ? (
            <NoTeams text={text} />
          ) : (
            <Panel flush>
              <DataTable<TeamNode>
                label={t('team.list.caption')}
                columns={columns}
                rows={nodes}
                isStale={answer.isPrevious}
                sort={{ column: sort, descending: sort === 'attention' }}
                onSort={column =>
                  state.setSort(column === 'attention' ? 'attention' : 'name')
                }
              />
              <Pager
                pages={pages}
                pageSize={TREE_SIZE}
                shown={list.items.length}
                total={list.total}
                nextCursor={list.nextCursor}
              />
            </Panel>
          )
        }
      </AnswerView>
    </Section>
  );
}

function NoTeams({ text }: { text: string }) {
  const t = useT();
  return text ? (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('team.list.noMatch', { text })}
    />
  ) : (
    <StateBox icon={<RiTeamLine />} title={t('states.noTeams.title')}>
      <p>{t('states.noTeams.body')}</p>
    </StateBox>
  );
}

function columnsOf(t: FleetT, whole: boolean): DataColumn<TeamNode>[] {
  return [
    {
      id: 'name',
      label: t('team.list.name'),
      isRowHeader: true,
      sortable: true,
      cell: team => <TeamName team={team} />,
    },
    {
      id: 'attention',
      label: t('team.list.attention'),
      hint: t('team.list.attentionHint'),
      // Only all of them can be put in another order.
      sortable: whole,
      width: '30%',
      cell: team => <AttentionCount team={team} />,
    },
    {
      id: 'services',
      label: t('team.list.services'),
      hint: t('team.list.servicesHint'),
      align: 'end',
      width: 'min(110px, 22cqi)',
      cell: team => formatNumber(t, team.services),
    },
  ];
}
