import { apiIncident } from './pagerDutyExamples';
import { startStandIn, type StandIn, type StandInAnswer } from './standIn';

/** What PagerDuty is made to hold. */
export interface PagerDutyState {
  incidents: Map<string, ReturnType<typeof apiIncident>>;
  /** Newest first. */
  log: { id: string; type: string; created_at: string; incident: string }[];
  /** Answers this instead, while there is any. */
  trouble: (StandInAnswer | undefined)[];
}

/** A stand-in of the REST API, with the lists and pages that https://developer.pagerduty.com/api-reference/ describes. */
export async function startPagerDuty(): Promise<
  StandIn & { state: PagerDutyState }
> {
  const state: PagerDutyState = { incidents: new Map(), log: [], trouble: [] };
  const standIn = await startStandIn(({ pathname, searchParams }, headers) => {
    const trouble = state.trouble.shift();
    if (trouble) return trouble;
    if (headers.authorization !== 'Token token=example-key') {
      return { status: 401, body: { error: { message: 'Unauthorized' } } };
    }
    const limit = Number(searchParams.get('limit'));
    const offset = Number(searchParams.get('offset'));
    const page = (name: string, all: unknown[]) => ({
      body: {
        [name]: all.slice(offset, offset + limit),
        limit,
        offset,
        more: offset + limit < all.length,
      },
    });
    if (pathname === '/log_entries') {
      const since = searchParams.get('since') ?? '';
      const until = searchParams.get('until') ?? '';
      return page(
        'log_entries',
        state.log
          .filter(({ created_at: at }) => at >= since && at < until)
          .map(entry => ({
            ...entry,
            incident: state.incidents.get(entry.incident),
          })),
      );
    }
    if (pathname === '/incidents') {
      const statuses = searchParams.getAll('statuses[]');
      return page(
        'incidents',
        [...state.incidents.values()].filter(({ status }) =>
          statuses.includes(status),
        ),
      );
    }
    const incident = state.incidents.get(pathname.split('/')[2]);
    return incident
      ? { body: { incident } }
      : { status: 404, body: { error: { message: 'Not Found' } } };
  });
  return Object.assign(standIn, { state });
}
