import { Button } from '@backstage/ui';
import {
  failureRuleSchema,
  outcomeSchema,
  rolloutClassSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { FilterSelect } from '../../components/FilterSelect';
import { TeamSelect } from '../../components/TeamSelect';
import { useT } from '../../components/useT';
import { shortName } from '../../format/entities';
import { formatMoment } from '../../format/times';
import type { FleetT } from '../../translation';
import {
  isDeploymentSearchFiltered,
  writeDeploymentSearch,
  type DeploymentSearchView,
} from '../../url/deploymentSearch';
import styles from './DeploymentFilterBar.module.css';

/** Filters of the list of all deployments; all of them are in the URL. */
export function DeploymentFilterBar(props: {
  view: DeploymentSearchView;
  /** Environments that are known. */
  environments: string[];
  timeZone: string;
  set: (patch: Parameters<typeof writeDeploymentSearch>[1]) => void;
  clear: () => void;
}) {
  const t = useT();
  const { view, environments, timeZone, set, clear } = props;
  return (
    <div
      role="search"
      aria-label={t('deployments.filters.label')}
      className={styles.bar}
    >
      <TeamSelect chosen={view.team} onChange={team => set({ team })} />
      {environments.length > 1 && (
        <FilterSelect
          name={t('service.deployments.environment')}
          options={environments.map(value => ({ value, label: value }))}
          chosen={view.environment}
          onChange={environment => set({ environment })}
        />
      )}
      <FilterSelect
        name={t('service.deployments.class')}
        options={rolloutClassSchema.options.map(value => ({
          value,
          label: t(`common.class.${value}`),
        }))}
        chosen={view.class}
        onChange={values => set({ class: values })}
      />
      <FilterSelect
        name={t('service.deployments.outcome')}
        options={outcomeSchema.options.map(value => ({
          value,
          label: t(`common.outcome.${value}`),
        }))}
        chosen={view.outcome}
        onChange={outcome => set({ outcome })}
      />
      <FilterSelect
        name={t('deployments.filters.failedBy')}
        options={failureRuleSchema.options.map(value => ({
          value,
          label: t(`deployments.rule.${value}`),
        }))}
        chosen={view.failedBy}
        onChange={failedBy => set({ failedBy })}
      />
      {view.service && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => set({ service: '' })}
        >
          {t('deployments.filters.ofService', {
            name: shortName(view.service),
          })}
        </Button>
      )}
      {(view.from || view.to) && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => set({ from: '', to: '' })}
        >
          {t('deployments.filters.time', timeWords(t, view, timeZone))}
        </Button>
      )}
      {isDeploymentSearchFiltered(view) && (
        <Button size="small" variant="tertiary" onPress={clear}>
          {t('deployments.filters.clear')}
        </Button>
      )}
    </div>
  );
}

/** From when to when, in the portal's zone; an ellipsis where an end is open. */
export function timeWords(
  t: FleetT,
  { from, to }: Pick<DeploymentSearchView, 'from' | 'to'>,
  timeZone: string,
): { from: string; to: string } {
  const words = (at: string | undefined) =>
    at === undefined ? '…' : formatMoment(t, at, timeZone);
  return { from: words(from), to: words(to) };
}
