import { Button } from '@backstage/ui';
import { useApi } from '@backstage/core-plugin-api';
import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { RiDownloadLine, RiPrinterLine } from '@remixicon/react';
import { useState } from 'react';
import { useLocation } from 'react-router-dom';
import { fleetApiRef } from '../../api';
import { CopyButton } from '../../components/CopyButton';
import { failureText } from '../../components/errors';
import { useT } from '../../components/useT';
import { dayIn } from '../../format/calendar';
import { toExportQuery } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { AsOfPicker } from '../components/AsOf';
import { saveFile } from './saveFile';
import styles from './ReviewTools.module.css';

/** As of when, and what one takes along: the services as CSV, the review on paper, its address. */
export function ReviewTools(props: {
  review: MigrationReview;
  view: ReviewViewState;
}) {
  const t = useT();
  // The address changes with what is chosen, and is read from the browser, which knows the host as well.
  useLocation();
  const { review, view } = props;
  return (
    <>
      <AsOfPicker
        asOf={review.asOf}
        timeZone={review.timeZone}
        since={review.knownSince}
        onChange={view.setAt}
      />
      <ExportButton review={review} view={view} />
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiPrinterLine />}
        onPress={() => window.print()}
      >
        {t('migrations.head.print')}
      </Button>
      <CopyButton
        text={window.location.href}
        word={t('migrations.head.copyLink')}
      />
    </>
  );
}

function ExportButton(props: {
  review: MigrationReview;
  view: ReviewViewState;
}) {
  const t = useT();
  const api = useApi(fleetApiRef);
  const { review, view } = props;
  const [state, setState] = useState<'idle' | 'busy' | { failed: string }>(
    'idle',
  );
  const save = async () => {
    setState('busy');
    const { id } = review.migration;
    try {
      const text = await api.exportStandings(id, toExportQuery(view));
      saveFile({
        text,
        name: `${id}-${dayIn(review.timeZone, review.asOf)}.csv`,
        type: 'text/csv;charset=utf-8',
      });
      setState('idle');
    } catch (error) {
      setState({
        failed: failureText(
          error instanceof Error ? error : new Error(String(error)),
        ),
      });
    }
  };
  return (
    <span className={styles.export}>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine />}
        aria-label={
          state === 'busy' ? undefined : t('migrations.head.csvLabel')
        }
        isDisabled={state === 'busy'}
        onPress={() => void save()}
      >
        {state === 'busy'
          ? t('migrations.head.csvBusy')
          : t('migrations.head.csv')}
      </Button>
      <span role="status" className={styles.failed}>
        {typeof state === 'object' &&
          t('migrations.head.csvFailed', { reason: state.failed })}
      </span>
    </span>
  );
}
