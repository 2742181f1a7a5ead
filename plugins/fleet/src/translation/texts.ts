/**
 * The texts by area, and the type of the function that gives one. Its type is our own: the framework's looks at all texts anew for every call, which
 * made the compiler take minutes. This one looks up the one text that the key names, and asks for the same values.
 */
import type { ReactElement } from 'react';
import { capacity } from './capacity';
import { common } from './common';
import { delivery } from './delivery';
import { deployments } from './deployments';
import { measures } from './measures';
import { migration } from './migrationActs';
import { migrations } from './migrations';
import { platforms } from './platforms';
import { service } from './service';
import { sources } from './sources';
import { states } from './states';
import { team } from './team';
import { timeline } from './timeline';
import { utilisation } from './utilisation';

/** Every text in English, by area. */
export const texts = {
  common,
  states,
  team,
  service,
  sources,
  migrations,
  migration,
  delivery,
  measures,
  deployments,
  timeline,
  capacity,
  platforms,
  utilisation,
};

type Texts = typeof texts;

/** `services` for `services_one` and `services_other`: which of them is meant depends on the count. */
type WithoutPlural<Name extends string> = Name extends `${infer Stem}_${
  | 'one'
  | 'other'}`
  ? Stem
  : Name;

type KeysIn<Area, Prefix extends string> = {
  [Name in keyof Area & string]: Area[Name] extends string
    ? `${Prefix}${WithoutPlural<Name>}`
    : KeysIn<Area[Name], `${Prefix}${Name}.`>;
}[keyof Area & string];

type TextKey = KeysIn<Texts, ''>;

/** The slots of the text of a key, and of all texts where the key may be several. */
type SlotsAt<Area, Key> = Key extends keyof Area
  ? Slot<Area[Key]>
  : Key extends `${infer Name}.${infer Further}`
  ? Name extends keyof Area
    ? SlotsAt<Area[Name], Further>
    : never
  : 'count, number' | PluralSlots<Area, Key & string>;

type PluralSlots<Area, Key extends string> = {
  [Name in keyof Area]: Name extends `${Key}_one` | `${Key}_other`
    ? Slot<Area[Name]>
    : never;
}[keyof Area];

/** What stands between the braces of a text: `team`, or `count, number`. */
type Slot<Text> = Text extends `${string}{{${infer Inside}}}${infer Further}`
  ? Inside | Slot<Further>
  : never;

type ValuesOf<Inside extends string, Value> = {
  [Each in Inside as Each extends `${infer Name},${string}`
    ? Name
    : Each]: Each extends `${string}, number` ? number : Value;
};

/** No second argument where a text has no slots. */
type Rest<Inside extends string, Value> = [Inside] extends [never]
  ? []
  : [values: ValuesOf<Inside, Value>];

/** Time zones, by their IANA names. */
export interface Zones {
  /** In which times are written. */
  display: string;
  /** The portal’s, in which days and weeks are cut. */
  portal: string;
}

/** Gives the text of a key, its slots filled with the values; an element where one of them is an element. */
export interface FleetT {
  /** Undefined where times are the viewer’s. */
  readonly zones?: Zones;
  <Key extends TextKey>(
    key: Key,
    ...rest: Rest<SlotsAt<Texts, Key>, string>
  ): string;
  <Key extends TextKey>(
    key: Key,
    ...rest: Rest<SlotsAt<Texts, Key>, string | ReactElement>
  ): ReactElement;
}
