/** What rollouts and the labels of their images say of a commit. Pure. */
import { registryImageOf } from '@landfall/backstage-plugin-fleet-node';
import type { CommitHint } from '../../delivery/versionCommit';
import type { ServicePart } from '../deploymentRows';
import type { ImageLabel } from '../images';

/** What a rollout says itself, then what the labels of its images say, main container first. */
export function commitHints(
  { madeFrom, images }: Pick<ServicePart, 'madeFrom' | 'images'>,
  labels: ReadonlyMap<string, ImageLabel>,
): CommitHint[] {
  const ofLabels = images.flatMap((image, i): CommitHint[] => {
    const label = labels.get(registryImageOf(image)?.digest ?? '');
    return label ? [{ how: 'image_label', ...label, beside: i > 0 }] : [];
  });
  return madeFrom === null
    ? ofLabels
    : [{ how: 'annotation', ...madeFrom }, ...ofLabels];
}
