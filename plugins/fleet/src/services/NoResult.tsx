import { Button } from '@backstage/ui';
import { RiFilterOffLine } from '@remixicon/react';
import { useServices } from '../data/useFleetQuery';
import { refName } from '../format/entities';
import { readinessWord } from '../components/words';
import { formatNumber } from '../format/units';
import { StateBox } from '../components/StateBox';
import { useT } from '../components/useT';
import type { FleetT } from '../translation';
import {
  activeFilters,
  toServiceQuery,
  withoutFilter,
  type FilterName,
  type ServiceFilters,
} from '../url/serviceQuery';
import type { ServiceViewState } from '../url/useServiceView';

/** No service matches: says which filter to drop, and what would then be there. */
export function NoResult({
  view,
  team,
}: {
  view: ServiceViewState;
  /** The team that the list is limited to, where that is no filter. */
  team?: string;
}) {
  const t = useT();
  return (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('states.noResult.title')}
      action={
        <>
          {activeFilters(view.filters).map(name => (
            <DropButton key={name} view={view} name={name} team={team} />
          ))}
          <Button size="small" variant="tertiary" onPress={view.clearFilters}>
            {t('states.noResult.all')}
          </Button>
        </>
      }
    />
  );
}

function DropButton(props: {
  view: ServiceViewState;
  name: FilterName;
  team: string | undefined;
}) {
  const t = useT();
  const { view, name, team } = props;
  const filters = withoutFilter(view.filters, name);
  const answer = useServices(
    toServiceQuery(
      {
        ...view,
        filters: { ...filters, team: team ?? filters.team },
        cursor: undefined,
      },
      1,
    ),
  );
  const filter = describeFilter(t, view.filters, name);
  return (
    <Button
      size="small"
      variant="secondary"
      onPress={() => view.setFilters({ [name]: filters[name] })}
    >
      {answer.data
        ? t('states.noResult.drop', {
            filter,
            number: formatNumber(t, answer.data.total),
          })
        : t('states.noResult.dropUnknown', { filter })}
    </Button>
  );
}

/** "Readiness: ready, unknown" */
export function describeFilter(
  t: FleetT,
  filters: ServiceFilters,
  name: FilterName,
): string {
  switch (name) {
    case 'text':
      return t('team.filters.activeText', { text: filters.text });
    case 'attention':
      return t('team.filters.attention');
    case 'team':
      return t('team.filters.chosen', {
        name: t('team.filters.team'),
        values: filters.team ? refName(filters.team) : '',
      });
    case 'readiness':
      return t('team.filters.chosen', {
        name: t('team.filters.readiness'),
        values: filters.readiness.map(one => readinessWord(t, one)).join(', '),
      });
    case 'outcome':
      return t('team.filters.chosen', {
        name: t('team.filters.outcome'),
        values: filters.outcome
          .map(one => t(`common.outcome.${one}`))
          .join(', '),
      });
    default:
      return t('team.filters.chosen', {
        name: t(`team.filters.${name}`),
        values: filters[name].join(', '),
      });
  }
}
