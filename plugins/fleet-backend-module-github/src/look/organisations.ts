import { originOfRepository } from '@landfall/backstage-plugin-fleet-node';
import {
  isGone,
  type CodeHostApi,
  type NamedPlace,
  type Repository,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { z } from 'zod';

const MOST_PAGES = 50;
const schema = z.object({
  full_name: z.string().max(255),
  archived: z.boolean().optional(),
});

/** All repositories of an organisation, or of a person, but those that are put away. @throws CodeHostError */
export async function organisationRepositories(
  api: Pick<CodeHostApi, 'get'>,
  { host, name }: NamedPlace,
): Promise<Repository[]> {
  const ask = (kind: 'orgs' | 'users', page: number) =>
    api.get(`/${kind}/${name}/repos?per_page=100&page=${page}`);
  let kind: 'orgs' | 'users' = 'orgs';
  const found: Repository[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    let answer: Awaited<ReturnType<typeof ask>>;
    try {
      answer = await ask(kind, page);
    } catch (error) {
      if (!isGone(error) || kind === 'users') throw error;
      kind = 'users';
      answer = await ask(kind, page);
    }
    for (const item of Array.isArray(answer.body) ? answer.body : []) {
      const { data } = schema.safeParse(item);
      if (data && !data.archived) {
        const slug = data.full_name;
        const origin = originOfRepository({ host, slug });
        found.push({ origin, host, slug, shared: false });
      }
    }
    if (!answer.next) break;
  }
  return found;
}
