import { Link } from '@backstage/ui';
import type { DeploymentDelivery } from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatDuration } from '../../format/units';
import { OutLink } from '../../migrations/service/OutLink';
import { useEvidenceLink } from '../../url/useEvidenceLink';
import { useMetricHint } from '../metrics/useMetricHint';
import { Commits } from './Commits';
import { FailedBy } from './FailedBy';
import { PullRequests } from './PullRequests';
import { Recovery } from './Recovery';
import { StageBar } from './StageBar';
import styles from './DeliveryEvidence.module.css';

/** How a deployment came about and what became of it: what failed first, then where the time went, commits, pull requests and CI. */
export function DeliveryEvidence({
  delivery,
}: {
  delivery: DeploymentDelivery;
}) {
  const t = useT();
  const hintOf = useMetricHint();
  const { hrefOf } = useEvidenceLink();
  const { leadTime, rework, previous, ci, quality = [] } = delivery;
  return (
    <section className={styles.delivery}>
      <h3 className={styles.title}>{t('delivery.evidence.title')}</h3>
      <dl className={styles.facts}>
        <Fact name={t('delivery.evidence.failed')}>
          <FailedBy failedBy={delivery.failedBy} />
        </Fact>
        {delivery.recovery && (
          <Fact name={t('delivery.evidence.recovery')}>
            <Recovery recovery={delivery.recovery} />
          </Fact>
        )}
        {rework.length > 0 && (
          <Fact
            name={t('delivery.evidence.rework')}
            hint={hintOf('rework_rate')}
          >
            {rework
              .map(reason => t(`delivery.evidence.reworkReason.${reason}`))
              .join(', ')}
          </Fact>
        )}
        <Fact name={t('delivery.metric.lead_time')} hint={hintOf('lead_time')}>
          <LeadTime delivery={delivery} />
        </Fact>
        <Fact
          name={t('delivery.evidence.stages')}
          hint={t('delivery.evidence.stagesHint')}
        >
          {delivery.pullRequests.length === 0 ? (
            <span className={styles.quiet}>
              {t('delivery.evidence.noStages')}
            </span>
          ) : (
            <StageBar stages={delivery.stages} />
          )}
        </Fact>
        {delivery.versionCommit && (
          <Fact name={t('delivery.evidence.version')}>
            <VersionCommit found={delivery.versionCommit} />
          </Fact>
        )}
        {quality.length > 0 && (
          <Fact name={t('delivery.evidence.leftOut')}>
            <ul className={styles.list}>
              {quality.map(one => (
                <li key={`${one.kind} ${one.sentence}`}>{one.sentence}</li>
              ))}
            </ul>
          </Fact>
        )}
        {previous && (
          <Fact name={t('delivery.evidence.previous')}>
            <Link href={hrefOf(previous)}>
              {t('delivery.evidence.previousLink')}
            </Link>
          </Fact>
        )}
        <Fact name={t('delivery.evidence.ci')}>
          {ci.length === 0 ? (
            <span className={styles.quiet}>{t('delivery.evidence.noCi')}</span>
          ) : (
            <ul className={styles.list}>
              {ci.map((one, index) => (
                <li
                  // CI may tell of one deployment twice in the same words.
                  // eslint-disable-next-line react/no-array-index-key
                  key={index}
                >
                  <Out href={one.link}>
                    {t('delivery.evidence.ciOf', {
                      source: one.source,
                      environment: one.environment,
                    })}
                  </Out>
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
      {delivery.pullRequests.length > 0 && (
        <PullRequests pullRequests={delivery.pullRequests} />
      )}
      {delivery.commits.length > 0 && (
        <Commits
          commits={delivery.commits}
          pullRequests={delivery.pullRequests}
          total={leadTime.batchSize}
        />
      )}
    </section>
  );
}

function VersionCommit({
  found,
}: {
  found: NonNullable<DeploymentDelivery['versionCommit']>;
}) {
  const t = useT();
  if (found.commit === null) {
    return <>{t(`delivery.evidence.noCommit.${found.why}`)}</>;
  }
  return (
    <>
      <code>{found.commit}</code> {t(`delivery.evidence.how.${found.how}`)}
    </>
  );
}

function LeadTime({ delivery }: { delivery: DeploymentDelivery }) {
  const t = useT();
  const { baseline, leadTime, commits } = delivery;
  const { min, median, max } = leadTime;
  if (min !== null && median !== null && max !== null) {
    return (
      <>
        {t('delivery.evidence.leadTime', {
          min: formatDuration(t, min),
          median: formatDuration(t, median),
          max: formatDuration(t, max),
        })}
      </>
    );
  }
  if (baseline) return <>{t('delivery.evidence.baseline')}</>;
  return (
    <span className={styles.quiet}>
      {commits.length === 0
        ? t('delivery.evidence.noCommits')
        : t('delivery.evidence.noneCounts')}
    </span>
  );
}

/** Text that leads out of the portal where a link is known. */
function Out(props: { href: string | null; children: ReactNode }) {
  return props.href ? (
    <OutLink href={props.href}>{props.children}</OutLink>
  ) : (
    <>{props.children}</>
  );
}

function Fact(props: { name: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>
        <Hint text={props.hint} underline>
          {props.name}
        </Hint>
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}
