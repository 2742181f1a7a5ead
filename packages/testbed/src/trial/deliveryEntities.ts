import { readFile, writeFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { GITHUB_STAND_IN } from '../github/startGithub';
import { KUBERNETES_ID } from './services';

/** The owner of all repositories in the stand-in. */
const OWNER = 'trial';

/** The repository of a service. */
export function slugOf(service: string): string {
  return `${OWNER}/${service}`;
}

/** Writes the trial's entities to another file, each service with where its repository is. */
export async function writeDeliveryEntities(options: {
  from: string;
  to: string;
}): Promise<void> {
  const documents = parseAllDocuments(await readFile(options.from, 'utf8'));
  for (const document of documents) {
    const kind = document.get('kind');
    const annotations = ['metadata', 'annotations'];
    if (
      kind === 'Component' &&
      document.hasIn([...annotations, KUBERNETES_ID])
    ) {
      const slug = slugOf(String(document.getIn(['metadata', 'name'])));
      document.setIn([...annotations, 'github.com/project-slug'], slug);
      document.setIn(
        [...annotations, 'backstage.io/source-location'],
        `url:https://${GITHUB_STAND_IN}/${slug}`,
      );
    }
  }
  await writeFile(options.to, documents.map(String).join(''));
}
