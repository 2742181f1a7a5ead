import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import type { QualityGroup } from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { AnswerView } from '../../components/AnswerView';
import { CodeBlock } from '../../components/CodeBlock';
import { ServiceLink, TeamLink } from '../../components/EntityLink';
import { RelativeTime } from '../../components/RelativeTime';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useQualityGroups } from '../../data/useFleetQuery';
import { formatNumber } from '../../format/units';
import { toOwnQuery, type QualityView } from '../../url/qualityQuery';
import styles from './MendDialog.module.css';
import { QualityRecords } from './QualityRecords';
import { metricWords, problemOf, remedyOf } from './words';

/** What to do about one thing: in a sentence, as lines to copy, whose it is, what it improves, and the records that it is about. */
export function MendDialog(props: {
  group: string;
  view: QualityView;
  onClose: () => void;
}) {
  const t = useT();
  const { group, view, onClose } = props;
  const answer = useQualityGroups({ group, limit: 1, ...toOwnQuery(view) });
  const found = answer.data?.items.at(0);
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(800px, calc(100vw - 24px))"
    >
      <DialogHeader>
        <span className={styles.title}>
          {found ? problemOf(t, found) : t('delivery.quality.mend')}
        </span>
      </DialogHeader>
      <DialogBody className={styles.body}>
        <AnswerView
          answer={answer}
          waiting={t('delivery.quality.waiting')}
          skeleton={<TableSkeleton rows={6} />}
        >
          {() =>
            found ? (
              <Mend group={found} view={view} />
            ) : (
              <p className={styles.text}>{t('delivery.quality.mended')}</p>
            )
          }
        </AnswerView>
      </DialogBody>
    </Dialog>
  );
}

function Mend(props: { group: QualityGroup; view: QualityView }) {
  const t = useT();
  const { group, view } = props;
  return (
    <>
      <p className={styles.text}>{remedyOf(t, group)}</p>
      {group.fix && (
        <div className={styles.fix}>
          <p className={styles.text}>
            {t(`delivery.quality.where.${group.fix.where}`)}
          </p>
          <CodeBlock
            text={group.fix.text}
            copyLabel={t('delivery.quality.copy')}
          />
        </div>
      )}
      <Facts group={group} />
      <QualityRecords group={group} view={view} />
    </>
  );
}

function Facts({ group }: { group: QualityGroup }) {
  const t = useT();
  const { services, serviceCount, teams, teamCount, since, latest } = group;
  return (
    <dl className={styles.facts}>
      <Fact name={t('delivery.quality.improves')}>{metricWords(t, group)}</Fact>
      <Fact name={t('delivery.quality.service')}>
        <Named
          links={services.map(({ ref, title }) => (
            <ServiceLink key={ref} to={ref} title={title} />
          ))}
          count={serviceCount}
        />
      </Fact>
      <Fact name={t('delivery.quality.owner')}>
        {teamCount === 0 ? (
          t('delivery.quality.noOwner')
        ) : (
          <Named
            links={teams.map(({ ref, title }) => (
              <TeamLink key={ref} to={ref} title={title} />
            ))}
            count={teamCount}
          />
        )}
      </Fact>
      {since !== null && latest !== null && (
        <Fact name={t('delivery.quality.times')}>
          <RelativeTime at={since} />
          {latest !== since && (
            <>
              {' – '}
              <RelativeTime at={latest} />
            </>
          )}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}

function Named({ links, count }: { links: ReactNode[]; count: number }) {
  const t = useT();
  const more = count - links.length;
  return (
    <span className={styles.named}>
      {links}
      {more > 0 && (
        <span>
          {t('delivery.quality.more', { number: formatNumber(t, more) })}
        </span>
      )}
    </span>
  );
}
