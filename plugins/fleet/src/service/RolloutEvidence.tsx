import { Link } from '@backstage/ui';
import type { DeploymentDetail } from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { Hint } from '../components/Hint';
import { ClassMark, OutcomeMark } from '../components/marks';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../components/useT';
import { formatExact } from '../format/times';
import { RolloutVersions } from './RolloutVersions';
import styles from './RolloutEvidence.module.css';

type Rollout = DeploymentDetail['evidence'][number];

/** One target's rollout, as its source reported it: times, outcome and why, images, fingerprint, and how it became known. */
export function RolloutEvidence({ rollout }: { rollout: Rollout }) {
  const t = useT();
  return (
    <section className={styles.rollout}>
      <h3 className={styles.head}>
        <span className={styles.place}>
          {rollout.cluster} · {rollout.namespace}/{rollout.workload}
        </span>
        <span className={styles.quiet}>{rollout.platform}</span>
        <ClassMark value={rollout.class} />
        <OutcomeMark outcome={rollout.outcome} />
        {rollout.backfilled && (
          <Hint text={t('service.deployments.backfilledHint')} underline>
            <span className={styles.quiet}>
              {t('service.deployments.backfilled')}
            </span>
          </Hint>
        )}
      </h3>
      <dl className={styles.facts}>
        <Fact name={t('service.evidence.started')}>
          <Moment at={rollout.startedAt} estimated={rollout.estimated.start} />
        </Fact>
        <Fact name={t('service.evidence.finished')}>
          {rollout.finishedAt ? (
            <Moment
              at={rollout.finishedAt}
              estimated={rollout.estimated.finish}
            />
          ) : (
            <span className={styles.quiet}>
              {rollout.outcome === 'in_progress'
                ? t('service.evidence.notFinished')
                : t('service.evidence.finishUnknown')}
            </span>
          )}
        </Fact>
        {rollout.reason && (
          <Fact name={t('service.evidence.reason')}>{rollout.reason}</Fact>
        )}
        <Fact name={t('service.evidence.images')}>
          <Images rollout={rollout} />
        </Fact>
        <Fact
          name={t('service.evidence.configuration')}
          hint={t('service.evidence.configurationHint')}
        >
          <code>{rollout.configuration}</code>
        </Fact>
        {Object.keys(rollout.facts).length > 0 && (
          <Fact name={t('service.evidence.facts')}>
            {Object.entries(rollout.facts).map(([name, value]) => (
              <span key={name} className={styles.pair}>
                <span className={styles.quiet}>{name}</span>{' '}
                <code>{value}</code>
              </span>
            ))}
          </Fact>
        )}
        <Fact name={t('service.evidence.source')}>
          <span className={styles.pair}>
            {rollout.source} / {rollout.scope}
          </span>
          <code className={styles.pair} title={t('service.evidence.key')}>
            {rollout.key}
          </code>
          {rollout.link && (
            <Link href={rollout.link}>{t('service.evidence.link')}</Link>
          )}
        </Fact>
        <Fact name={t('service.evidence.versions')}>
          <RolloutVersions versions={rollout.versions} />
        </Fact>
      </dl>
    </section>
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

function Moment({ at, estimated }: { at: string; estimated: boolean }) {
  const t = useT();
  return (
    <span className={styles.moment}>
      {formatExact(t, at)}
      <RelativeTime at={at} className={styles.quiet} />
      {estimated && (
        <Hint text={t('service.deployments.estimatedHint')}>
          <span className={styles.estimated}>
            {t('service.evidence.estimated')}
          </span>
        </Hint>
      )}
    </span>
  );
}

function Images({ rollout }: { rollout: Rollout }) {
  const t = useT();
  return (
    <ul className={styles.images}>
      {rollout.images.map(image => (
        <li key={image.container}>
          <span className={styles.quiet}>{image.container}</span>{' '}
          <code>{image.reference}</code>
          <br />
          <code className={styles.digest}>
            {image.digest ?? t('service.evidence.noDigest')}
          </code>
        </li>
      ))}
    </ul>
  );
}
