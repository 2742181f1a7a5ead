/**
 * Tags and releases. Lists of them may change anywhere, so it is asked whether any of their pages changed, and then they are read whole.
 */
import type { z } from 'zod';
import type { ObservationInput } from '../observations/observation';
import { changedPages } from './changedPages';
import type { RepositoryLook } from './repositoryLook';

/** A thousand tags. */
const MOST_PAGES = 10;

/** How a host tells the tags of a repository. @public */
export interface TagHistory<T, R> {
  /** The list of tags. */
  tags: {
    /** Below the repository. */
    path: string;
    /** What is read of each. */
    schema: z.ZodType<T>;
    /** Its name. */
    nameOf(tag: T): string;
  };
  /** The list of releases; undefined where the repository has none. */
  releases:
    | {
        /** Below the repository. */
        path: string;
        /** What is read of each. */
        schema: z.ZodType<R>;
        /** The name of its tag; undefined where it does not count yet. */
        tagOf(release: R): string | undefined;
      }
    | undefined;
  /** What is recorded of one, seen now. */
  tell(
    tag: T,
    known: {
      /** Of the tag, where there is one. */
      release: R | undefined;
      /** The present moment, ms. */
      now: number;
    },
  ): ObservationInput;
}

/** Reads the tags of a repository, where any of them or of their releases changed. @public */
export async function lookAtTags<T, R>(
  history: TagHistory<T, R>,
  look: RepositoryLook,
): Promise<void> {
  const { tags, releases } = history;
  const mostPages = MOST_PAGES;
  const releasePages =
    releases &&
    (await changedPages(look, {
      ...{ name: 'releases', path: releases.path, mostPages },
    }));
  const tagPages = await changedPages(look, {
    ...{ name: 'tags', path: tags.path, mostPages },
  });
  if (!releasePages?.changed && !tagPages.changed) return;
  const byTag = new Map<string, R>();
  if (releases) {
    const items =
      releasePages?.items ?? (await look.pages(releases.path, MOST_PAGES));
    for (const one of look.readAll(items, releases.schema, 'releases')) {
      const tag = releases.tagOf(one);
      if (tag !== undefined) byTag.set(tag, one);
    }
  }
  const items = tagPages.items ?? (await look.pages(tags.path, MOST_PAGES));
  const now = look.options.context.clock.now();
  const facts = look
    .readAll(items, tags.schema, 'tags')
    .map(tag =>
      history.tell(tag, { release: byTag.get(tags.nameOf(tag)), now }),
    );
  await look.save(facts, {
    etags: { ...look.state.etags, ...releasePages?.etags, ...tagPages.etags },
  });
}
