import { Button, Link, VisuallyHidden } from '@backstage/ui';
import {
  decisionKindSchema,
  type DecisionKind,
  type MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { RiExternalLinkLine } from '@remixicon/react';
import { ServiceLink, TeamLink } from '../../components/EntityLink';
import { FilterChip } from '../../components/FilterChip';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatExact, formatSince } from '../../format/times';
import { formatNumber } from '../../format/units';
import { decisionPhrase, type Decision } from '../../sentences/decision';
import { toggled } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { DecisionMark } from '../components/HealthMark';
import { showServices } from './anchors';
import styles from './Decisions.module.css';

/** How many are listed before the others are opened. */
const SHOWN = 8;

/** Who needs help: counts by kind, then each service with the reason, whom it waits for, its owner and since when. */
export function Decisions(props: {
  review: MigrationReview;
  view: ReviewViewState;
  moment: number;
}) {
  const t = useT();
  const { review, view, moment } = props;
  const { total, counts, items } = review.decisions;
  const chosen = view.filters.decision;
  const matching = items.filter(
    item => chosen.length === 0 || chosen.includes(item.kind),
  );
  const open = view.open.includes('decisions');
  const shown = open ? matching : matching.slice(0, SHOWN);
  const wanted =
    chosen.length === 0
      ? total
      : chosen.reduce((sum, kind) => sum + counts[kind], 0);
  const beyond = wanted - matching.length;
  return (
    <Section
      title={
        <Hint text={t('migrations.decisions.hint')} underline>
          {t('migrations.decisions.title')} ({formatNumber(t, total)})
        </Hint>
      }
      aside={<Kinds counts={counts} view={view} />}
    >
      <Panel flush>
        {shown.length === 0 ? (
          <p className={styles.none}>
            {total === 0
              ? t('migrations.decisions.none')
              : t('migrations.decisions.noneOfKind')}
          </p>
        ) : (
          <ul className={styles.list}>
            {shown.map(item => (
              <li key={`${item.kind} ${item.service}`} className={styles.item}>
                <Item item={item} moment={moment} />
              </li>
            ))}
          </ul>
        )}
        {(matching.length > SHOWN || beyond > 0) && (
          <div className={styles.foot}>
            {matching.length > SHOWN && (
              <Button
                size="small"
                variant="tertiary"
                onPress={() => view.toggleOpen('decisions')}
              >
                {open
                  ? t('migrations.decisions.fewer')
                  : t('migrations.decisions.all', { count: matching.length })}
              </Button>
            )}
            {beyond > 0 && (
              <span>{t('migrations.decisions.more', { count: beyond })}</span>
            )}
          </div>
        )}
      </Panel>
    </Section>
  );
}

function Kinds(props: {
  counts: MigrationReview['decisions']['counts'];
  view: ReviewViewState;
}) {
  const t = useT();
  const { counts, view } = props;
  const chosen = view.filters.decision;
  return (
    <>
      {decisionKindSchema.options
        .filter(kind => counts[kind] > 0 || chosen.includes(kind))
        .map((kind: DecisionKind) => (
          <FilterChip
            key={kind}
            count={counts[kind]}
            word={t(`migrations.decision.${kind}`)}
            chosen={chosen.includes(kind)}
            onChange={() =>
              view.setFilters({ decision: toggled(chosen, kind) })
            }
          />
        ))}
      {chosen.length > 0 && (
        <Button size="small" variant="tertiary" onPress={showServices}>
          {t('migrations.decisions.toTable')}
        </Button>
      )}
    </>
  );
}

function Item({ item, moment }: { item: Decision; moment: number }) {
  const t = useT();
  const phrase = decisionPhrase(item, { t, now: moment });
  return (
    <>
      <span className={styles.kind}>
        <DecisionMark kind={item.kind} />
      </span>
      <span className={styles.service}>
        <ServiceLink to={item.service} title={item.title} />
      </span>
      <span className={styles.why}>
        <span className={styles.reason}>{phrase}</span>
        {item.link && (
          <Link
            href={item.link}
            target="_blank"
            rel="noopener noreferrer"
            className={styles.link}
          >
            <RiExternalLinkLine size={14} aria-hidden="true" />
            <VisuallyHidden>
              {t('migrations.decisions.link', { reason: phrase })}
            </VisuallyHidden>
          </Link>
        )}
        {item.waitingFor && (
          <span className={styles.waiting}>
            {t('migrations.decisions.waitingFor', { whom: item.waitingFor })}
          </span>
        )}
      </span>
      <span className={styles.owner}>
        {item.owner ? (
          <TeamLink to={item.owner.ref} title={item.owner.title} />
        ) : (
          t('migrations.decisions.noOwner')
        )}
      </span>
      <span className={styles.since}>
        <Hint text={formatExact(t, item.since)}>
          {t('migrations.decisions.since', {
            date: formatSince(t, item.since, moment),
          })}
        </Hint>
      </span>
    </>
  );
}
