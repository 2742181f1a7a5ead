import { Button, Link } from '@backstage/ui';
import type { Timeline } from '@landfall/backstage-plugin-fleet-common';
import { useMemo, useState } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Hint } from '../../components/Hint';
import { ClassMark, OutcomeMark } from '../../components/marks';
import { useT } from '../../components/useT';
import { formatExact, formatMoment } from '../../format/times';
import { formatDuration, formatPercent } from '../../format/units';
import { useEvidenceLink } from '../../url/useEvidenceLink';
import { eventsOf, type TimelineEvent } from './events';
import { laneWords, placeWord, type Wording } from './words';
import styles from './TimelineTable.module.css';

const PAGE = 50;

/** What a timeline draws, in lines, newest first. */
export default function TimelineTable({ timeline }: { timeline: Timeline }) {
  const t = useT();
  const timeZone = t.zones?.display ?? timeline.timeZone;
  const { hrefOf } = useEvidenceLink();
  const [shown, setShown] = useState(PAGE);
  const events = useMemo(() => eventsOf(timeline), [timeline]);
  const columns = columnsOf({ t, timeZone }, hrefOf);
  const more = Math.min(PAGE, events.length - shown);
  return (
    <>
      <DataTable<TimelineEvent>
        label={t('timeline.table.caption')}
        columns={columns}
        rows={events.slice(0, shown)}
      />
      {more > 0 && (
        <Button
          size="small"
          variant="tertiary"
          onPress={() => setShown(shown + PAGE)}
        >
          {t('timeline.table.more', { count: more })}
        </Button>
      )}
    </>
  );
}

function columnsOf(
  wording: Wording,
  hrefOf: (id: string) => string,
): DataColumn<TimelineEvent>[] {
  const { t, timeZone } = wording;
  return [
    {
      id: 'when',
      label: t('timeline.table.when'),
      width: 'min(150px, 28cqi)',
      isRowHeader: true,
      cell: ({ at }) => (
        <Hint text={formatExact(t, at, timeZone)}>
          <time dateTime={at}>{formatMoment(t, at, timeZone)}</time>
        </Hint>
      ),
    },
    {
      id: 'what',
      label: t('timeline.table.what'),
      width: 'min(150px, 30cqi)',
      cell: event =>
        event.kind === 'mark' ? (
          <ClassMark value={event.mark.class} />
        ) : (
          t(`timeline.table.${event.kind}`)
        ),
    },
    {
      id: 'detail',
      label: t('timeline.table.detail'),
      cell: event => (
        <span className={styles.detail}>
          {detailOf(wording, event, hrefOf)}
        </span>
      ),
    },
    {
      id: 'where',
      label: t('timeline.table.where'),
      width: '26%',
      hideBelow: 'medium',
      cell: event => whereOf(wording, event),
    },
    {
      id: 'lasted',
      label: t('timeline.table.lasted'),
      width: '90px',
      align: 'end',
      hideBelow: 'narrow',
      cell: event => lastedOf(wording, event),
    },
  ];
}

function detailOf(
  { t }: Wording,
  event: TimelineEvent,
  hrefOf: (id: string) => string,
) {
  switch (event.kind) {
    case 'mark':
      return (
        <>
          <Link
            href={hrefOf(event.mark.deployment)}
            aria-label={t('service.deployments.open', {
              version: event.mark.version,
            })}
          >
            {event.mark.version}
          </Link>
          <OutcomeMark outcome={event.mark.outcome} />
        </>
      );
    case 'outage':
      return event.outage.cause;
    case 'incident':
      return event.incident.link ? (
        <Link href={event.incident.link} target="_blank" rel="noreferrer">
          {event.incident.title}
        </Link>
      ) : (
        event.incident.title
      );
    case 'stage':
      return `${event.change.title}: ${placeWord(t, event.change)}`;
    case 'share':
      return t(`timeline.band.${event.by}`, {
        platform: event.platform,
        share: formatPercent(t, event.share),
      });
    default:
      return null;
  }
}

function whereOf({ t }: Wording, { lane, kind }: TimelineEvent) {
  if (!lane) {
    return kind === 'mark'
      ? t('timeline.lane.elsewhere')
      : t('timeline.table.everywhere');
  }
  const name = t('timeline.lane.name', {
    platform: lane.platform,
    cluster: lane.cluster,
  });
  return <Hint text={laneWords(t, lane)}>{name}</Hint>;
}

function lastedOf({ t }: Wording, { kind, at, until }: TimelineEvent) {
  if (until !== null) {
    return formatDuration(t, (Date.parse(until) - Date.parse(at)) / 1000);
  }
  return kind === 'outage' || kind === 'incident'
    ? t('timeline.table.open')
    : null;
}
