import type {
  QualityGroup,
  QualityItem,
  QualityGroupList,
  QualityList,
} from '@landfall/backstage-plugin-fleet-common';

/** What fixtures know of what is to be mended. */
export interface QualityFixture {
  /** Records; those of a group are of its kind and of one of its services. */
  quality?: QualityItem[];
  qualityGroups?: QualityGroup[];
}

/** The records that a query asks for. */
export function qualityItems(
  { quality = [], qualityGroups: groups = [] }: QualityFixture,
  query: { group?: string; service?: string },
): QualityItem[] {
  const group = groups.find(({ id }) => id === query.group);
  return quality.filter(
    one =>
      (!query.service || one.service === query.service) &&
      (!query.group ||
        (one.kind === group?.kind &&
          group.services.some(({ ref }) => ref === one.service))),
  );
}

/** How many there are of each kind of records. */
export function itemKinds(items: QualityItem[]): QualityList['kinds'] {
  return kindsIn(items).map(kind => {
    const own = items.filter(one => one.kind === kind);
    return {
      kind,
      count: own.length,
      improves: sum(own, one => one.improves),
    };
  });
}

/** What is to be mended that a query asks for, whatever the kind. */
export function qualityGroups(
  { qualityGroups: groups = [] }: QualityFixture,
  query: {
    group?: string;
    service?: string;
    team?: string;
    text?: string;
    sort?: string;
  },
): QualityGroup[] {
  const text = query.text?.toLowerCase();
  const found = groups.filter(
    ({ id, place, services, teams }) =>
      (!query.group || id === query.group) &&
      (!query.service || services.some(({ ref }) => ref === query.service)) &&
      (!query.team || teams.some(({ ref }) => ref === query.team)) &&
      (!text ||
        [place.name, ...services.map(({ title }) => title)].some(name =>
          name.toLowerCase().includes(text),
        )),
  );
  return query.sort === 'latest'
    ? [...found].sort((a, b) => (b.latest ?? '').localeCompare(a.latest ?? ''))
    : found;
}

/** How much there is to mend of each kind. */
export function groupKinds(groups: QualityGroup[]): QualityGroupList['kinds'] {
  return kindsIn(groups)
    .map(kind => {
      const own = groups.filter(one => one.kind === kind);
      return {
        kind,
        count: own.length,
        records: sum(own, one => one.records),
        numbers: sum(own, one => one.numbers),
      };
    })
    .sort((a, b) => b.numbers - a.numbers);
}

function kindsIn(all: { kind: string }[]): string[] {
  return [...new Set(all.map(one => one.kind))];
}

function sum<T>(all: T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
