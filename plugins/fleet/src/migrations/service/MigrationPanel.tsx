import { Link } from '@backstage/ui';
import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';
import { DemoMark } from '../../components/DemoMark';
import { Panel, Section, Sentence } from '../../components/Frame';
import { FreshnessMark } from '../../components/marks';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { serviceMigrationSentence } from '../../sentences/serviceMigration';
import { sideWord, stageWord } from '../../sentences/standing';
import { HealthMark } from '../components/HealthMark';
import { PlaceMark } from '../components/StageMark';
import { useMoment } from '../components/useMoment';
import { Acts } from './Acts';
import { EvidenceSides } from './EvidenceSides';
import { History } from './History';
import { Ladder } from './Ladder';
import { Remarks } from './Remarks';
import { ShareLine } from './ShareLine';
import { Validation } from './Validation';
import { panelAnchor } from './panelAnchor';
import styles from './MigrationPanel.module.css';

/** One service in one migration: where it stands, on what evidence, what is missing, and what can be done about it. */
export function MigrationPanel({ detail }: { detail: StandingDetail }) {
  const t = useT();
  const paths = useFleetPaths();
  const moment = useMoment(detail);
  const { migration, standing } = detail;
  const id = panelAnchor(migration.id);
  const ref = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    // The browser looked for it before it was there.
    if (hash === `#${id}`) ref.current?.scrollIntoView({ block: 'start' });
  }, [hash, id]);
  const place = standing.stage
    ? stageWord(t, standing.stage, standing.declared)
    : standing.side && sideWord(t, standing.side);
  return (
    <div id={id} ref={ref} className={styles.anchor}>
      <Section
        title={
          <Link
            href={paths.migration(migration.id)}
            standalone
            weight="bold"
            title={t('migration.review', { title: migration.title })}
          >
            {migration.title}
          </Link>
        }
        aside={
          <>
            <PlaceMark place={standing} />
            {standing.health && standing.health !== 'on_track' && (
              <HealthMark health={standing.health} />
            )}
            {standing.data !== 'none' && (
              <FreshnessMark state={standing.data} />
            )}
            <DemoMark demo={migration.demo} />
          </>
        }
      >
        <Panel>
          <div className={styles.panel}>
            <Sentence announce={place ?? ''}>
              {serviceMigrationSentence(detail, { t, now: moment })}
            </Sentence>
            <Remarks detail={detail} />
            <div className={styles.columns}>
              <Ladder detail={detail} moment={moment} />
              <div className={styles.side}>
                <ShareLine detail={detail} />
                <Validation detail={detail} moment={moment} />
              </div>
            </div>
            <EvidenceSides detail={detail} moment={moment} />
            <History detail={detail} moment={moment} />
            <Acts detail={detail} />
          </div>
        </Panel>
      </Section>
    </div>
  );
}
