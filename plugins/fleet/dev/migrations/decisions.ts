/** Which services need a decision. */
import {
  decisionKindSchema,
  type DecisionKind,
  type MigrationReview,
  type Standing,
} from '@landfall/backstage-plugin-fleet-common';

/** What has to be decided about a service, if anything. */
export function decisionOf(one: Standing): DecisionKind | undefined {
  if (one.health === 'blocked') return 'blocked';
  if (one.conflict) return 'conflict';
  if (one.fellBackAt) return 'fell_back';
  if (one.exemption)
    return one.exemption.approved ? 'exemption_ends' : 'exemption_requested';
  return one.health === 'lagging' || one.health === 'stalled'
    ? one.health
    : undefined;
}

/** What has to be decided, the gravest and oldest first. */
export function decisionsOf(
  standings: Standing[],
): MigrationReview['decisions']['items'] {
  return standings
    .flatMap(one => {
      const kind = decisionOf(one);
      const act = one.blocked ?? one.exemption ?? one.override;
      return kind
        ? [
            {
              kind,
              service: one.service,
              title: one.title,
              owner: one.owner,
              stage: one.stage,
              wave: one.wave,
              since: act?.at ?? one.fellBackAt ?? one.healthSince ?? one.since,
              reason: act?.reason ?? null,
              link: act?.link ?? null,
              waitingFor: one.blocked?.waitingFor ?? null,
              until: one.exemption?.expiresAt ?? null,
              usualDays: kind === 'stalled' ? 6 : null,
              act: act?.id ?? null,
            },
          ]
        : [];
    })
    .sort(
      (a, b) =>
        decisionKindSchema.options.indexOf(a.kind) -
          decisionKindSchema.options.indexOf(b.kind) ||
        a.since.localeCompare(b.since),
    );
}
