import { useApi } from '@backstage/core-plugin-api';
import {
  defaultWindows,
  type Choices,
  type FleetApi,
  type FleetQuery,
  type FleetRequestOptions,
  type MetricName,
  type Windows,
} from '@landfall/backstage-plugin-fleet-common';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { fleetApiRef } from '../api';

/** The state of one question to the API. */
export interface Answer<T> {
  /** The newest answer; stays while it is asked for again, and when that fails. */
  data: T | undefined;
  /** Why the last attempt failed; stays until one succeeds. */
  error: Error | undefined;
  /** What is shown belongs to the question before, for example the page before. */
  isPrevious: boolean;
  /** When `data` came, in milliseconds since the epoch. */
  dataAt: number;
  /** Asks again. */
  again: () => void;
}

interface Question<T> {
  route: string;
  /** What the answer is about. Previous answers are shown only while this stays the same. */
  about: string;
  query?: object;
  enabled?: boolean;
  ask: (api: FleetApi, options: FleetRequestOptions) => Promise<T>;
}

interface WindowedQuestion<T, Q extends { window?: unknown }>
  extends Omit<Question<T>, 'query' | 'ask'> {
  query: Q;
  ask: (api: FleetApi, query: Q, options: FleetRequestOptions) => Promise<T>;
}

/** The one way in which pages ask the API. */
function useFleetQuery<T>(question: Question<T>): Answer<T> {
  const api = useApi(fleetApiRef);
  const { route, about, query = {}, enabled = true, ask } = question;
  const result = useQuery<T, Error>({
    queryKey: ['fleet', route, about, query],
    queryFn: ({ signal }) => ask(api, { signal }),
    enabled,
    placeholderData: (previous, previousQuery) =>
      previousQuery?.queryKey[2] === about ? previous : undefined,
  });
  return {
    data: result.data,
    error: useStandingError(result, about),
    isPrevious: result.isPlaceholderData,
    dataAt: result.dataUpdatedAt,
    again: () => {
      void result.refetch();
    },
  };
}

/**
 * The error of the last attempt that ended. While an answer is missing, the library forgets the error at every new attempt, and a page would
 * change between "that did not work" and "loading" for as long as the backend is away.
 */
function useStandingError(
  result: UseQueryResult<unknown, Error>,
  about: string,
): Error | undefined {
  const [standing, setStanding] = useState<{ error?: Error; about: string }>({
    about,
  });
  const answered = result.isSuccess && !result.isPlaceholderData;
  const before = standing.about === about ? standing.error : undefined;
  const error = answered ? undefined : result.error ?? before;
  if (error !== standing.error || about !== standing.about) {
    setStanding({ error, about });
  }
  return error;
}

/**
 * Asks about a window. Which windows there are is configuration and may change: an address that names another one shows what is shown first.
 * Where the address names none, nothing has to be known for that.
 */
function useWindowedQuery<T, Q extends { window?: unknown }>(
  question: WindowedQuestion<T, Q>,
): Answer<T> {
  const { query, enabled = true, ask, ...rest } = question;
  const { window, ...others } = query;
  const isNamed = window !== undefined;
  const choices = useChoices({ enabled: isNamed });
  const offered = offeredWindows(choices);
  const asked =
    isNamed && !offered?.days.includes(Number(window)) ? (others as Q) : query;
  return useFleetQuery({
    ...rest,
    query: asked,
    enabled: enabled && (!isNamed || offered !== undefined),
    ask: (api, options) => ask(api, asked, options),
  });
}

/** What is chosen about how delivery is measured; `enabled: false` asks nothing. */
export function useChoices(options: { enabled?: boolean } = {}) {
  return useFleetQuery({
    route: 'getChoices',
    about: '',
    ...options,
    ask: (api, request) => api.getChoices(request),
  });
}

/** How much is in each environment. */
export function useEnvironments() {
  return useFleetQuery({
    route: 'listEnvironments',
    about: '',
    ask: (api, request) => api.listEnvironments(request),
  });
}

/** The windows that numbers can be asked for; those of every portal where it does not say. Undefined while that is not known. */
export function offeredWindows({
  data,
  error,
}: Pick<Answer<Choices>, 'data' | 'error'>): Windows | undefined {
  return data?.chosen.windows ?? (error && defaultWindows);
}

/** Services; `enabled: false` asks nothing. */
export function useServices(
  query: FleetQuery<'listServices'>,
  options: { enabled?: boolean } = {},
) {
  return useWindowedQuery({
    route: 'listServices',
    about: '',
    query,
    ...options,
    ask: (api, asked, request) => api.listServices(asked, request),
  });
}

/** One service by its entity reference. */
export function useService(ref: string, query: FleetQuery<'getService'>) {
  return useWindowedQuery({
    route: 'getService',
    about: ref,
    query,
    ask: (api, asked, request) => api.getService(ref, asked, request),
  });
}

/** A page of a service's deployments. */
export function useDeployments(
  ref: string,
  query: FleetQuery<'listDeployments'>,
) {
  return useFleetQuery({
    route: 'listDeployments',
    about: ref,
    query,
    ask: (api, request) => api.listDeployments(ref, query, request),
  });
}

/** A page of the deployments of all services. */
export function useFoundDeployments(query: FleetQuery<'findDeployments'>) {
  return useFleetQuery({
    route: 'findDeployments',
    about: '',
    query,
    ask: (api, request) => api.findDeployments(query, request),
  });
}

/** How all services deliver. */
export function useCompanyMetrics(query: FleetQuery<'getCompanyMetrics'>) {
  return useWindowedQuery({
    route: 'getCompanyMetrics',
    about: '',
    query,
    ask: (api, asked, request) => api.getCompanyMetrics(asked, request),
  });
}

/** One deployment with its evidence. */
export function useDeployment(id: string) {
  return useFleetQuery({
    route: 'getDeployment',
    about: id,
    ask: (api, request) => api.getDeployment(id, request),
  });
}

/** A page of teams. */
export function useTeams(query: FleetQuery<'listTeams'>) {
  return useFleetQuery({
    route: 'listTeams',
    about: '',
    query,
    ask: (api, request) => api.listTeams(query, request),
  });
}

/** The dashboard of a team; `enabled: false` asks nothing. */
export function useTeam(
  ref: string,
  query: FleetQuery<'getTeam'>,
  options: { enabled?: boolean } = {},
) {
  return useWindowedQuery({
    route: 'getTeam',
    about: ref,
    query,
    ...options,
    ask: (api, asked, request) => api.getTeam(ref, asked, request),
  });
}

/** All sources. */
export function useSources() {
  return useFleetQuery({
    route: 'listSources',
    about: '',
    ask: (api, request) => api.listSources(request),
  });
}

/** Refused records. */
export function useQuarantine(query: FleetQuery<'listQuarantine'>) {
  return useFleetQuery({
    route: 'listQuarantine',
    about: '',
    query,
    ask: (api, request) => api.listQuarantine(query, request),
  });
}

/** Workloads without a service or an environment. */
export function useUnmatched(query: FleetQuery<'listUnmatched'>) {
  return useFleetQuery({
    route: 'listUnmatched',
    about: '',
    query,
    ask: (api, request) => api.listUnmatched(query, request),
  });
}

/** All migrations. */
export function useMigrations(query: FleetQuery<'listMigrations'> = {}) {
  return useFleetQuery({
    route: 'listMigrations',
    about: query.at ?? '',
    query,
    ask: (api, request) => api.listMigrations(query, request),
  });
}

/** The review of a migration. What was known at another moment is another answer, and not shown meanwhile. */
export function useMigration(id: string, query: FleetQuery<'getMigration'>) {
  return useFleetQuery({
    route: 'getMigration',
    about: `${id} ${query.at ?? ''}`,
    query,
    ask: (api, request) => api.getMigration(id, query, request),
  });
}

/** A page of the services of a migration. */
export function useStandings(id: string, query: FleetQuery<'listStandings'>) {
  return useFleetQuery({
    route: 'listStandings',
    about: `${id} ${query.at ?? ''}`,
    query,
    ask: (api, request) => api.listStandings(id, query, request),
  });
}

/** Every migration that a service is in. */
export function useServiceMigrations(
  ref: string,
  query: FleetQuery<'getServiceMigrations'> = {},
) {
  return useFleetQuery({
    route: 'getServiceMigrations',
    about: `${ref} ${query.at ?? ''}`,
    query,
    ask: (api, request) => api.getServiceMigrations(ref, query, request),
  });
}

/** What the services of a team still have to do. */
export function useTeamMigrations(
  ref: string,
  query: FleetQuery<'getTeamMigrations'> = {},
) {
  return useFleetQuery({
    route: 'getTeamMigrations',
    about: `${ref} ${query.at ?? ''}`,
    query,
    ask: (api, request) => api.getTeamMigrations(ref, query, request),
  });
}

/** The metrics of a service. */
export function useServiceMetrics(
  ref: string,
  query: FleetQuery<'getServiceMetrics'>,
) {
  return useWindowedQuery({
    route: 'getServiceMetrics',
    about: ref,
    query,
    ask: (api, asked, request) => api.getServiceMetrics(ref, asked, request),
  });
}

/** How the services of a team deliver. */
export function useTeamMetrics(
  ref: string,
  query: FleetQuery<'getTeamMetrics'>,
) {
  return useWindowedQuery({
    route: 'getTeamMetrics',
    about: ref,
    query,
    ask: (api, asked, request) => api.getTeamMetrics(ref, asked, request),
  });
}

/** What made a number of a service another one than before. */
export function useServiceMetricChange(
  ref: string,
  metric: MetricName,
  query: FleetQuery<'getServiceMetricChange'>,
) {
  return useWindowedQuery({
    route: 'getServiceMetricChange',
    about: `${ref} ${metric}`,
    query,
    ask: (api, asked, request) =>
      api.getServiceMetricChange(ref, metric, asked, request),
  });
}

/** Which services made a number of a team another one than before. */
export function useTeamMetricChange(
  ref: string,
  metric: MetricName,
  query: FleetQuery<'getTeamMetricChange'>,
) {
  return useWindowedQuery({
    route: 'getTeamMetricChange',
    about: `${ref} ${metric}`,
    query,
    ask: (api, asked, request) =>
      api.getTeamMetricChange(ref, metric, asked, request),
  });
}

/** What happened to a service on each of its targets. */
export function useTimeline(ref: string, query: FleetQuery<'getTimeline'>) {
  return useFleetQuery({
    route: 'getTimeline',
    about: ref,
    query,
    ask: (api, request) => api.getTimeline(ref, query, request),
  });
}

/** A page of a service's incidents. */
export function useIncidents(ref: string, query: FleetQuery<'listIncidents'>) {
  return useFleetQuery({
    route: 'listIncidents',
    about: `${ref} ${query.series ?? ''}`,
    query,
    ask: (api, request) => api.listIncidents(ref, query, request),
  });
}

/** A page of what to mend, each that one person mends in one act. */
export function useQualityGroups(query: FleetQuery<'listQualityGroups'>) {
  return useFleetQuery({
    route: 'listQualityGroups',
    about: query.group ?? '',
    query,
    ask: (api, request) => api.listQualityGroups(query, request),
  });
}

/** A page of the records that are mended in one act. */
export function useQualityRecords(
  query: FleetQuery<'listQuality'> & { group: string },
) {
  return useFleetQuery({
    route: 'listQuality',
    about: query.group,
    query,
    ask: (api, request) => api.listQuality(query, request),
  });
}
