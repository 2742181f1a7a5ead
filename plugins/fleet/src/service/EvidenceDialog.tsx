import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import type { DeploymentDetail } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../components/AnswerView';
import { ClassMark, OutcomeMark } from '../components/marks';
import { RelativeTime } from '../components/RelativeTime';
import { TableSkeleton } from '../components/TableSkeleton';
import { useT } from '../components/useT';
import { useDeployment } from '../data/useFleetQuery';
import { DeliveryEvidence } from '../delivery/evidence/DeliveryEvidence';
import { useNow } from '../format/now';
import { formatRelative } from '../format/times';
import { formatDuration } from '../format/units';
import { useEvidenceLink } from '../url/useEvidenceLink';
import { RolloutEvidence } from './RolloutEvidence';
import styles from './EvidenceDialog.module.css';

/** The evidence of the deployment that the URL names, over the page. */
export function EvidenceDialog() {
  const { open, close } = useEvidenceLink();
  if (!open) return null;
  return (
    <Dialog
      isOpen
      onOpenChange={isOpen => !isOpen && close()}
      width="min(960px, calc(100vw - 24px))"
    >
      <Evidence id={open} />
    </Dialog>
  );
}

function Evidence({ id }: { id: string }) {
  const t = useT();
  const answer = useDeployment(id);
  return (
    <>
      <DialogHeader>
        {t('service.evidence.title', {
          version: answer.data?.version ?? '…',
        })}
      </DialogHeader>
      <DialogBody className={styles.body}>
        <AnswerView
          answer={answer}
          waiting={t('states.waiting.evidence')}
          skeleton={<TableSkeleton rows={6} />}
        >
          {deployment => (
            <>
              <Summary deployment={deployment} />
              {deployment.delivery && (
                <DeliveryEvidence delivery={deployment.delivery} />
              )}
              {deployment.evidence.length === 0 && (
                <p>{t('service.evidence.noEvidence')}</p>
              )}
              {deployment.evidence.map(rollout => (
                <RolloutEvidence
                  key={`${rollout.source}/${rollout.scope}/${rollout.key}`}
                  rollout={rollout}
                />
              ))}
            </>
          )}
        </AnswerView>
      </DialogBody>
    </>
  );
}

function Summary({ deployment }: { deployment: DeploymentDetail }) {
  const t = useT();
  const now = useNow(10_000);
  const { finishedAt, overdueSince, durationSeconds } = deployment;
  return (
    <div className={styles.summary}>
      <ClassMark value={deployment.class} />
      <OutcomeMark
        outcome={deployment.outcome}
        overdue={overdueSince !== null && !finishedAt}
      />
      <span>{deployment.environment ?? t('common.unmapped')}</span>
      <span className={styles.quiet}>
        {deployment.previousVersion
          ? t('service.deployments.from', {
              version: deployment.previousVersion,
            })
          : t('service.deployments.firstEver')}
      </span>
      {durationSeconds !== null && (
        <span className={styles.quiet}>
          {t('service.evidence.took', {
            span: formatDuration(t, durationSeconds),
          })}
        </span>
      )}
      <RelativeTime
        at={finishedAt ?? deployment.startedAt}
        className={styles.quiet}
      />
      {overdueSince && (
        <span className={styles.quiet}>
          {t('service.evidence.overdue', {
            ago: formatRelative(t, overdueSince, now),
          })}
        </span>
      )}
      {!deployment.counted && (
        <span className={styles.quiet}>
          {t('service.deployments.notCounted')}
        </span>
      )}
      <span className={styles.quiet}>
        {t('service.evidence.rollouts', { count: deployment.evidence.length })}
      </span>
    </div>
  );
}
