import { Button } from '@backstage/ui';
import type {
  MetricChange,
  MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import {
  useServiceMetricChange,
  useTeamMetricChange,
  type Answer,
} from '../../data/useFleetQuery';
import { useWindow } from '../../url/useWindow';
import { useChangedMetric } from '../../url/useChangedMetric';
import { WhatChanged } from './WhatChanged';
import styles from './WhatChanged.module.css';

/** What changed a number of a service, asked for when it is opened. */
export function ServiceChange(props: {
  serviceRef: string;
  metric: MetricName;
  timeZone: string;
}) {
  const { serviceRef, metric, timeZone } = props;
  const [window] = useWindow();
  const { close } = useChangedMetric();
  const answer = useServiceMetricChange(serviceRef, metric, { window });
  return (
    <section className={styles.detail}>
      <Detail
        metric={metric}
        answer={answer}
        timeZone={timeZone}
        close={close}
      />
    </section>
  );
}

/** Which services changed a number of a team, asked for when its table is opened. */
export function TeamChange(props: {
  teamRef: string;
  metric: MetricName;
  timeZone: string;
}) {
  const { teamRef, metric, timeZone } = props;
  const [window] = useWindow();
  const answer = useTeamMetricChange(teamRef, metric, { window });
  return <Detail metric={metric} answer={answer} timeZone={timeZone} />;
}

function Detail(props: {
  metric: MetricName;
  answer: Answer<MetricChange>;
  timeZone: string;
  close?: () => void;
}) {
  const t = useT();
  const { metric, answer, timeZone, close } = props;
  return (
    <>
      <div className={styles.head}>
        <h4 className={styles.title}>
          {t('delivery.changed.title', {
            metric: t(`delivery.metric.${metric}`),
          })}
        </h4>
        {close && (
          <Button size="small" variant="tertiary" onPress={close}>
            {t('delivery.changed.close')}
          </Button>
        )}
      </div>
      <AnswerView
        answer={answer}
        waiting={t('delivery.changed.waiting')}
        skeleton={<TableSkeleton rows={3} />}
      >
        {change => (
          <WhatChanged
            change={change}
            isStale={answer.isPrevious}
            timeZone={timeZone}
          />
        )}
      </AnswerView>
    </>
  );
}
