import {
  Cell,
  Column,
  Row,
  Skeleton,
  TableBody,
  TableHeader,
  TableRoot,
  type SortDescriptor,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { Hint } from './Hint';
import styles from './DataTable.module.css';

/** One column of a {@link DataTable}. */
export interface DataColumn<T> {
  id: string;
  label: string;
  /** The definition of what is in it, in one sentence. */
  hint?: string;
  /** Any CSS width. */
  width?: string;
  align?: 'end';
  /** Left out where the table is narrower than this. */
  hideBelow?: 'widest' | 'wide' | 'medium' | 'narrow';
  isRowHeader?: boolean;
  sortable?: boolean;
  cell: (item: T) => ReactNode;
}

type Item = { id: string };

/** The one table: compact rows, a name for screen readers, sorting, rows of the same shape while loading. */
export function DataTable<T extends Item>(props: {
  label: string;
  columns: DataColumn<T>[];
  /** Undefined while nothing has come yet. */
  rows: T[] | undefined;
  /** How many rows to draw while loading. */
  skeletonRows?: number;
  /** What is shown is about to be replaced. */
  isStale?: boolean;
  sort?: { column: string; descending: boolean };
  onSort?: (column: string) => void;
  /** Widths below this scroll. */
  minWidth?: number;
}) {
  const { label, columns, rows, skeletonRows = 5, isStale, sort } = props;
  const descriptor: SortDescriptor | undefined = sort && {
    column: sort.column,
    direction: sort.descending ? 'descending' : 'ascending',
  };
  return (
    <div className={styles.container}>
      <div className={styles.scroll}>
        <TableRoot
          aria-label={label}
          className={styles.table}
          style={{ minWidth: props.minWidth }}
          stale={isStale}
          isPending={!rows}
          sortDescriptor={descriptor}
          onSortChange={next => props.onSort?.(String(next.column))}
        >
          <TableHeader columns={columns}>
            {column => (
              <Column
                id={column.id}
                isRowHeader={column.isRowHeader}
                allowsSorting={column.sortable}
                className={`${styles.head} ${classOf(column)}`}
                style={{ width: column.width }}
                textValue={column.label}
              >
                <Hint
                  text={column.hint}
                  underline
                  // The header of a column that sorts can be focused itself.
                  passive={column.sortable}
                >
                  {column.label}
                </Hint>
              </Column>
            )}
          </TableHeader>
          {rows ? (
            <TableBody items={rows} dependencies={[columns]}>
              {item => (
                <Row id={item.id} columns={columns}>
                  {(column: DataColumn<T>) => (
                    <Cell className={`${styles.cell} ${classOf(column)}`}>
                      {column.cell(item)}
                    </Cell>
                  )}
                </Row>
              )}
            </TableBody>
          ) : (
            <TableBody items={skeletonItems(skeletonRows)}>
              {item => (
                <Row id={item.id} columns={columns}>
                  {(column: DataColumn<T>) => (
                    <Cell
                      className={`${styles.cell} ${classOf(column)}`}
                      aria-hidden="true"
                    >
                      <Skeleton width="70%" height={14} />
                    </Cell>
                  )}
                </Row>
              )}
            </TableBody>
          )}
        </TableRoot>
      </div>
    </div>
  );
}

function skeletonItems(count: number): Item[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `skeleton-${index}`,
  }));
}

function classOf<T>(column: DataColumn<T>): string {
  return [
    column.align === 'end' ? styles.end : '',
    column.hideBelow ? styles[column.hideBelow] : '',
  ].join(' ');
}
