/** Everything about one service in one migration. */
import {
  stageSchema,
  type MigrationInfo,
  type Standing,
  type StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { DAY, HOUR, before } from '../times';
import { asOfPart, type Asked } from './fixture';

/** Everything about one service in one migration. */
export function detailOf(
  info: MigrationInfo,
  standing: Standing,
  asked: Asked,
): StandingDetail {
  const reached = standing.stage
    ? stageSchema.options.indexOf(standing.stage)
    : -1;
  return {
    ...asOfPart(asked),
    migration: info,
    standing,
    ladder: stageSchema.options.map((stage, index) => ({
      stage,
      state: rungState(index, reached),
      since:
        index <= reached
          ? new Date(
              Date.parse(standing.since) - (reached - index) * 9 * DAY,
            ).toISOString()
          : null,
    })),
    evidence: evidenceOf(info, standing, asked),
    traffic:
      standing.shareBy === 'traffic' && standing.share !== null
        ? (['from', 'to'] as const).map(side => ({
            side,
            platform: side === 'from' ? info.fromTitle : info.toTitle,
            requestsPerSecond:
              420 *
              (side === 'to' ? standing.share ?? 0 : 1 - (standing.share ?? 0)),
            since: before(HOUR, asked.now),
            source: 'prometheus',
            scope: 'prometheus-eu',
            claimedTwice: false,
          }))
        : [],
    validation: info.validation.map((rule, index) => {
      const met = reached >= stageSchema.options.indexOf('migrated');
      const running =
        rule.rule === 'soak' && standing.stage === 'validating' && !met;
      return {
        rule,
        state: resultState(met, running),
        at: met ? before((index + 1) * 2 * DAY, asked.now) : null,
        peakRate: met && rule.rule === 'stress_test' ? 432 : null,
        durationSeconds: met && rule.rule === 'stress_test' ? 900 : null,
        link:
          met && rule.rule === 'stress_test'
            ? 'https://ci.example.com/runs/4711'
            : null,
        author: null,
        note: null,
        until: running ? before(-2 * DAY, asked.now) : null,
      };
    }),
    changes: changesOf(standing, reached),
    acts: actsOf(standing),
  };
}

function rungState(index: number, reached: number) {
  if (index === reached) return 'current';
  return index < reached ? 'passed' : 'ahead';
}

function resultState(met: boolean, running: boolean) {
  if (met) return 'met';
  return running ? 'not_met' : 'not_reported';
}

function evidenceOf(
  info: MigrationInfo,
  standing: Standing,
  asked: Asked,
): StandingDetail['evidence'] {
  return (['from', 'to'] as const).flatMap(side =>
    Array.from({ length: standing[side].targets }, (_, index) => {
      const share = Math.floor(standing[side].ready / standing[side].targets);
      const cluster = ['prod-eu', 'prod-us', 'prod-ap'][index % 3];
      return {
        side,
        target: `${side}-${standing.title}-${index}`,
        platform:
          side === 'from'
            ? info.fromTitle.toLocaleLowerCase('en-US')
            : info.toTitle.toLocaleLowerCase('en-US'),
        cluster,
        namespace: 'shop',
        workloadKind: side === 'from' ? 'Job' : 'Deployment',
        workload: standing.title,
        environment: 'production',
        ready: share,
        desired: share || 4,
        images: [`registry.example.com/shop/${standing.title}:v141`],
        since: before(30 * DAY, asked.now),
        goneAt: null,
        source: side === 'from' ? 'helios' : 'kubernetes',
        scope: cluster,
        data: standing.data,
        seenAt: before(20_000, asked.now),
      };
    }),
  );
}

function changesOf(
  standing: Standing,
  reached: number,
): StandingDetail['changes'] {
  const change = (
    at: string,
    stage: Standing['stage'],
    move: StandingDetail['changes'][number]['move'],
  ) => ({ at, knownAt: at, stage, side: null, move });
  const climbed = stageSchema.options
    .slice(1, reached + 1)
    .map((stage, index) =>
      change(
        new Date(
          Date.parse(standing.since) - (reached - index - 1) * 9 * DAY,
        ).toISOString(),
        stage,
        'up',
      ),
    )
    .reverse();
  return standing.fellBackAt
    ? [change(standing.fellBackAt, standing.stage, 'fall_back'), ...climbed]
    : climbed;
}

function actsOf(standing: Standing): StandingDetail['acts'] {
  const { blocked, override, exemption } = standing;
  return [
    blocked && { kind: 'block' as const, said: blocked },
    override && { kind: 'override' as const, said: override },
    exemption && { kind: 'request_exemption' as const, said: exemption },
  ].flatMap(one =>
    one
      ? [
          {
            id: one.said.id,
            act: one.kind,
            of: null,
            stage: 'stage' in one.said ? one.said.stage : null,
            reason: one.said.reason,
            link: one.said.link,
            waitingFor: 'waitingFor' in one.said ? one.said.waitingFor : null,
            expiresAt: one.said.expiresAt,
            author: one.said.author,
            at: one.said.at,
            active: true,
          },
        ]
      : [],
  );
}
