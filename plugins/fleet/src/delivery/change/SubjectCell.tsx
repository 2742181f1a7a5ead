import { Link } from '@backstage/ui';
import type {
  ChangePart,
  MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { useLocation, useSearchParams } from 'react-router-dom';
import { RelativeTime } from '../../components/RelativeTime';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { formatDate } from '../../format/times';
import { OutLink } from '../../migrations/service/OutLink';
import { daySpan } from '../../pages/deployments/weekSpan';
import { TIMELINE_ANCHOR } from '../../service/timeline/anchor';
import { CHANGED, useChangedMetric } from '../../url/useChangedMetric';
import { useEvidenceLink } from '../../url/useEvidenceLink';
import {
  DEPLOYMENTS_ANCHOR,
  INCIDENTS_ANCHOR,
  METRICS_ANCHOR,
} from '../metrics/evidencePath';
import { nameOf } from './words';
import styles from './WhatChanged.module.css';

/** What a part of a number is about, leading to its evidence. */
export function SubjectCell(props: {
  part: ChangePart;
  metric: MetricName;
  windowDays: number;
  /** The portal's, in which its days are cut. */
  timeZone: string;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const evidence = useEvidenceLink();
  const changed = useChangedMetric();
  const addressOf = useAddress();
  const { part, metric, windowDays, timeZone } = props;
  const { of } = part;
  const name = nameOf(t, part);
  switch (of.kind) {
    case 'deployment':
      return (
        <span className={styles.subject}>
          <Link
            href={evidence.hrefOf(of.id)}
            aria-label={t('service.deployments.open', { version: of.version })}
          >
            {name}
          </Link>
          <span className={styles.quiet}>
            {of.environment} <RelativeTime at={of.startedAt} />
          </span>
        </span>
      );
    case 'incident':
      return (
        <span className={styles.subject}>
          {of.link ? (
            <OutLink href={of.link}>{name}</OutLink>
          ) : (
            <Link href={addressOf({}, INCIDENTS_ANCHOR)}>{name}</Link>
          )}
          <span className={styles.quiet}>
            <RelativeTime at={of.openedAt} />
          </span>
        </span>
      );
    case 'service':
      return (
        <Link
          href={`${paths.service(
            of.service,
          )}?window=${windowDays}&${CHANGED}=${metric}#${METRICS_ANCHOR}`}
          title={of.service}
        >
          {name}
        </Link>
      );
    case 'class':
      return (
        <Link
          href={addressOf(
            { class: of.class, outcome: 'succeeded' },
            DEPLOYMENTS_ANCHOR,
          )}
        >
          {name}
        </Link>
      );
    case 'load':
      return <Link href={changed.hrefOf(of.load)}>{name}</Link>;
    case 'day':
      return (
        <Link href={addressOf(daySpan(of.day, timeZone), TIMELINE_ANCHOR)}>
          {formatDate(t, of.day)}
        </Link>
      );
    default:
      return null;
  }
}

/** Addresses of this page with other filters, and with a part of it in view; what is else in the address stays. */
function useAddress() {
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  return (filters: Record<string, string>, anchor: string): string => {
    const copy = new URLSearchParams(params);
    for (const name of ['class', 'outcome', 'environment', 'cursor']) {
      copy.delete(name);
    }
    for (const [name, value] of Object.entries(filters)) copy.set(name, value);
    return `${pathname}?${copy}#${anchor}`;
  };
}
