import type { DeploymentDelivery } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Hint } from '../../components/Hint';
import { Missing } from '../../components/Missing';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatDuration, formatNumber } from '../../format/units';
import { OutLink } from '../../migrations/service/OutLink';
import type { FleetT } from '../../translation';
import { useMetricHint } from '../metrics/useMetricHint';
import { StageBar } from './StageBar';
import styles from './Commits.module.css';

type Commit = DeploymentDelivery['commits'][number];
type PullRequest = DeploymentDelivery['pullRequests'][number];
type Row = Commit & { id: string };

/** The commits that a deployment brought, oldest first, each with how long it took and where that time went. */
export function Commits(props: {
  commits: Commit[];
  pullRequests: PullRequest[];
  /** How many there are, of which `commits` may be the first. */
  total: number;
}) {
  const t = useT();
  const hintOf = useMetricHint();
  const { commits, pullRequests, total } = props;
  const rows = useMemo(
    () => commits.map(one => ({ ...one, id: one.commit })),
    [commits],
  );
  return (
    <>
      <h4 className={styles.title}>
        {t('delivery.evidence.commits', {
          count: Math.max(total, commits.length),
        })}
      </h4>
      <DataTable<Row>
        label={t('delivery.evidence.commitsCaption')}
        columns={columnsOf(t, { pullRequests, hint: hintOf('lead_time') })}
        rows={rows}
      />
      {commits.length < total && (
        <p className={styles.quiet}>
          {t('delivery.evidence.moreCommits', {
            shown: formatNumber(t, commits.length),
            total: formatNumber(t, total),
          })}
        </p>
      )}
    </>
  );
}

function columnsOf(
  t: FleetT,
  options: { pullRequests: PullRequest[]; hint: string },
): DataColumn<Row>[] {
  const { pullRequests } = options;
  const requestOf = (commit: Commit) =>
    pullRequests.find(one => one.number === commit.pullRequest);
  return [
    {
      id: 'commit',
      label: t('delivery.evidence.commit'),
      isRowHeader: true,
      cell: commit => <Name commit={commit} />,
    },
    {
      id: 'at',
      label: t('delivery.evidence.at'),
      width: 'min(120px, 30cqi)',
      cell: ({ at }) => <RelativeTime at={at} />,
    },
    {
      id: 'lead',
      label: t('delivery.evidence.lead'),
      hint: options.hint,
      width: 'min(160px, 36cqi)',
      align: 'end',
      cell: commit => <Lead commit={commit} />,
    },
    {
      id: 'stages',
      label: t('delivery.evidence.stages'),
      width: '22%',
      hideBelow: 'narrow',
      cell: commit => {
        const request = requestOf(commit);
        return request ? (
          <StageBar stages={request.stages} thin />
        ) : (
          <Missing reason={t('delivery.evidence.noStages')} />
        );
      },
    },
    {
      id: 'pullRequest',
      label: t('delivery.evidence.pullRequest'),
      width: '110px',
      hideBelow: 'narrow',
      cell: commit => (
        <Request commit={commit} link={requestOf(commit)?.link} />
      ),
    },
  ];
}

function Name({ commit }: { commit: Commit }) {
  const name = (
    <code className={styles.commit} title={commit.commit}>
      {commit.commit.slice(0, 10)}
    </code>
  );
  return commit.link ? <OutLink href={commit.link}>{name}</OutLink> : name;
}

function Lead({ commit }: { commit: Commit }) {
  const t = useT();
  if (!commit.counts) {
    return (
      <Hint text={t('delivery.evidence.notCountedHint')} underline>
        <span className={styles.quiet}>
          {t('delivery.evidence.notCounted')}
        </span>
      </Hint>
    );
  }
  return commit.seconds === null ? (
    <Missing reason={t('delivery.evidence.noLead')} />
  ) : (
    <>{formatDuration(t, commit.seconds)}</>
  );
}

function Request(props: { commit: Commit; link: string | null | undefined }) {
  const t = useT();
  const { commit, link } = props;
  if (commit.pullRequest === null) {
    return <Missing reason={t('delivery.evidence.noPullRequest')} />;
  }
  const name = `#${commit.pullRequest}`;
  return link ? <OutLink href={link}>{name}</OutLink> : <>{name}</>;
}
