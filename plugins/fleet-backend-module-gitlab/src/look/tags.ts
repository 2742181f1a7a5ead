import type { TagHistory } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import {
  releaseSchema,
  tagSchema,
  type Release,
  type Tag,
} from '../facts/payload';
import { tagFact } from '../facts/releases';
import { isOn, type ProjectLook } from './projectLook';

/** The tags of a project, as GitLab tells them. */
export function tagHistory({
  place,
  project,
}: ProjectLook): TagHistory<Tag, Release> {
  return {
    tags: {
      path: '/repository/tags',
      schema: tagSchema,
      nameOf: ({ name }) => name,
    },
    releases: isOn(project, 'releases')
      ? {
          path: '/releases',
          schema: releaseSchema,
          tagOf: ({ tag_name: tag }) => tag,
        }
      : undefined,
    tell: (tag, known) => tagFact(place, tag, known),
  };
}
