import { Button } from '@backstage/ui';
import {
  outcomeSchema,
  rolloutClassSchema,
  type ServiceDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { RiFilterOffLine, RiInboxLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { Anchored } from '../components/Anchored';
import { AnswerView } from '../components/AnswerView';
import { FilterSelect } from '../components/FilterSelect';
import { Panel, Section } from '../components/Frame';
import { Pager } from '../components/Pager';
import { StateBox } from '../components/StateBox';
import { TableSkeleton } from '../components/TableSkeleton';
import { useT } from '../components/useT';
import { useDeployments } from '../data/useFleetQuery';
import { DEPLOYMENTS_ANCHOR } from '../delivery/metrics/evidencePath';
import {
  readDeploymentFilters,
  toDeploymentQuery,
  writeDeploymentFilter,
  type DeploymentFilters,
} from '../url/deploymentQuery';
import { useCursorPages } from '../url/useCursorPages';
import { DeploymentsTable } from './DeploymentsTable';
import { EvidenceDialog } from './EvidenceDialog';

const PAGE_SIZE = 20;

/** The deployments of a service, newest first, and the evidence of the one that the URL names. */
export function Deployments({
  serviceRef,
  live,
}: {
  serviceRef: string;
  live: ServiceDetail['live'];
}) {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const filters = readDeploymentFilters(params);
  const pages = useCursorPages();
  const answer = useDeployments(serviceRef, {
    limit: PAGE_SIZE,
    ...toDeploymentQuery(filters),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  const setFilter = (name: keyof DeploymentFilters, values: string[]) =>
    setParams(old => writeDeploymentFilter(old, name, values));
  const filtered = Object.values(filters).some(values => values.length > 0);
  const clear = () =>
    setParams(old =>
      (['environment', 'class', 'outcome'] as const).reduce(
        (next, name) => writeDeploymentFilter(next, name, []),
        old,
      ),
    );
  const environments = [
    ...new Set([
      ...live.flatMap(one => one.environment ?? []),
      ...filters.environment,
    ]),
  ];
  return (
    <Anchored id={DEPLOYMENTS_ANCHOR}>
      <Section
        title={t('service.deployments.title')}
        aside={
          <>
            {environments.length > 1 && (
              <FilterSelect
                name={t('service.deployments.environment')}
                options={environments.map(value => ({ value, label: value }))}
                chosen={filters.environment}
                onChange={values => setFilter('environment', values)}
              />
            )}
            <FilterSelect
              name={t('service.deployments.class')}
              options={rolloutClassSchema.options.map(value => ({
                value,
                label: t(`common.class.${value}`),
              }))}
              chosen={filters.class}
              onChange={values => setFilter('class', values)}
            />
            <FilterSelect
              name={t('service.deployments.outcome')}
              options={outcomeSchema.options.map(value => ({
                value,
                label: t(`common.outcome.${value}`),
              }))}
              chosen={filters.outcome}
              onChange={values => setFilter('outcome', values)}
            />
          </>
        }
      >
        <AnswerView
          answer={answer}
          waiting={t('states.waiting.deployments')}
          skeleton={<TableSkeleton rows={8} />}
        >
          {list =>
            list.total === 0 ? (
              <Nothing filtered={filtered} clear={clear} />
            ) : (
              <Panel flush>
                <DeploymentsTable
                  deployments={list.items}
                  isStale={answer.isPrevious}
                />
                <Pager
                  pages={pages}
                  pageSize={PAGE_SIZE}
                  shown={list.items.length}
                  total={list.total}
                  nextCursor={list.nextCursor}
                />
              </Panel>
            )
          }
        </AnswerView>
        <EvidenceDialog />
      </Section>
    </Anchored>
  );
}

function Nothing({
  filtered,
  clear,
}: {
  filtered: boolean;
  clear: () => void;
}) {
  const t = useT();
  return filtered ? (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('states.noResult.title')}
      action={
        <Button size="small" variant="secondary" onPress={clear}>
          {t('states.noResult.all')}
        </Button>
      }
    />
  ) : (
    <StateBox icon={<RiInboxLine />} title={t('service.deployments.none')} />
  );
}
