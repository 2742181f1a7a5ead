/** What can be opened on a timeline: marks, incidents, stages. */
import type { Timeline } from '@landfall/backstage-plugin-fleet-common';
import { RiErrorWarningFill } from '@remixicon/react';
import type { ReactElement } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import { INCIDENTS_ANCHOR } from '../../delivery/metrics/evidencePath';
import { StageSymbol } from '../../migrations/components/StageSymbol';
import { panelAnchor } from '../../migrations/service/panelAnchor';
import { useEvidenceLink } from '../../url/useEvidenceLink';
import { percent } from './Axis';
import { worstOutcome, type MarkCluster } from './clusters';
import { MarkSymbol } from './MarkSymbol';
import { placeOf, type Span } from './span';
import type { RovingItems } from './useRovingItems';
import {
  clusterWords,
  incidentWords,
  markWords,
  stageWords,
  type Wording,
} from './words';
import styles from './items.module.css';

type Item = ReturnType<RovingItems['propsOf']>;

/** Names a mark, or several, among all that can be focused. */
export function itemKey(lane: string, { marks }: MarkCluster): string {
  const [{ deployment, startedAt }] = marks;
  return `${lane} ${deployment} ${startedAt} ${marks.length}`;
}

/** Names a change of stage among all that can be focused; several may come at one moment. */
export function stageKey(change: Timeline['stages'][number]): string {
  const { migration, at, stage, side } = change;
  return `stage ${migration} ${at} ${stage ?? side ?? ''}`;
}

/** A deployment on a lane, which opens its evidence; or several that lie over each other, which opens that time. */
export function MarkItem(props: {
  cluster: MarkCluster;
  wording: Wording;
  item: Item;
  onSeveral: () => void;
}) {
  const { cluster, wording, item, onSeveral } = props;
  const t = useT();
  const { hrefOf } = useEvidenceLink();
  const { marks, place } = cluster;
  if (marks.length === 1) {
    const words = markWords(wording, marks[0]);
    return (
      <Placed place={place} text={words}>
        <Link
          {...item}
          to={hrefOf(marks[0].deployment)}
          preventScrollReset
          className={styles.mark}
          aria-label={words}
        >
          <MarkSymbol value={marks[0].class} outcome={marks[0].outcome} />
        </Link>
      </Placed>
    );
  }
  const words = clusterWords(wording, marks);
  const outcome = worstOutcome(marks);
  return (
    <Placed place={place} text={words}>
      <button
        {...item}
        type="button"
        className={`${styles.several} ${styles[outcome]}`}
        aria-label={t('timeline.mark.zoom', { what: words })}
        onClick={onSeveral}
      >
        {formatNumber(t, marks.length)}
        {outcome === 'failed' && <span aria-hidden="true">✕</span>}
      </button>
    </Placed>
  );
}

/** An incident over its time, which leads to the tool that told of it, or to the list of incidents. */
export function IncidentItem(props: {
  incident: Timeline['incidents'][number];
  span: Span;
  wording: Wording;
  item: Item;
}) {
  const { incident, span, wording, item } = props;
  const { search } = useLocation();
  const from = Math.max(0, placeOf(Date.parse(incident.openedAt), span));
  const end = incident.resolvedAt ? Date.parse(incident.resolvedAt) : span.to;
  const to = Math.min(1, placeOf(end, span));
  if (to < 0 || from > 1 || to < from) return null;
  const words = incidentWords(wording, incident);
  const content = (
    <>
      <span className={styles.incidentSpan} />
      <RiErrorWarningFill size={14} className={styles.incidentIcon} />
    </>
  );
  return (
    <Placed place={from} width={to - from} text={words}>
      {incident.link ? (
        <a
          {...item}
          href={incident.link}
          target="_blank"
          rel="noreferrer"
          className={styles.incident}
          aria-label={words}
        >
          {content}
        </a>
      ) : (
        <Link
          {...item}
          to={{ search, hash: `#${INCIDENTS_ANCHOR}` }}
          className={styles.incident}
          aria-label={words}
        >
          {content}
        </Link>
      )}
    </Placed>
  );
}

/** A change of stage, which leads to the evidence of the migration. */
export function StageItem(props: {
  change: Timeline['stages'][number];
  span: Span;
  wording: Wording;
  item: Item;
}) {
  const { change, span, wording, item } = props;
  const { search } = useLocation();
  const place = placeOf(Date.parse(change.at), span);
  if (place < 0 || place > 1) return null;
  const words = stageWords(wording, change);
  return (
    <Placed place={place} text={words}>
      <Link
        {...item}
        to={{ search, hash: `#${panelAnchor(change.migration)}` }}
        className={styles.stage}
        aria-label={words}
      >
        <StageSymbol stage={change.stage ?? 'not_started'} />
      </Link>
    </Placed>
  );
}

function Placed(props: {
  place: number;
  width?: number;
  text: string;
  children: ReactElement;
}) {
  const { place, width, text, children } = props;
  return (
    <span
      className={width === undefined ? styles.point : styles.stretch}
      style={{
        left: percent(place),
        width: width === undefined ? undefined : percent(width),
      }}
    >
      <Hint text={text} passive className={styles.fill}>
        {children}
      </Hint>
    </span>
  );
}
