import { ButtonIcon } from '@backstage/ui';
import {
  RiArrowLeftSLine,
  RiArrowRightSLine,
  RiSkipLeftLine,
} from '@remixicon/react';
import type { CursorPages } from '../url/useCursorPages';
import { formatNumber } from '../format/units';
import { useT } from './useT';
import styles from './Pager.module.css';

/** Pages of a list; nothing where one page holds all. */
export function Pager(props: {
  pages: CursorPages;
  pageSize: number;
  shown: number;
  total: number;
  nextCursor: string | undefined;
}) {
  const t = useT();
  const { pages, pageSize, shown, total, nextCursor } = props;
  if (!nextCursor && !pages.cursor) return null;
  const from = pages.before === undefined ? undefined : pages.before * pageSize;
  return (
    <nav className={styles.pager} aria-label={t('common.page.label')}>
      {from !== undefined && (
        <span className={styles.range} aria-live="polite">
          {t('common.page.range', {
            from: formatNumber(t, from + 1),
            to: formatNumber(t, from + shown),
            total: formatNumber(t, total),
          })}
        </span>
      )}
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiSkipLeftLine />}
        aria-label={t('common.page.first')}
        isDisabled={!pages.cursor}
        onPress={pages.toFirst}
      />
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiArrowLeftSLine />}
        aria-label={t('common.page.previous')}
        isDisabled={!pages.toPrevious}
        onPress={pages.toPrevious}
      />
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiArrowRightSLine />}
        aria-label={t('common.page.next')}
        isDisabled={!nextCursor}
        onPress={() => nextCursor && pages.to(nextCursor)}
      />
    </nav>
  );
}
