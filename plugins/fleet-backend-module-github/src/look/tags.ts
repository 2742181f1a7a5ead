import type { TagHistory } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import {
  releaseSchema,
  tagSchema,
  type Release,
  type Tag,
} from '../facts/payload';
import { tagFact } from '../facts/releases';
import type { GithubLook } from './githubLook';

/** The tags of a repository, as GitHub tells them; drafts of releases are of nobody's concern yet. */
export function tagHistory({ place }: GithubLook): TagHistory<Tag, Release> {
  return {
    tags: { path: '/tags', schema: tagSchema, nameOf: ({ name }) => name },
    releases: {
      path: '/releases',
      schema: releaseSchema,
      tagOf: ({ draft, tag_name: tag }) => (draft ? undefined : tag),
    },
    tell: (tag, known) => tagFact(place, tag, known),
  };
}
