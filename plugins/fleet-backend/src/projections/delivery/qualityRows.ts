/** What does not join of one service, as rows: each record, and how many of them are mended in one act. */
import { createHash } from 'node:crypto';
import { parseTargetKey } from '@landfall/backstage-plugin-fleet-node';
import type {
  JoinedDeployment,
  JoinedDeployments,
} from '../../delivery/joinCi';
import {
  groupFindings,
  type PlacedFinding,
  type QualityContext,
  type QualityPlace,
} from '../../delivery/qualityGroups';
import type { DeploymentFact, QualityKind } from '../../delivery/types';
import type { ServicePart } from '../deploymentRows';
import type { DeliveryEvidence } from './reads';
import type { ServiceQualityGroupRow, ServiceQualityRow } from './tables';

/** What is to be known of a service to say where its findings are mended. */
export function qualityContext(
  evidence: DeliveryEvidence,
  given: {
    joined: JoinedDeployments<ServicePart>;
    facts: readonly DeploymentFact[];
    idOf: (deployment: JoinedDeployment<ServicePart>) => string;
  },
): QualityContext {
  const unseen = new Map(
    given.joined.deployments.map(one => [given.idOf(one), unseenIn(one)]),
  );
  const repositories = evidence.origins.filter(({ origin }) =>
    isRepository(origin),
  );
  return {
    service: evidence.range.service,
    repository: repositories.length === 1 ? repositories[0].origin : null,
    deployments: new Map(
      given.facts.map(({ id, startedAt, production }) => [
        id,
        { at: startedAt, production, unseenIn: unseen.get(id) ?? null },
      ]),
    ),
    ci: new Map(
      evidence.ci.map(({ id, at, environment, production, link }) => [
        id,
        // What maps to nothing may be production.
        { at, production: production || environment === null, link },
      ]),
    ),
    incidents: new Map(
      evidence.incidents.map(({ id, openedAt, link }) => [
        id,
        { at: openedAt, link },
      ]),
    ),
  };
}

/** Where nobody saw how a deployment ended. */
function unseenIn({ parts }: JoinedDeployment<ServicePart>): string | null {
  const part = parts.find(({ outcome }) => outcome === 'unknown') ?? parts[0];
  if (!part) {
    return null;
  }
  const { platform, cluster } = parseTargetKey(part.target);
  return `${platform}/${cluster}`;
}

/** Of jobs and pagers the name begins with that of the tool and a colon; a host before its first slash has none but that of its port. */
function isRepository(origin: string): boolean {
  return !/^[a-z]+:(?!\d+\/)/.test(origin);
}

/** Rows of the findings of a service, each once, with their groups. */
export function qualityRows(
  service: string,
  findings: readonly PlacedFinding[],
): { quality: ServiceQualityRow[]; qualityGroups: ServiceQualityGroupRow[] } {
  const distinct = new Map(
    findings.map(one => [
      JSON.stringify([service, one.kind, one.what, JSON.stringify(one.detail)]),
      one,
    ]),
  );
  return {
    quality: [...distinct].map(([id, one]) => ({
      id: digest(id),
      service,
      kind: one.kind,
      what: one.what,
      detail: JSON.stringify(one.detail),
      improves: one.improves,
      group_id: groupId(one.act, one.place),
      at: one.at ?? 0,
      deployment: one.deployment,
      link: one.link,
    })),
    qualityGroups: groupFindings([...distinct.values()]).map(group => ({
      service,
      group_id: groupId(group.kind, group.place),
      kind: group.kind,
      place_kind: group.place.kind,
      place: group.place.name,
      records: group.records,
      improves: group.improves,
      numbers: group.metrics.length,
      since: group.since,
      latest: group.latest,
    })),
  };
}

/** The same for all services: one act mends it for all of them. */
function groupId(kind: QualityKind, place: QualityPlace): string {
  return digest(JSON.stringify([kind, place.kind, place.name]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
