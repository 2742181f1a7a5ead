/** Which services an answer is about. */
import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { decisionOf } from './decisions';
import type { ReviewQuery, StandingQuery } from './fixture';

/** Whether a service passes the filters of a query. */
export function matchesStanding(
  one: Standing,
  query: StandingQuery | ReviewQuery,
): boolean {
  const text = query.text?.toLocaleLowerCase('en-US') ?? '';
  return (
    one.title.toLocaleLowerCase('en-US').includes(text) &&
    (!query.team || one.owner?.ref === query.team) &&
    any(query.stage, one.stage) &&
    any(query.side, one.side) &&
    any(query.health, one.health) &&
    any(query.wave, one.wave?.id) &&
    any(query.tier, one.tier) &&
    any(query.system, one.system) &&
    any(query.domain, one.domain) &&
    (query.decision === undefined || any(query.decision, decisionOf(one)))
  );
}

/** `anyOf` of the contract takes one value or several. */
function any(wanted: unknown, value: unknown): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
}
